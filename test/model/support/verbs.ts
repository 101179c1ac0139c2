/**
 * The queue verbs as the tiny model knows them: one row per verb, with what to ask at random, what it is about, and what
 * it does. A new verb is one more row.
 */
import fc from 'fast-check';
import { type Asker, alive, type Held, heldAt, type Item, type Params, Refused, release, WAITS } from './item.ts';
import type { Model } from './model.ts';

export interface Verb {
  /** Random parameters; `nth`, `{in}` and ranges are made real by `resolved` when they are sent. */
  asks: fc.Arbitrary<Record<string, unknown>>;
  /** How often, next to the others. */
  weight: number;
  /** By users as well as by robots; or by users alone. */
  who: 'robots' | 'both' | 'people';
  /** What it would be about; throws `Refused` or `WAITS`. Changes nothing. */
  aims(m: Model, p: Params, a: Asker): Item[];
  /** Carries it out; what the answer shows. `result` is the coordinator's, for identities alone. */
  does(m: Model, p: Params, a: Asker, result: unknown): Item[];
}

type Kind = 'read' | 'write';
type Wanted = Partial<Record<Kind, true | { until: number }>>;
const kinds: readonly Kind[] = ['read', 'write'];

export const QUEUES = ['Short', 'Endless'] as const;
const queue = fc.constantFrom(...QUEUES);
const nth = fc.nat({ max: 5 });
const tag = fc.constantFrom('eu', 'us');
const tags = fc.uniqueArray(tag, { maxLength: 2 });
const priority = fc.nat({ max: 2 });
const value = fc.oneof(fc.nat({ max: 9 }), fc.constant(null), fc.constant({ a: [1, 'ä'] }));
const oneLock = fc.oneof(
  { weight: 3, arbitrary: fc.constant(true as const) },
  { weight: 2, arbitrary: fc.record({ in: fc.constantFrom(1, 700, 2_500) }) },
);
const lock = fc.oneof(
  { weight: 3, arbitrary: fc.record({ read: oneLock, write: oneLock }) },
  { weight: 1, arbitrary: fc.record({ read: oneLock }) },
  { weight: 1, arbitrary: fc.record({ write: oneLock }) },
);
const timeout = fc.constantFrom(0, 0, 600, 2_500, -1, undefined);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const range = fc.record({ from: maybe(fc.nat({ max: 2 })), to: maybe(fc.nat({ max: 2 })) });
const filter = fc.record({
  tags: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tags }),
  allTags: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tags }),
  status: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('new', 'in_progress') },
  ),
  priority: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: range }),
  sort: maybe(fc.constantFrom('priority', 'oldest', 'newest')),
});
const fresh = { value, tags: maybe(tags), priority: maybe(priority), key: maybe(fc.constantFrom('k1', 'k2')) };
const item = fc.record({
  ...fresh,
  lock: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: lock }),
});

const foreign = (held: Held | undefined, a: Asker) => {
  const now = heldAt(held, a.now);
  return now !== undefined && now.owner !== a.owner && !a.owner.startsWith('user:');
};
const wantedOf = (p: Params): Wanted => (p.lock as Wanted | undefined) ?? {};

function running(m: Model, a: Asker): void {
  if (a.run !== '' && m.ended.has(a.run)) throw new Refused('RunEnded');
}
/** A date must lie in the future (Q30). */
function dated(p: Params, a: Asker): void {
  for (const wanted of Object.values(wantedOf(p)))
    if (wanted !== true && wanted.until <= a.now) throw new Refused('ValidationError');
}
function theLive(m: Model, p: Params): Item {
  const found = m.item(p.queue, p.id);
  if (!found || !alive(found)) throw new Refused('ResourceNotFound');
  return found;
}
/** Waits for foreign locks of these kinds, or says at once that it will not (Q31). */
function waitFor(found: Item, stops: readonly Kind[], p: Params, a: Asker): Item {
  if (!stops.some((kind) => foreign(found[kind], a))) return found;
  if (p.timeout === 0) throw new Refused('LockTimeout');
  throw WAITS;
}
function setLocks(found: Item, p: Params, a: Asker): void {
  for (const kind of kinds) {
    const wanted = wantedOf(p)[kind];
    if (wanted) found[kind] = { owner: a.owner, until: wanted === true ? 0 : wanted.until };
  }
}
const askedKinds = (p: Params): Kind[] => kinds.filter((kind) => wantedOf(p)[kind]);

