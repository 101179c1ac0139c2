/** One resource in a script's hand: its parameters, and the actions on it (S2). */
import { GantryError } from '../protocol/errors.ts';
import type { ResourceStatus } from '../protocol/fields.ts';
import type { LockView } from '../protocol/shapes.ts';
import type { ResourceAnswer, TakenResource } from '../protocol/shapes-answer.ts';
import type { Connection } from './connection.ts';
import { type OnceOptions, once } from './effect.ts';
import { mustBeFunction, mustBeOneOf, mustSurviveJson } from './input.ts';
import { instant, type Lock, wireLock } from './lock.ts';
import { markProcessed } from './marks.ts';

export interface Waiting {
  /** ms to wait for a foreign lock: 0 = try once, -1 = until the run ends, default 30 000 (Q31). */
  timeout?: number;
}
/** What is absent stays as it is; `value: null` is a value, `tags: []` clears (Q39). */
export interface Changes<T> extends Waiting {
  value?: T;
  tags?: string[];
  priority?: number;
  lock?: Lock;
}
export interface DeferOptions<T> extends Waiting {
  /** Another value for then; absent = it stays. */
  value?: T;
}
export interface FailOptions {
  /** `false`: the data is wrong, trying again is useless: to `error` at once (Q21). Default `true`. */
  retry?: boolean;
}

/** What `add` gives: everything but the value (with a `key` that existed, the value is the other one's). */
export class AddedResource<T = unknown> {
  readonly id: string;
  readonly queue: string;
  readonly #connection: Connection;
  #view: ResourceAnswer;
  #finished = false;

  constructor(connection: Connection, view: ResourceAnswer) {
    this.id = view.id;
    this.queue = view.queue;
    this.#connection = connection;
    this.#view = view;
  }

  get status(): ResourceStatus {
    return this.#view.status;
  }
  get tags(): readonly string[] {
    return this.#view.tags;
  }
  get priority(): number {
    return this.#view.priority;
  }
  get key(): string | undefined {
    return this.#view.key;
  }
  /** Remaining attempts; `undefined` when the queue has no limit (Q14). */
  get attemptsLeft(): number | undefined {
    return this.#view.attemptsLeft;
  }
  get created(): Date {
    return new Date(this.#view.created);
  }
  get updated(): Date {
    return new Date(this.#view.updated);
  }
  get readLock(): LockView | undefined {
    return this.#view.readLock;
  }
  get writeLock(): LockView | undefined {
    return this.#view.writeLock;
  }
  /** Did this script finish with it: processed, failed, deferred or deleted? */
  get finished(): boolean {
    return this.#finished;
  }

  /** Changes value, tags, priority, locks. Waits for a foreign write lock: `LockTimeout`. */
  async update(changes: Changes<T>): Promise<void> {
    const { lock, ...rest } = changes;
    mustSurviveJson(rest.value, 'value');
    const params = { ...this.#one, ...rest, ...(lock ? { lock: wireLock(lock) } : {}) };
    this.#view = await this.#connection.call('resource.update', params as typeof params & { value?: null });
  }

  /** Sets locks; one's own again replaces the date (Q35). Waits for a foreign lock of the same kind: `LockTimeout`. */
  async lock(lock: Lock = 'both', options: Waiting = {}): Promise<void> {
    this.#view = await this.#connection.call('resource.lock', { ...this.#one, lock: wireLock(lock), ...options });
  }

  /** Removes one's own locks; not set is fine, foreign is `NotLockOwner` and then neither is touched (Q33). */
  async unlock(kinds: 'both' | 'read' | 'write' = 'both'): Promise<void> {
    mustBeOneOf(kinds, 'kinds', ['both', 'read', 'write']);
    const named = { read: kinds !== 'write', write: kinds !== 'read' };
    this.#view = await this.#connection.call('resource.unlock', { ...this.#one, kinds: named });
  }

  /** The work is done: `processed`, locks released, out of every robot's sight (Q36). */
  async markProcessed(options: Waiting = {}): Promise<void> {
    this.#view =
      options.timeout === undefined
        ? await markProcessed(this.#connection, this.#view)
        : await this.#connection.call('resource.markProcessed', { ...this.#one, ...options });
    this.#finished = true;
  }

  /** The work on it failed: costs one attempt and goes back to `new`, or to `error` (Q15, Q18, Q21). */
  async fail(reason: string, options: FailOptions = {}): Promise<void> {
    if (typeof reason !== 'string')
      throw new GantryError('ValidationError', 'fail(reason): say in words what went wrong', { field: 'reason' });
    const params = { ...this.#one, reason: reason.slice(0, MAX_REASON), ...options };
    this.#view = await this.#connection.call('resource.fail', params);
    this.#finished = true;
  }

  /**
   * "Later": back to `new`, and no robot gets it before that date, this run and its next attempt included. Costs no
   * attempt, releases this run's undated locks (Q43). Waits for foreign locks: `LockTimeout`.
   */
  async defer(until: Date | number, options: DeferOptions<T> = {}): Promise<void> {
    mustSurviveJson(options.value, 'value');
    const params = { ...this.#one, until: instant(until, 'until'), ...options };
    this.#view = await this.#connection.call('resource.defer', params as typeof params & { value?: null });
    this.#finished = true;
  }

  /** Deletes it for good; waits for a foreign write lock: `LockTimeout` (Q41). */
  async delete(options: Waiting = {}): Promise<void> {
    await this.#connection.call('resource.delete', { ...this.#one, ...options });
    this.#finished = true;
  }

  /**
   * Does `fn` once for this resource, whichever run takes it (S9): that it begins is stored before, its result (JSON of at
   * most 64 KiB) after it, and the next robot gets that result instead. When it was begun and nobody knows whether it was
   * done (`fn` threw, or the run died in it): `EffectUnknown`, until a person settles it or `check` looks.
   */
  async once<R>(name: string, fn: () => R | Promise<R>, options: OnceOptions<R> = {}): Promise<R> {
    mustBeFunction(fn, 'fn');
    return await once(this.#connection, { ...this.#one, name }, fn, options);
  }

  get #one(): { queue: string; id: string } {
    return { queue: this.queue, id: this.id };
  }
}

/** Characters of a reason that the contract takes; the log has the whole error. */
const MAX_REASON = 10_000;

/** A resource with its value, as `get`, `each` and `take` give it. */
export class Resource<T = unknown> extends AddedResource<T> {
  value: T;

  constructor(connection: Connection, taken: TakenResource) {
    const { value, ...view } = taken;
    super(connection, view);
    this.value = value as T;
  }

  override async update(changes: Changes<T>): Promise<void> {
    await super.update(changes);
    if (changes.value !== undefined) this.value = changes.value;
  }

  override async defer(until: Date | number, options: DeferOptions<T> = {}): Promise<void> {
    await super.defer(until, options);
    if (options.value !== undefined) this.value = options.value;
  }
}
