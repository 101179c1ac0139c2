/** The queue verbs of people alone as the tiny model knows them (Q12, Q19, Q20, Q34). No lock stops a person. */
import fc from 'fast-check';
import { maybe, nth, priority, queue, tags, value } from './asks.ts';
import { alive, heldAt, type Item, Refused } from './item.ts';
import type { Model } from './model.ts';
import { byKey, kinds, theOne } from './steps.ts';
import type { Verb } from './verb.ts';

type Status = Item['status'];

const status = fc.constantFrom(
  'new' as const,
  'new' as const,
  'in_progress' as const,
  'processed' as const,
  'error' as const,
);
const lockWish = fc.constantFrom(undefined, undefined, null, true, { in: 700 }, { in: 2_500 });

const changes = { value: maybe(value), tags: maybe(tags), priority: maybe(priority) };
const anyEdit = fc
  .record({ queue, nth, status: maybe(status), readLock: lockWish, writeLock: lockWish, ...changes })
  .filter(({ queue: _, nth: __, ...wish }) => Object.values(wish).some((part) => part !== undefined));

export const peopleVerbs: Record<string, Verb> = {
  'resource.edit': {
    asks: fc.oneof(fc.record({ queue, nth, status }), anyEdit),
    ...{ weight: 5, who: 'people' },
    aims: (m, p) => [comeBack(m, theOne(m, p), p.status as Status | undefined)],
    does: (m, p, a) => {
      const [found] = peopleVerbs['resource.edit']!.aims(m, p, a);
      const to = p.status as Status | undefined;
      if (to !== undefined && to !== found!.status) restore(m, found!, to);
      for (const kind of kinds) {
        const wish = p[`${kind}Lock`] as undefined | null | true | { until: number };
        const until = wish === true ? 0 : wish?.until;
        if (wish === null) found![kind] = undefined;
        else if (until !== undefined && heldAt(found![kind], a.now)?.until !== until)
          found![kind] = { owner: a.owner, until };
      }
      return [edited(found!, p, a.now)];
    },
  },
  'resource.retry': {
    asks: fc.record({ queue, nth, value: maybe(value) }),
    ...{ weight: 2, who: 'people' },
    aims: (m, p) => [comeBack(m, theOne(m, p), 'new')],
    does: (m, p, a) => {
      const [found] = peopleVerbs['resource.retry']!.aims(m, p, a);
      restore(m, found!, 'new');
      found!.left = m.limit(found!.queue);
      return [edited(found!, p, a.now)];
    },
  },
  'queue.update': {
    asks: fc.record({ queue, attemptLimit: fc.constantFrom(null, 1, 2, 3) }),
    ...{ weight: 1, who: 'people' },
    aims: () => [],
    does: (m, p) => {
      m.setLimit(p.queue, (p.attemptLimit as number | null) ?? 0);
      return [];
    },
  },
};

/** One that becomes live again must not meet another with its key (Q40). */
function comeBack(m: Model, found: Item, to: Status | undefined): Item {
  const reborn = !alive(found) && (to === 'new' || to === 'in_progress');
  if (reborn && byKey(m, found.queue, found.key)) throw new Refused('Conflict');
  return found;
}

/** Out of `error` with all attempts (Q20); out of `processed` if there are none, or the limit was changed meanwhile. */
function restore(m: Model, found: Item, to: Status): void {
  const { status: was, limitOf, left } = found;
  const hidden = !alive(found);
  found.status = to;
  if (!hidden || !alive(found)) return;
  if (was === 'error' || left === 0 || limitOf !== m.limitsSet(found.queue)) found.left = m.limit(found.queue);
  found.limitOf = m.limitsSet(found.queue);
}

function edited(found: Item, p: Record<string, unknown>, now: number): Item {
  for (const column of ['value', 'tags', 'priority'] as const)
    if (p[column] !== undefined) Object.assign(found, { [column]: p[column] });
  found.updated = now;
  found.history.push('edited');
  return found;
}
