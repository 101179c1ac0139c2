/** A resource queue as a script sees it (S1): add, get, look, and the two loops over it. */

import type { ParamsIn } from '../protocol/contract.ts';
import { addResource } from './adds.ts';
import {
  byCondition,
  byId,
  type Condition,
  type CountOptions,
  type GetManyOptions,
  type GetOptions,
  type GetParams,
  type PeekOptions,
} from './condition.ts';
import type { Connection } from './connection.ts';
import { mustBeFunction, mustBeOneOf, mustSurviveJson, wrong } from './input.ts';
import { type Lock, wireLock } from './lock.ts';
import type { Log } from './report.ts';
import type { AddedResource as Added } from './resource.ts';
import { AddedResource, Resource, type Waiting } from './resource.ts';
import type { Stop } from './stop.ts';
import { Takes } from './takes.ts';
import { ask } from './waiting-get.ts';
import { type EachOptions, Walk, type WalkOptions } from './walk.ts';

export interface AddOptions {
  tags?: string[];
  priority?: number;
  lock?: Lock;
  /** Natural key, unique among the queue's live resources: adding it again gives the one that is there (Q40). */
  key?: string;
}
export interface NewResource<T> extends AddOptions {
  value: T;
}

/** What a queue needs of its surroundings. */
export interface QueueContext {
  /** Asked for at each call: nothing connects before the first one (S13). */
  connection: () => Connection;
  stop: Stop;
  log: Log;
}

export class Queue<T = unknown> {
  readonly name: string;
  readonly #context: QueueContext;

  constructor(name: string, context: QueueContext) {
    this.name = name;
    this.#context = context;
  }

  /** Adds one resource; `QueueNotFound` when the queue does not exist. */
  async add(value: T, options: AddOptions = {}): Promise<Added<T>> {
    const connection = this.#context.connection();
    const item = wireNew({ value, ...options }, '');
    return new AddedResource<T>(connection, await addResource(connection, this.name, item));
  }

  /** Adds all or none, at most 20 000. `ids` in the order given; `added` counts those that no key knew. */
  async addMany(items: NewResource<T>[]): Promise<{ ids: string[]; added: number }> {
    if (!Array.isArray(items)) wrong('items', 'must be an array of { value, tags, … }');
    const connection = this.#context.connection();
    const wire = items.map((item, n) => wireNew(item, `items.${n}.`));
    return await connection.call('resource.addMany', { queue: this.name, items: wire });
  }

  /**
   * By id, or the first that meets the condition; it becomes `in_progress` (Q8). Waits up to `timeout` ms: then
   * `LockTimeout` when it stayed locked, `ResourceNotFound` when nothing matched; `RunEnded` when the run ends meanwhile.
   * By condition and with a lock it gives work: nothing that this run has in hand or has failed.
   */
  async get(id: string, options?: GetOptions): Promise<Resource<T>>;
  async get(condition?: Condition & GetOptions): Promise<Resource<T>>;
  async get(what: string | (Condition & GetOptions) = {}, options: GetOptions = {}): Promise<Resource<T>> {
    if (what === null || !['string', 'object'].includes(typeof what)) wrong('id', 'give an id, or a condition');
    return this.#get(typeof what === 'string' ? byId(this.name, what, options) : byCondition(this.name, what));
  }

  /** Several that meet the condition, taken and locked in one step; waits up to `timeout` ms like `get` (Q38). */
  async getMany(options: GetManyOptions): Promise<Resource<T>[]> {
    if (options?.count === undefined) wrong('count', "say how many: 'all', { atMost: n } or { exactly: n }");
    const connection = this.#context.connection();
    const { count, ...condition } = options;
    const params = { ...byCondition(this.name, condition), count };
    const { items } = await ask(connection, 'resource.getMany', params, this.#context.stop);
    return items.map((item) => new Resource<T>(connection, item));
  }

  /** How many unfinished resources there are, locked ones too (Q42). */
  async count(options: CountOptions = {}): Promise<number> {
    const { count } = await this.#context.connection().call('resource.count', { queue: this.name, ...options });
    return count;
  }

  /** Parameters of what meets the condition, in its order, without taking it; locked ones too, with their locks (Q42). */
  async peek(options: PeekOptions = {}): Promise<Added<T>[]> {
    const connection = this.#context.connection();
    const { limit, ...condition } = options;
    const { queue, filter } = byCondition(this.name, condition);
    const params = { queue, filter, ...(limit === undefined ? {} : { limit }) };
    const { items } = await connection.call('resource.peek', params);
    return items.map((item) => new AddedResource<T>(connection, item));
  }

  /** Deletes a resource by its id; waits for a foreign write lock: `LockTimeout` (Q41). */
  async delete(id: string, options: Waiting = {}): Promise<void> {
    await this.#context.connection().call('resource.delete', { queue: this.name, id, ...options });
  }

  /**
   * Works the queue: takes and locks one resource after the other and calls `fn` with it. Returns → `markProcessed`;
   * throws → `fail` (a `BusinessError`: to `error` at once). Ends when the queue is drained (or waits for more with
   * `idle: 'wait'`) and when the run is cancelled, after the resource in hand.
   */
  async each(fn: (resource: Resource<T>) => unknown, options: EachOptions = {}): Promise<void> {
    mustBeFunction(fn, 'fn');
    const { concurrency = 1, ...rest } = options;
    await new Walk<T>(this.#work(rest)).each(fn, concurrency);
  }

  /**
   * The same as a loop: `for await (const r of queue.take())`. Reaching the end of the body marks it processed unless
   * the body did (or failed it); leaving by `break` or an error releases it.
   */
  take(options: WalkOptions = {}): AsyncGenerator<Resource<T>, void, void> {
    return new Walk<T>(this.#work(options)).take();
  }

  #work(options: WalkOptions) {
    const { idle = 'stop', lock = 'both', ...condition } = options;
    mustBeOneOf(idle, 'idle', ['stop', 'wait']);
    const { stop, log } = this.#context;
    const params = byCondition(this.name, { ...condition, lock, timeout: idle === 'wait' ? -1 : 0 });
    let takes: Takes | undefined;
    const take = async () => {
      const connection = this.#context.connection();
      takes ??= new Takes(connection, params, stop);
      return new Resource<T>(connection, await takes.take());
    };
    return { take, idle, stop, log };
  }

  async #get(params: GetParams): Promise<Resource<T>> {
    const connection = this.#context.connection();
    return new Resource<T>(connection, await ask(connection, 'resource.get', params, this.#context.stop));
  }
}

type WireNew = ParamsIn<'resource.addMany'>['items'][number];

function wireNew(item: NewResource<unknown>, path: string): WireNew {
  const { lock, ...rest } = item;
  mustSurviveJson(rest.value, `${path}value`);
  return { ...rest, ...(lock ? { lock: wireLock(lock) } : {}) } as WireNew;
}
