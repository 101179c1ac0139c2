/**
 * The waiting room (Q31, Q32): whose commands threw `Wait`, until they are served in their turn (turns.ts), their time is
 * up, or they are gone. Knows no rule and no transaction.
 */
import { GantryError } from '../protocol/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Effect, Wait } from './domain/view.ts';
import { Standing } from './standing.ts';
import type { Command, InTurn, Outcome } from './store/store.ts';
import { type Seeker, type Try, Turns } from './turns.ts';

/** Whose waits end together: a connection, or one HTTP request. */
export interface Line {
  /** The run that asks, '' for people: its end ends the wait. */
  run: string;
}

export type Answer = Exclude<Outcome, { kind: 'wait' }>;

export interface Asked {
  line: Line;
  /** What `forget` names. */
  request: number;
  command: Command;
}

interface Waiter extends Seeker {
  readonly line: Line;
  readonly request: number;
  readonly command: Command;
  /** `undefined`: nobody is there to be answered any more. */
  settle: (answer: Answer | undefined) => void;
  /** Its first try is not answered yet: its wait ends after that, it may already have taken something. */
  trying: boolean;
  /** Cancels the end of its time. */
  untime: (() => void) | undefined;
  over: GantryError | undefined;
  /** Called when this waiter has left, so that `forget` can be answered after it. */
  left: (() => void)[] | undefined;
}

/** Who may ask and wait at once, about 1 KB each; beyond it a request that might wait is refused with `TooMany`. */
export const waitLimits = { ofRun: 20_000, inAll: 100_000 };

export interface WaitsOptions {
  /** To the writer. */
  submit: (command: Command, done: (outcome: Outcome) => void) => void;
  /** Carries out what those changed who were served in their turn. */
  apply: (effects: readonly Effect[]) => void;
  clock?: Pick<Clock, 'after'> | undefined;
  limits?: Partial<typeof waitLimits> | undefined;
}

export class Waits {
  /** For the writer: whom to serve within a batch. */
  readonly turns: InTurn;
  readonly #turns: Turns<Waiter>;
  readonly #options: WaitsOptions;
  readonly #limits: typeof waitLimits;
  readonly #standing = new Standing<Waiter>();
  readonly #byCommand = new Map<Command, Waiter>();
  /** By run, '' for people. */
  readonly #byRun = new Map<string, Set<Waiter>>();
  /** Those whose end came while a batch was under way that may serve them. */
  readonly #ending = new Set<Waiter>();
  #order = 0;
  #size = 0;