const within = (n: number, r: { from?: number; to?: number } | undefined) =>
  n >= (r?.from ?? -Infinity) && n <= (r?.to ?? Infinity);

interface Filter {
  tags?: string[];
  allTags?: string[];
  status?: string;
  priority?: { from?: number; to?: number };
  sort?: 'priority' | 'oldest' | 'newest';
}

/** Q37, in order: what this asker may have, first what is new to its run. */
export function matching(m: Model, p: Params, a: Asker): Item[] {
  const f = (p.filter as Filter | undefined) ?? {};
  const found = m
    .live(p.queue)
    .filter(
      (one) =>
        (!f.tags?.length || f.tags.some((t) => one.tags.includes(t))) &&
        (f.allTags ?? []).every((t) => one.tags.includes(t)) &&
        (f.status === undefined || f.status === one.status) &&
        within(one.priority, f.priority) &&
        !foreign(one.read, a) &&
        !(wantedOf(p).write && foreign(one.write, a)),
    );
  const byAge = (x: Item, y: Item) => m.items.indexOf(x) - m.items.indexOf(y);
  const sorts = {
    oldest: byAge,
    newest: (x: Item, y: Item) => byAge(y, x),
    priority: (x: Item, y: Item) => y.priority - x.priority || byAge(x, y),
  };
  found.sort(sorts[f.sort ?? 'priority']);
  const known = (one: Item) =>
    one.failedBy.has(a.run) || askedKinds(p).some((kind) => heldAt(one[kind], a.now)?.owner === a.owner);
  return [...found.filter((one) => !known(one)), ...found.filter(known)];
}

function enter(m: Model, p: Params, a: Asker, one: Params, id: string): Item {
  const entered: Item = {
    ...{
      id,
      queue: p.queue,
      status: 'new',
      left: m.limit(p.queue),
      value: one.value,
      tags: (one.tags as string[]) ?? [],
    },
    ...{ priority: (one.priority as number) ?? 0, key: (one.key as string) ?? '', read: undefined, write: undefined },
    ...{ lastRun: '', failedBy: new Set<string>(), created: a.now, updated: a.now, history: ['created'] },
  };
  setLocks(entered, one, a);
  m.items.push(entered);
  return entered;
}
const byKey = (m: Model, q: string, key: unknown) => (key ? m.live(q).find((one) => one.key === key) : undefined);

function take(found: Item, a: Asker, kind: string): Item {
  found.status = 'in_progress';
  found.lastRun = a.run;
  found.history.push(kind);
  return found;
}

