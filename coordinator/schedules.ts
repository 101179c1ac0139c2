/** When schedules are looked at (J18, P13): at the time that is due next, after a start, and when the clock went back. */
import type { Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';

/** Schedules of one transaction: others get their turn in between. */
const PORTION = 100;
/** ms until it is tried again when the store refused. */
const RETRY_MS = 5_000;

export class Schedules {
  readonly #core: Core;
  /** The next time that anybody told of. */
  #due = Number.POSITIVE_INFINITY;
  /** What the clock showed last: less than that means that it was put back. */
  #latest = 0;
  #cancel: () => void = () => {};
  #working = false;
  #stopped = true;

  constructor(core: Core) {
    this.#core = core;
  }

  /** What was missed is caught up a little later, when robots had time to come back: deployments may not wait for one. */
  start(): void {
    this.#stopped = false;
    this.#latest = this.#core.clock.now();
    this.at(this.#latest + this.#core.timers.scheduleGraceMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** A schedule is due then. */
  at(when: number): void {
    if (this.#stopped || when >= this.#due) return;
    this.#due = when;
    this.#sleep();
  }

  /** Until it is due, but never long: the wall clock may jump. */
  #sleep(): void {
    this.#cancel();
    if (this.#stopped) return;
    const { clock, timers } = this.#core;
    const ms = Math.max(0, Math.min(this.#due - clock.now(), timers.dateCheckMs));
    this.#cancel = clock.after(ms, () => this.#wake());
  }

  #wake(): void {
    const now = this.#core.clock.now();
    const wentBack = now < this.#latest;
    this.#latest = now;
    if (wentBack || this.#due <= now) void this.#work();
    else this.#sleep();
  }

  async #work(): Promise<void> {
    if (this.#working) return; // it sleeps anew when it is through
    this.#working = true;
    try {
      while (!this.#stopped && (await this.#portion()));
    } catch (error) {
      this.#due = this.#core.clock.now() + RETRY_MS;
      if (!this.#stopped) this.#core.log.error({ err: error }, 'schedules could not be looked at');
    } finally {
      this.#working = false;
      this.#sleep();
    }
  }

  /** Whether there is more to do now. */
  async #portion(): Promise<boolean> {
    this.#due = Number.POSITIVE_INFINITY; // what is told from here on counts again
    const result = await this.#core.system('schedule.due', { limit: PORTION });
    this.#tell(result);
    this.#due = Math.min(this.#due, result.next ?? Number.POSITIVE_INFINITY);
    return result.due >= PORTION || (result.due > 0 && this.#due <= this.#core.clock.now());
  }

  #tell({ made, failed }: Result<'schedule.due'>): void {
    const { log } = this.#core;
    const iso = (ms: number) => new Date(ms).toISOString();
    for (const { schedule, nominal, jobs } of made)
      log.info({ schedule, nominal: iso(nominal), jobs }, 'schedule started jobs');
    for (const { schedule, nominal, because } of failed)
      log.warn({ schedule, nominal: iso(nominal), because }, 'schedule started nothing');
  }
}
