/**
 * A secret reaches a script only after its supervisor masks it (E5, X7): told over the supervisor's own socket, and waited
 * for, in whatever language the script is written. Values are in memory only, and only until the word is out.
 */
import { refuse } from '../protocol/errors.ts';
import type { Core } from './core.ts';
import { randomId } from './ids.ts';
import type { Services } from './router.ts';
import type { RunSession, Sessions } from './sessions.ts';

/** Told with a refusal: a supervisor that lost its connection is back within this time as a rule. */
const RETRY_MS = 1_000;

interface Waiting {
  run: string;
  epoch: number;
  values: string[];
  done: () => void;
}

export class Masks {
  readonly #core: Core;
  readonly #sessions: Sessions;
  /** By the id of the notice: a number would be given again after a restart, and an old word taken for a new one. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #withoutLog = new Set<string>();

  constructor(core: Core, sessions: Sessions) {
    this.#core = core;
    this.#sessions = sessions;
  }

  /** This run has no supervisor and writes no log: it is a robot in a test (`gantry/testing`). */
  withoutLog(run: string): void {
    this.#withoutLog.add(run);
  }

  /** Resolves when the run's supervisor masks these values; refuses with `Unavailable` when that takes too long. */
  async ask({ run, epoch }: { run: string; epoch: number }, values: string[]): Promise<void> {
    if (values.length === 0 || this.#withoutLog.has(run)) return;
    const mask = randomId('m');
    const masked = await new Promise<boolean>((resolve) => {
      const giveUp = this.#core.clock.after(this.#core.timers.maskMs, () => resolve(false));
      const done = () => {
        giveUp();
        resolve(true);
      };
      this.#waiting.set(mask, { run, epoch, values, done });
      for (const session of this.#sessions.runSessions(run)) this.#tell(session, mask);
    });
    this.#waiting.delete(mask);
    if (masked) return;
    refuse(
      'Unavailable',
      'the supervisor of this run did not say in time that it masks the secret, which could stand in the log without it: ' +
        'ask again in a moment; if that is no help, the agent is cut off or too old: update it',
      { retryInMs: RETRY_MS },
    );
  }

  /** A supervisor said hello: the script of a run may be faster, and a word may have been lost with a connection. */
  came(session: RunSession): void {
    for (const mask of this.#waiting.keys()) this.#tell(session, mask);
  }

  /** A supervisor's word; one that comes late, or for another's run, changes nothing. */
  masked(who: { run: string; epoch: number }, mask: string): void {
    const waiting = this.#waiting.get(mask);
    if (waiting?.run === who.run && waiting.epoch === who.epoch) waiting.done();
  }

  #tell(session: RunSession, mask: string): void {
    const { run, epoch, values } = this.#waiting.get(mask)!;
    if (session.as !== 'supervisor' || session.run !== run || session.epoch !== epoch) return;
    session.connection.notice('run.mask', { run, epoch, mask, values });
  }
}

export function maskServices(masks: Masks): Pick<Services, 'run.masked'> {
  return {
    'run.masked': async ({ mask }, { who }) => {
      if (who.kind === 'supervisor') masks.masked(who, mask);
      return {};
    },
  };
}
