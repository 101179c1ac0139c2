/** When launch conditions are evaluated (Q52): on every hint that they may want jobs, debounced, and by a sweep. */
import type { Core } from './core.ts';

/** Enabled conditions that one sweep looks at. */
const MOST_CONDITIONS = 100_000;
/** Evaluations of a sweep that are under way at once. */
const AT_ONCE = 16;

export class Conditions {
  readonly #core: Core;
  /** Queues evaluated a moment ago → whether a hint came since. */
  readonly #resting = new Map<string, boolean>();
  /** Queues whose jobs wait for a free robot: looked at when one asks for work. */
  readonly #wantRobots = new Set<string>();
  readonly #timers = new Set<() => void>();
  /** Queues whose condition rests (by its own rule) → how its alarm is cancelled. */
  readonly #alarms = new Map<string, () => void>();
  #cancelSweep: () => void = () => {};
  #stopped = true;

  constructor(core: Core) {
    this.#core = core;
  }

  /** What was missed while nobody was here is repaired at once, and again every `conditionSweepMs`. */
  async start(): Promise<void> {
    this.#stopped = false;
    await this.#sweep();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelSweep();
    for (const cancel of [...this.#timers, ...this.#alarms.values()]) cancel();
    this.#alarms.clear();
    this.#timers.clear();
    this.#resting.clear();
  }

  /**
   * The condition of this queue may want jobs: evaluated at once, or when its rest of `conditionRestMs` is over, so that
   * ten thousand hints a second cost a few evaluations and the last one is never missed.
   */
  look(queue: string): void {
    if (this.#stopped) return;
    if (this.#resting.has(queue)) {
      this.#resting.set(queue, true);
      return;
    }
    this.#resting.set(queue, false);
    this.#evaluate(queue);
    const cancel = this.#core.clock.after(this.#core.timers.conditionRestMs, () => {
      this.#timers.delete(cancel);
      const again = this.#resting.get(queue);
      this.#resting.delete(queue);
      if (again) this.look(queue);
    });
    this.#timers.add(cancel);
  }

  /** Gantry stopped a condition by itself (Q46, Q51, Q53). */
  stoppedItself(queue: string, because: string): void {
    this.#core.log.warn({ queue, because }, 'launch condition stopped');
  }

  /** A robot asks for work: conditions that could not start a job for want of one look again. */
  robotIsFree(): void {
    const waiting = [...this.#wantRobots];
    this.#wantRobots.clear();
    for (const queue of waiting) this.look(queue);
  }

  async #evaluate(queue: string): Promise<void> {
    if (this.#stopped) return;
    try {
      const { made, waitsForRobots, again } = await this.#core.system('condition.evaluate', { queue });
      if (waitsForRobots) this.#wantRobots.add(queue);
      if (again !== undefined) this.#lookAt(queue, again);
      if (made.length > 0) this.#core.log.info({ queue, jobs: made }, 'launch condition started jobs');
    } catch (error) {
      // Nothing was made; the next hint or the sweep tries again.
      if (!this.#stopped) this.#core.log.error({ err: error, queue }, 'launch condition could not be evaluated');
    }
  }

  /** One alarm for each queue: the newest counts. `when`: the coordinator's clock, ms. */
  #lookAt(queue: string, when: number): void {
    if (this.#stopped) return;
    this.#alarms.get(queue)?.();
    const cancel = this.#core.clock.after(Math.max(0, when - this.#core.clock.now()), () => {
      this.#alarms.delete(queue);
      this.look(queue);
    });
    this.#alarms.set(queue, cancel);
  }

  async #sweep(): Promise<void> {
    try {
      const rows = await this.#core.store.read((view) => view.pick('enabledConditions', {}, MOST_CONDITIONS));
      for (let i = 0; i < rows.length && !this.#stopped; i += AT_ONCE)
        await Promise.all(rows.slice(i, i + AT_ONCE).map((row) => this.#evaluate(row.id)));
    } catch (error) {
      if (!this.#stopped) this.#core.log.error({ err: error }, 'launch conditions could not be swept');
    } finally {
      if (!this.#stopped)
        this.#cancelSweep = this.#core.clock.after(this.#core.timers.conditionSweepMs, () => this.#sweep());
    }
  }
}
