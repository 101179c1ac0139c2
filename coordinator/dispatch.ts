/** Brings idle robots and waiting jobs together (J25): reacts to what rules emit, asks nothing on a timer. */
import { type Core, SYSTEM } from './core.ts';
import type { Sessions } from './sessions.ts';
import { starveAfterMs } from './starving.ts';

/** Robots of a pool that are asked at once at most; more follow as long as there is work. */
const AT_ONCE = 16;
/** Robots of one pool that are looked at. */
const MOST_ROBOTS = 10_000;

export class Dispatch {
  readonly #core: Core;
  readonly #sessions: Sessions;
  /** `robot:ID` or `pool:ID` being worked on → whether something new came up meanwhile. */
  readonly #busy = new Map<string, boolean>();

  constructor(core: Core, sessions: Sessions) {
    this.#core = core;
    this.#sessions = sessions;
  }

  /** This robot may be free, or has a job pinned to it. */
  robot(robot: string): void {
    this.#once(`robot:${robot}`, () => this.#give(robot));
  }

  /** There is new work for the robots of this pool. */
  pool(pool: string): void {
    this.#once(`pool:${pool}`, () => this.#fill(pool));
  }

  /** After a start: everybody who is connected. */
  everybody(): void {
    for (const { robot } of this.#sessions.agents()) this.robot(robot);
  }

  async #once(key: string, work: () => Promise<unknown>): Promise<void> {
    if (this.#busy.has(key)) {
      this.#busy.set(key, true);
      return;
    }
    this.#busy.set(key, false);
    try {
      await work();
    } catch (error) {
      this.#core.log.error({ err: error, dispatch: key }, 'dispatch failed'); // the next effect tries again
    }
    const again = this.#busy.get(key);
    this.#busy.delete(key);
    if (again) this.#once(key, work);
  }

  /** True when the robot got a job. */
  async #give(robot: string): Promise<boolean> {
    if (!this.#sessions.agent(robot)) return false;
    const params = { robot, starveAfterMs: starveAfterMs(this.#core) };
    const outcome = await this.#core.submit({ verb: 'robot.dispatch', params, who: SYSTEM });
    if (outcome.kind !== 'ok') return false; // it was deleted or got busy meanwhile
    const { run } = outcome.result as { run?: string };
    if (run) this.#core.log.info({ robot, run }, 'run offered');
    return run !== undefined;
  }

  async #fill(pool: string): Promise<void> {
    const idle = await this.#core.store.read((view) =>
      view
        .pick('robotsOf', { pool }, MOST_ROBOTS)
        .map((member) => view.get('robot', member.robot))
        .filter((robot) => robot?.state === 'idle' && this.#sessions.agent(robot.id) !== undefined)
        .map((robot) => robot!.id),
    );
    for (let next = 0, least = 1; next < idle.length; least *= 2) {
      const waiting = await this.#waiting(pool);
      if (waiting === 0) return;
      const asked = idle.slice(next, next + Math.min(AT_ONCE, Math.max(waiting, least)));
      await Promise.all(asked.map((robot) => this.#give(robot)));
      next += asked.length;
    }
  }

  /**
   * How many jobs wait, as far as that matters: so many robots are asked. One that got nothing may only lack what the job
   * needs: twice as many are asked next, as long as there is work.
   */
  #waiting(pool: string): Promise<number> {
    return this.#core.store.read((view) => view.pick('poolJobs', { pool }, AT_ONCE).length);
  }
}
