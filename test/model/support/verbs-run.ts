/** The queue verbs of robots as the tiny model knows them; some are people's as well. */
import fc from 'fast-check';
import {
  count,
  filter,
  fresh,
  item,
  lock,
  maybe,
  nth,
  priority,
  queue,
  tags,
  timeout,
  usualLock,
  value,
} from './asks.ts';
import { alive, heldAt, type Params, Refused, release, WAITS } from './item.ts';
import {
  askedKinds,
  byKey,
  dated,
  deferral,
  enter,
  foreign,
  type Kind,
  kinds,
  matching,
  running,
  setLocks,
  take,
  theLive,
  theOne,
  waitFor,
  wantedOf,
} from './steps.ts';
import type { Verb } from './verb.ts';

export const runVerbs: Record<string, Verb> = {
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
      const [known] = runVerbs['resource.add']!.aims(m, p, a);
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
      { weight: 3, arbitrary: fc.record({ queue, lock: usualLock, timeout: fc.constantFrom(2_500, -1) }) },
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
      const [found] = runVerbs['resource.get']!.aims(m, p, a);
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
      const [found] = runVerbs['resource.update']!.aims(m, p, a);
      for (const column of ['value', 'tags', 'priority'] as const)
        if (p[column] !== undefined) Object.assign(found!, { [column]: p[column] });
      setLocks(found!, p, a);
      found!.updated = a.now;
      return [take(found!, a, 'updated')];
    },
  },
  'resource.lock': {
    asks: fc.record({ queue, nth, lock, timeout }),
    ...{ weight: 2, who: 'both' },
    aims: (m, p, a) => {
      running(m, a);
      const found = a.run === '' ? theOne(m, p) : theLive(m, p);
      dated(p, a);
      return [waitFor(found, askedKinds(p), p, a)];
    },
    does: (m, p, a) => {
      const [found] = runVerbs['resource.lock']!.aims(m, p, a);
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
    ...{ weight: 3, who: 'both' },
    aims: (m, p, a) => {
      running(m, a);
      const found = a.run === '' ? theOne(m, p) : theLive(m, p);
      const named = kinds.filter((kind) => (p.kinds as Partial<Record<Kind, boolean>>)[kind]);
      const others = (kind: Kind) => foreign(found[kind], a) && found[kind]!.owner !== deferral(a);
      if (named.some(others)) throw new Refused('NotLockOwner');
      return [found];
    },
    does: (m, p, a) => {
      const [found] = runVerbs['resource.unlock']!.aims(m, p, a);
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
      const [found] = runVerbs['resource.markProcessed']!.aims(m, p, a);
      if (!alive(found!)) return [found!];
      release(found!, a.owner, 'all');
      release(found!, deferral(a), 'all');
      release(found!, deferral(a), 'all');
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
      retry: fc.constantFrom(undefined, undefined, true, false),
    }),
    ...{ weight: 3, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      return [theLive(m, p)];
    },
    does: (m, p, a) => {
      const [found] = runVerbs['resource.fail']!.aims(m, p, a);
      if (!found!.failedBy.has(a.run)) found!.left = Math.max(0, found!.left - 1);
      const exhausted = !found!.failedBy.has(a.run) && m.limit(p.queue) > 0 && found!.left === 0;
      found!.failedBy.add(a.run);
      found!.lastRun = a.run;
      found!.status = exhausted || p.retry === false ? 'error' : 'new';
      release(found!, a.owner, 'undated');
      found!.history.push('failed');
      return [found!];
    },
  },
  'resource.getMany': {
    asks: fc.record({ queue, filter: maybe(filter), lock: maybe(lock), timeout, count }),
    ...{ weight: 2, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      dated(p, a);
      const found = matching(m, p, a);
      const { exactly, atMost } = p.count === 'all' ? {} : (p.count as { exactly?: number; atMost?: number });
      if (found.length >= (exactly ?? 1)) return found.slice(0, exactly ?? atMost ?? found.length);
      if (p.timeout === 0) throw new Refused('ResourceNotFound');
      throw WAITS;
    },
    does: (m, p, a) => {
      const found = runVerbs['resource.getMany']!.aims(m, p, a);
      for (const one of found) setLocks(one, p, a);
      return found.map((one) => take(one, a, 'taken'));
    },
  },
  'resource.delete': {
    asks: fc.record({ queue, nth, timeout }),
    ...{ weight: 1, who: 'both' },
    aims: (m, p, a) => {
      running(m, a);
      return [waitFor(a.run === '' ? theOne(m, p) : theLive(m, p), ['write'], p, a)];
    },
    does: (m, p, a) => {
      const [found] = runVerbs['resource.delete']!.aims(m, p, a);
      m.drop(found!);
      return [];
    },
  },
  'resource.defer': {
    asks: fc.record({
      queue,
      nth,
      until: fc.constantFrom(1, 700, 2_500).map((ms) => ({ in: ms })),
      value: maybe(value),
      timeout,
    }),
    ...{ weight: 1, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const found = theLive(m, p);
      if ((p.until as number) <= a.now) throw new Refused('ValidationError');
      const deferred = found.read?.owner === deferral(a);
      return [waitFor(found, deferred ? ['write'] : ['read', 'write'], p, a)];
    },
    does: (m, p, a) => {
      const [found] = runVerbs['resource.defer']!.aims(m, p, a);
      release(found!, a.owner, 'undated');
      found!.status = 'new';
      found!.read = { owner: deferral(a), until: p.until as number };
      if (p.value !== undefined) Object.assign(found!, { value: p.value, updated: a.now });
      found!.history.push('deferred');
      return [found!];
    },
  },
};
