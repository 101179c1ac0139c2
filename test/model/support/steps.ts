/** What the model's verbs have in common: who is stopped by whose lock, what matches a condition, how a resource is taken. */
import { type Asker, alive, type Held, heldAt, type Item, type Params, Refused, WAITS } from './item.ts';
import type { Model } from './model.ts';

export type Kind = 'read' | 'write';
export type Wanted = Partial<Record<Kind, true | { until: number }>>;
export const kinds: readonly Kind[] = ['read', 'write'];

export const foreign = (held: Held | undefined, a: Asker) => {
  const now = heldAt(held, a.now);
  return now !== undefined && now.owner !== a.owner && !a.owner.startsWith('user:');
};
export const wantedOf = (p: Params): Wanted => (p.lock as Wanted | undefined) ?? {};

export function running(m: Model, a: Asker): void {
  if (a.run !== '' && m.ended.has(a.run)) throw new Refused('RunEnded');
}
/** A date must lie in the future (Q30). */
export function dated(p: Params, a: Asker): void {
  for (const wanted of Object.values(wantedOf(p)))
    if (wanted !== true && wanted.until <= a.now) throw new Refused('ValidationError');
}
export function theLive(m: Model, p: Params): Item {
  const found = m.item(p.queue, p.id);
  if (!found || !alive(found)) throw new Refused('ResourceNotFound');
  return found;
}
/** Waits for foreign locks of these kinds, or says at once that it will not (Q31). */
export function waitFor(found: Item, stops: readonly Kind[], p: Params, a: Asker): Item {
  if (!stops.some((kind) => foreign(found[kind], a))) return found;
  if (p.timeout === 0) throw new Refused('LockTimeout');
  throw WAITS;
}
export function setLocks(found: Item, p: Params, a: Asker): void {
  for (const kind of kinds) {
    const wanted = wantedOf(p)[kind];
    if (wanted) found[kind] = { owner: a.owner, until: wanted === true ? 0 : wanted.until };
  }
}
export const askedKinds = (p: Params): Kind[] => kinds.filter((kind) => wantedOf(p)[kind]);

export const within = (n: number, r: { from?: number; to?: number } | undefined) =>
  n >= (r?.from ?? -Infinity) && n <= (r?.to ?? Infinity);

export interface Filter {
  tags?: string[];
  allTags?: string[];
  status?: string;
  priority?: { from?: number; to?: number };
  sort?: 'priority' | 'oldest' | 'newest';
}

/** Q37, in order: what this asker may have. */
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
  return askedKinds(p).length === 0 ? found : found.filter((one) => !one.failedBy.has(a.run) && !inHand(one, p, a));
}

/** Its own work already: a search that asks for a lock looks for other work. */
const inHand = (one: Item, p: Params, a: Asker): boolean =>
  one.status === 'in_progress' && askedKinds(p).some((kind) => heldAt(one[kind], a.now)?.owner === a.owner);

export function enter(m: Model, p: Params, a: Asker, one: Params, id: string): Item {
  const entered: Item = {
    ...{
      id,
      queue: p.queue,
      status: 'new',
      left: m.limit(p.queue),
      limitOf: m.limitsSet(p.queue),
      value: one.value,
      tags: (one.tags as string[]) ?? [],
    },
    ...{ priority: (one.priority as number) ?? 0, key: (one.key as string) ?? '', read: undefined, write: undefined },
    ...{
      lastRun: '',
      failedBy: new Set<string>(),
      effects: new Map(),
      created: a.now,
      updated: a.now,
      history: ['created'],
    },
  };
  setLocks(entered, one, a);
  m.items.push(entered);
  return entered;
}
export const byKey = (m: Model, q: string, key: unknown) =>
  key ? m.live(q).find((one) => one.key === key) : undefined;

export function take(found: Item, a: Asker, kind: string): Item {
  found.status = 'in_progress';
  found.lastRun = a.run;
  found.history.push(kind);
  return found;
}

/** As people see it: finished ones too. */
export function theOne(m: Model, p: Params): Item {
  return m.item(p.queue, p.id) ?? refuse('ResourceNotFound');
}
const refuse = (code: string): never => {
  throw new Refused(code);
};

/** A deferral belongs to nobody who runs: it restricts the run that said it, too (Q43). */
export const deferral = (a: Asker): string => `deferred:${a.run}`;
