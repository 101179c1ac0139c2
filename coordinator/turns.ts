/**
 * Whose turn it is (Q32): while a batch runs, everybody whom a command may have helped is tried right after it, in the
 * same transaction and in the order in which they came. What this promises:
 *
 * - Nobody who came later is faster: a command of the batch runs only when nobody in line can be helped by those before.
 * - What changed tries whom it may help, judged by what they look for (`mayHelp`), the first who came first (pass.ts), until
 *   nobody is left: one resource added or freed runs one rule, as a rule, however many stand in line.
 * - Nothing is lost: one that was tried in vain keeps its place and the change is offered to the next; one that took
 *   something leaves, and what it changed is offered in turn; one that joins in this batch counts from there on.
 * - Nothing is certain before the commit: a batch that is run again, or not kept, finds everybody where they stood.
 */
import { Pass, type Passing, type Wake } from './pass.ts';
import type { Standing } from './standing.ts';
import type { Command, InTurn, Look, Outcome } from './store/store.ts';

/** One who asks for something that it may have to wait for. */
export interface Seeker extends Passing {
  /** Its command as it is run again, once it stands in line. */
  again: Command | undefined;
}

/** The last try of a seeker in a batch: of its first command, or of `again`. */
export interface Try {
  command: Command;
  outcome: Outcome;
}

export interface TurnsOptions<S extends Seeker> {
  standing: Standing<S>;
  seekerOf: (command: Command) => S | undefined;
  /** `again` was made: from now on `seekerOf` knows it, too. */
  stands: (seeker: S, again: Command) => void;
  /** The batch is on the disk: what its seekers came to. */
  kept: (tries: ReadonlyMap<S, Try>) => void;
  /** Nothing of it was kept: everybody stands where they stood. */
  dropped: () => void;
}

export class Turns<S extends Seeker> implements InTurn {
  readonly #options: TurnsOptions<S>;
  #running = false;
  #now = 0;
  /** Of each queue in which something changed; the first is the one under way. */
  readonly #passes = new Map<string, Pass<S>>();
  #undo: (() => void)[] = [];
  #tries = new Map<S, Try>();

  constructor(options: TurnsOptions<S>) {
    this.#options = options;
  }

  /** Is a batch under way that may serve somebody? */
  get running(): boolean {
    return this.#running;
  }

  begin(now: number): void {
    this.#back();
    this.#running = true;
    this.#now = now;
  }

  came(command: Command, outcome: Outcome): void {
    const { seekerOf, standing } = this.#options;
    const seeker = seekerOf(command);
    if (seeker) this.#seekerCame(seeker, { command, outcome });
    if (outcome.kind !== 'ok' || standing.size === 0) return;
    for (const effect of outcome.effects) if (effect.kind === 'wake') this.#woken(effect);
  }

  next(view: Look): Command | undefined {
    for (const [queue, pass] of this.#passes) {
      const seeker = pass.next(view, this.#now);
      if (seeker) return seeker.again;
      this.#passes.delete(queue);
    }
    return undefined;
  }

  keep(): void {
    const tries = this.#tries;
    this.#end();
    this.#options.kept(tries);
  }

  drop(): void {
    this.#back();
    this.#options.dropped();
  }

  #back(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#end();
  }

  #end(): void {
    this.#running = false;
    if (this.#tries.size > 0) this.#tries = new Map();
    if (this.#undo.length > 0) this.#undo = [];
    this.#passes.clear();
  }

  #seekerCame(seeker: S, one: Try): void {
    const { standing, stands } = this.#options;
    const { command, outcome } = one;
    const { group } = seeker;
    if (group) {
      this.#tries.set(seeker, one);
      if (outcome.kind === 'wait') this.#passes.get(group.queue)?.refused(seeker);
      else {
        standing.leave(seeker);
        this.#undo.push(() => standing.join(seeker, group));
      }
    } else if (outcome.kind === 'wait') {
      this.#tries.set(seeker, one);
      if (!seeker.again) stands(seeker, { ...command, waited: true });
      standing.join(seeker, outcome.on);
      this.#undo.push(() => standing.leave(seeker));
    }
  }

  #woken(wake: Wake): void {
    const { standing } = this.#options;
    const { queue } = wake;
    if (!standing.in(queue)) return;
    const pass = this.#passes.get(queue) ?? new Pass(queue, standing);
    this.#passes.set(queue, pass);
    pass.add(wake);
  }
}