  constructor(options: WaitsOptions) {
    this.#options = options;
    this.#limits = { ...waitLimits, ...options.limits };
    this.#turns = this.turns = new Turns<Waiter>({
      standing: this.#standing,
      seekerOf: (command) => this.#byCommand.get(command),
      stands: (waiter, again) => {
        waiter.again = again;
        this.#byCommand.set(again, waiter);
      },
      kept: (tries) => this.#kept(tries),
      dropped: () => this.#endDue(),
    });
  }

  /** Those who asked and have no answer yet. */
  get size(): number {
    return this.#size;
  }

  /** Those who stand in line. */
  get standing(): number {
    return this.#standing.size;
  }

  /**
   * Has `command` run until it answers, waiting in between; the refusal of its `Wait` when the time is up. Answers
   * `undefined` when the line was dropped: nobody is there to be answered.
   */
  ask({ line, request, command }: Asked, settle: Waiter['settle']): void {
    const full = this.#full(line);
    if (full) {
      settle({ kind: 'refused', error: full });
      return;
    }
    const waiter: Waiter = {
      order: ++this.#order,
      owner: line.run === '' ? '' : `run:${line.run}`,
      again: undefined,
      line,
      request,
      command,
      settle,
      trying: true,
      untime: undefined,
      over: undefined,
      left: undefined,
    };
    this.#enter(waiter);
    this.#options.submit(command, (outcome) => {
      // A wait was dealt with when its batch was kept (`#kept`).
      if (outcome.kind !== 'wait') this.#leave(waiter, outcome);
    });
  }

  /** A connection is gone: its waiters disappear without an answer. */
  drop(line: Line): void {
    for (const waiter of this.#of(line)) {
      const { settle } = waiter;
      waiter.settle = () => settle(undefined);
      this.#end(waiter, new GantryError('Unavailable', 'the connection is gone'));
    }
  }

  /** The caller gave this request up. Resolves when it has left: it can take nothing any more. */
  forget(line: Line, request: number): Promise<void> {
    const waiter = this.#of(line).find((w) => w.request === request);
    if (!waiter) return Promise.resolve();
    return new Promise((resolve) => {
      waiter.left = [...(waiter.left ?? []), resolve];
      this.#end(waiter, new GantryError('LockTimeout', 'the caller gave up waiting'));
    });
  }

  runEnded(run: string, because: string): void {
    for (const waiter of [...(this.#byRun.get(run) ?? [])]) this.#end(waiter, new GantryError('RunEnded', because));
  }

  /** At a stop: everybody is sent away unanswered, to ask again after the reconnect. */
  close(): void {
    for (const waiters of [...this.#byRun.values()]) for (const { line } of [...waiters]) this.drop(line);
  }

  #kept(tries: ReadonlyMap<Waiter, Try>): void {
    for (const [waiter, { outcome }] of tries) {
      if (outcome.kind === 'wait') this.#waits(waiter, outcome.on);
      else {
        if (outcome.kind === 'ok') this.#options.apply(outcome.effects);
        this.#leave(waiter, outcome);
      }
    }
    this.#endDue();
  }

  #waits(waiter: Waiter, on: Wait): void {
    waiter.trying = false;
    if (waiter.over) this.#ending.add(waiter);
    else if (on.timeoutMs >= 0) {
      const { clock = systemClock } = this.#options;
      // A rule may carry a code of its own; the words are the rule's.
      waiter.untime ??= clock.after(on.timeoutMs, () => this.#end(waiter, new GantryError(on.code, on.says)));
    }
  }

  /** Ends the wait now, or after the try that is on its way: that one may already have taken something. */
  #end(waiter: Waiter, error: GantryError): void {
    waiter.over ??= error;
    if (waiter.trying) return;
    this.#ending.add(waiter);
    if (!this.#turns.running) this.#endDue();
  }

  #endDue(): void {
    for (const waiter of this.#ending) this.#leave(waiter, { kind: 'refused', error: waiter.over! });
  }

  #enter(waiter: Waiter): void {
    this.#size++;
    this.#byCommand.set(waiter.command, waiter);
    const { run } = waiter.line;
    const others = this.#byRun.get(run);
    if (others) others.add(waiter);
    else this.#byRun.set(run, new Set([waiter]));
  }

  #leave(waiter: Waiter, answer: Answer): void {
    const mine = this.#byRun.get(waiter.line.run);
    if (!mine?.delete(waiter)) return; // it left before
    if (mine.size === 0) this.#byRun.delete(waiter.line.run);
    this.#size--;
    waiter.untime?.();
    this.#standing.leave(waiter);
    this.#ending.delete(waiter);
    this.#byCommand.delete(waiter.command);
    if (waiter.again) this.#byCommand.delete(waiter.again);
    waiter.settle(answer);
    for (const left of waiter.left ?? []) left();
  }

  #of(line: Line): Waiter[] {
    return [...(this.#byRun.get(line.run) ?? [])].filter((waiter) => waiter.line === line);
  }

  #full(line: Line): GantryError | undefined {
    const { ofRun, inAll } = this.#limits;
    const ofThisRun = line.run === '' ? 0 : (this.#byRun.get(line.run)?.size ?? 0);
    if (ofThisRun < ofRun && this.#size < inAll) return undefined;
    const who = ofThisRun < ofRun ? `${inAll} requests` : `${ofRun} requests of this run`;
    const says = `${who} wait already; ask with timeout 0, or wait with fewer at once`;
    return new GantryError('TooMany', says, { retryInMs: RETRY_MS });
  }
}

/** When to try again after `TooMany`, ms. */
const RETRY_MS = 1_000;