export const verbs: Record<string, Verb> = {
  'resource.add': {
    asks: fc.record({ queue, ...fresh, lock: maybe(lock) }),
    ...{ weight: 4, who: 'both' },
    aims: (m, p, a) => {
      running(m, a);
      const known = byKey(m, p.queue, p.key);
      if (!known) dated(p, a);
      return known ? [known] : [];
    },
    does: (m, p, a, result) => {
      const [known] = verbs['resource.add']!.aims(m, p, a);
      return [known ?? enter(m, p, a, p, (result as { id: string } | undefined)?.id ?? '')];
    },
  },
  'resource.addMany': {
    asks: fc.record({ queue, items: fc.array(item, { minLength: 1, maxLength: 3 }) }),
    ...{ weight: 1, who: 'both' },
    aims: (m, _, a) => {
      running(m, a);
      return [];
    },
    does: (m, p, a, result) => {
      running(m, a);
      const { ids = [] } = (result as { ids: string[] } | undefined) ?? {};
      return (p.items as Params[]).map((one, i) => byKey(m, p.queue, one.key) ?? enter(m, p, a, one, ids[i] ?? ''));
    },
  },
  'resource.get': {
    asks: fc.oneof(
      { weight: 3, arbitrary: fc.record({ queue, filter: maybe(filter), lock: maybe(lock), timeout }) },
      { weight: 1, arbitrary: fc.record({ queue, nth, lock: maybe(lock), timeout }) },
    ),
    ...{ weight: 8, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      dated(p, a);
      if (p.id !== undefined) return [waitFor(theLive(m, p), ['read', ...askedKinds(p)], p, a)];
      const [first] = matching(m, p, a);
      if (first) return [first];
      if (p.timeout === 0) throw new Refused('ResourceNotFound');
      throw WAITS;
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.get']!.aims(m, p, a);
      setLocks(found!, p, a);
      return [take(found!, a, 'taken')];
    },
  },
  'resource.update': {
    asks: fc.record({
      queue,
      nth,
      value: maybe(value),
      tags: maybe(tags),
      priority: maybe(priority),
      lock: maybe(lock),
      timeout,
    }),
    ...{ weight: 2, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const found = theLive(m, p);
      dated(p, a);
      return [waitFor(found, wantedOf(p).read ? kinds : ['write'], p, a)];
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.update']!.aims(m, p, a);
      for (const column of ['value', 'tags', 'priority'] as const)
        if (p[column] !== undefined) Object.assign(found!, { [column]: p[column] });
      setLocks(found!, p, a);
      found!.updated = a.now;
      return [take(found!, a, 'updated')];
    },
  },
  'resource.lock': {
    asks: fc.record({ queue, nth, lock, timeout }),
    ...{ weight: 2, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const found = theLive(m, p);
      dated(p, a);
      return [waitFor(found, askedKinds(p), p, a)];
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.lock']!.aims(m, p, a);
      setLocks(found!, p, a);
      found!.history.push('locked');
      return [found!];
    },
  },
  'resource.unlock': {
    asks: fc.record({
      queue,
      nth,
      kinds: fc.constantFrom({ read: true }, { write: true }, { read: true, write: true }),
    }),
    ...{ weight: 3, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const found = theLive(m, p);
      const named = kinds.filter((kind) => (p.kinds as Partial<Record<Kind, boolean>>)[kind]);
      if (named.some((kind) => foreign(found[kind], a))) throw new Refused('NotLockOwner');
      return [found];
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.unlock']!.aims(m, p, a);
      const named = kinds.filter(
        (kind) => (p.kinds as Partial<Record<Kind, boolean>>)[kind] && heldAt(found![kind], a.now),
      );
      for (const kind of named) found![kind] = undefined;
      if (named.length > 0) found!.history.push('unlocked');
      return [found!];
    },
  },
  'resource.markProcessed': {
    asks: fc.record({ queue, nth, timeout }),
    ...{ weight: 3, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const hidden = m.item(p.queue, p.id);
      if (a.waited && hidden && !alive(hidden)) return [hidden]; // Q36
      return [waitFor(theLive(m, p), ['write'], p, a)];
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.markProcessed']!.aims(m, p, a);
      if (!alive(found!)) return [found!];
      release(found!, a.owner, 'all');
      found!.status = 'processed';
      found!.updated = a.now;
      found!.history.push('processed');
      return [found!];
    },
  },
  'resource.fail': {
    asks: fc.record({
      queue,
      nth,
      reason: fc.constant('it broke'),
      retry: fc.constantFrom(undefined, undefined, undefined, true, false),
    }),
    ...{ weight: 3, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      return [theLive(m, p)];
    },
    does: (m, p, a) => {
      const [found] = verbs['resource.fail']!.aims(m, p, a);
      if (!found!.failedBy.has(a.run)) found!.left = Math.max(0, found!.left - 1);
      const exhausted = !found!.failedBy.has(a.run) && m.limit(p.queue) > 0 && found!.left === 0;
      found!.failedBy.add(a.run);
      found!.status = exhausted || p.retry === false ? 'error' : 'new';
      release(found!, a.owner, 'undated');
      found!.history.push('failed');
      return [found!];
    },
  },
};

/** Parameters as they travel: `nth` becomes an id of the queue, `{in}` a date. */
export function resolved(
  { nth: n, ...rest }: Record<string, unknown>,
  idsOf: (queue: string) => readonly string[],
  now: number,
): Record<string, unknown> {
  const ids = idsOf(rest.queue as string);
  const id = n === undefined ? {} : { id: ids[(n as number) % ids.length] ?? 'i_none' };
  return JSON.parse(JSON.stringify({ ...rest, ...id }), (_, inner: unknown) => {
    const ms = (inner as { in?: number } | null)?.in;
    return typeof ms === 'number' ? { until: now + ms } : inner;
  }) as Record<string, unknown>;
}
