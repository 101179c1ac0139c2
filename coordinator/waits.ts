/**
 * The waiting room (Q31, Q32): commands that threw `Wait` stand in line per resource and per queue, in the order in which
 * they first came, and are tried again when woken. Knows no rule: it only submits again.
 */
import { GantryError } from '../protocol/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Wait } from './domain/view.ts';
import type { Outcome } from './store/store.ts';

/** Whose waits end together: a connection, or one HTTP request. */
export interface Line {
  /** The run that asks, '' for people: its end ends the wait. */
  run: string;
}

type Answer = Exclude<Outcome, { kind: 'wait' }>;

interface Waiter {
  /** Place in the line: given once, kept over all tries. */
  order: number;
  line: Line;
  request: number;
  /** `waited`: it stood in line before. */
  attempt: (waited: boolean) => Promise<Outcome>;
  settle: (answer: Answer) => void;
  key: string;
  /** Number of the last wake when the running try was submitted; undefined = not trying. */
  tryingSince: number | undefined;
  /** Cancels the end of its time. */
  untime: (() => void) | undefined;
  /** Set when the wait must end: applied at once, or when the running try came back with another wait. */
  over: GantryError | undefined;
  /** Called when this waiter has left, so that `forget` can be answered after it. */
  left: (() => void)[];
}

/** Wakes remembered for tries that are on their way; beyond it all of them count as woken. */
const REMEMBERED_WAKES = 50_000;

const keyOf = (queue: string, resource: string) => (resource === '' ? `queue ${queue}` : `resource ${resource}`);

export class Waits {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #lines = new Map<string, Waiter[]>();
  readonly #all = new Set<Waiter>();
  readonly #byLine = new Map<Line, Set<Waiter>>();
  #order = 0;
  /** Wakes are numbered, so that one which came while a try was on its way is not missed. */
  #wakes = 0;
  #lastWake = new Map<string, number>();
  #allWokenAt = 0;

  constructor(clock: Pick<Clock, 'after'> = systemClock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#all.size;
  }

  /**
   * Runs `attempt` until it answers, waiting in between; `LockTimeout` when the time is up. Resolves with `undefined`
   * when the line was closed: nobody is there to be answered.
   */
  run(line: Line, request: number, attempt: Waiter['attempt']): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        order: ++this.#order,
        line,
        request,
        attempt,
        settle: resolve,
        key: '',
        tryingSince: this.#wakes,
        untime: undefined,
        over: undefined,
        left: [() => resolve(undefined)],
      };
      this.#all.add(waiter);
      const mine = this.#byLine.get(line);
      if (mine) mine.add(waiter);
      else this.#byLine.set(line, new Set([waiter]));
      this.#try(waiter);
    });
  }

  /** Something changed at this resource: those who wait for it or for anything of its queue look again. */
  wake(queue: string, resource: string): void {
    this.#wakes++;
    if (this.#lastWake.size > REMEMBERED_WAKES) {
      this.#lastWake.clear();
      this.#allWokenAt = this.#wakes;
    }
    for (const key of new Set([keyOf(queue, resource), keyOf(queue, '')])) {
      this.#lastWake.set(key, this.#wakes);
      for (const waiter of [...(this.#lines.get(key) ?? [])]) if (waiter.tryingSince === undefined) this.#try(waiter);
    }
  }

  /** A connection is gone: its waiters disappear without an answer. */
  drop(line: Line): void {
    for (const waiter of [...(this.#byLine.get(line) ?? [])]) {
      waiter.settle = () => {};
      this.#end(waiter, new GantryError('Unavailable', 'the connection is gone'));
    }
  }

  /** The caller gave this request up. Resolves when it has left: it can take nothing any more. */
  forget(line: Line, request: number): Promise<void> {
    const waiter = [...(this.#byLine.get(line) ?? [])].find((w) => w.request === request);
    if (!waiter) return Promise.resolve();
    return new Promise((resolve) => {
      waiter.left.push(resolve);
      this.#end(waiter, new GantryError('LockTimeout', 'the caller gave up waiting'));
    });
  }

  runEnded(run: string, because: string): void {
    for (const waiter of [...this.#all])
      if (waiter.line.run === run) this.#end(waiter, new GantryError('RunEnded', because));
  }

  /** At a stop: everybody is sent away unanswered, to ask again after the reconnect. */
  close(): void {
    for (const line of [...this.#byLine.keys()]) this.drop(line);
  }

  async #try(waiter: Waiter): Promise<void> {
    waiter.tryingSince = this.#wakes;
    const outcome = await waiter.attempt(waiter.key !== '');
    if (outcome.kind !== 'wait') this.#leave(waiter, outcome);
    else this.#stand(waiter, outcome.on);
  }

  /** Back to its place; tried again at once if a wake came while it was away. */
  #stand(waiter: Waiter, on: Wait): void {
    const since = waiter.tryingSince ?? this.#wakes;
    waiter.tryingSince = undefined;
    if (waiter.over) {
      this.#leave(waiter, { kind: 'refused', error: waiter.over });
      return;
    }
    if (on.timeoutMs >= 0) waiter.untime ??= this.#clock.after(on.timeoutMs, () => this.#end(waiter, timeoutOf(on)));
    this.#place(waiter, keyOf(on.queue, on.resource));
    const woken = Math.max(this.#lastWake.get(waiter.key) ?? 0, this.#allWokenAt);
    if (woken > since) this.#try(waiter);
  }

  #place(waiter: Waiter, key: string): void {
    if (waiter.key === key) return;
    this.#unplace(waiter);
    waiter.key = key;
    const line = this.#lines.get(key) ?? [];
    const after = line.findIndex((other) => other.order > waiter.order);
    line.splice(after < 0 ? line.length : after, 0, waiter);
    this.#lines.set(key, line);
  }

  #unplace(waiter: Waiter): void {
    const line = this.#lines.get(waiter.key);
    if (!line) return;
    line.splice(line.indexOf(waiter), 1);
    if (line.length === 0) this.#lines.delete(waiter.key);
  }

  /** Ends the wait now, or after the try that is on its way: that one may already have taken something. */
  #end(waiter: Waiter, error: GantryError): void {
    waiter.over ??= error;
    if (waiter.tryingSince === undefined) this.#leave(waiter, { kind: 'refused', error: waiter.over });
  }

  #leave(waiter: Waiter, answer: Answer): void {
    waiter.untime?.();
    this.#unplace(waiter);
    this.#all.delete(waiter);
    const mine = this.#byLine.get(waiter.line);
    mine?.delete(waiter);
    if (mine?.size === 0) this.#byLine.delete(waiter.line);
    waiter.settle(answer);
    for (const left of waiter.left) left();
  }
}

/** A rule may carry a code of its own; the words are the rule's. */
function timeoutOf(on: Wait): GantryError {
  return new GantryError(on.code, on.says);
}
