import * as assert from 'uvu/assert';
import type { Resource } from '../../sdk/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { withScripts } from './support/script-run.ts';

const t = suite('what plain JavaScript may hand over by mistake');

const circle: Record<string, unknown> = {};
circle.itself = circle;
let deep: unknown = 1;
for (let n = 0; n < 300; n++) deep = [deep];

/** As plain JavaScript sees it: no types. */
type Loose = Record<string, (...args: unknown[]) => Promise<unknown>>;

const values: [string, unknown, string][] = [
  ['NaN', Number.NaN, 'value'],
  ['Infinity deep inside', { a: [1, { b: Number.POSITIVE_INFINITY }] }, 'value.a.1.b'],
  ['a Map', { a: new Map([[1, 2]]) }, 'value.a'],
  ['a Set', new Set([1]), 'value'],
  ['undefined in an array', [1, undefined], 'value.1'],
  ['a function in an array', [() => 1], 'value.0'],
  ['no date at all', { due: new Date('soon') }, 'value.due'],
  ['300 arrays deep', deep, 'value'],
  ['a function', () => 1, 'value'],
  ['nothing', undefined, 'value'],
];
t('Q3: a value that JSON would change without a word is refused by its field, and nothing is added', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<unknown>('q');
    for (const [name, value, field] of values) {
      const refusal = await refusalOf(queue.add(value));
      assert.equal([refusal.code, refusal.field], ['ValidationError', field], name);
    }
    const second = await refusalOf(queue.addMany([{ value: 1 }, { value: { a: Number.NaN } }]));
    assert.is(second.field, 'items.1.value.a');
    for (const value of [circle, 1n]) assert.is((await refusalOf(queue.add(value))).code, 'ValidationError');
    assert.is(await queue.count(), 0);
  }),
);

t('Q3: values come back as they went: unicode, absent properties, dates as texts, numbers as they were', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<unknown>('q');
    const value = {
      text: 'żółć 😀 \u0000 \ud800 "\\',
      numbers: [0.1, 1e-300, 2 ** 53, -1.5e308, 1.2345678901234567e19],
      nested: { a: { b: [null, true, {}] } },
    };
    const { id } = await queue.add(value);
    assert.equal((await queue.get(id)).value, value);
    const loose = await queue.add({ gone: undefined, at: new Date(0) });
    assert.equal((await queue.get(loose.id)).value, { at: '1970-01-01T00:00:00.000Z' });
  }),
);

const calls: [string, string, (q: Loose, r: Loose) => Promise<unknown>][] = [
  ['each without a function', 'fn', (q) => q.each!('work')],
  ['each with an unknown idle', 'idle', (q) => q.each!(() => {}, { idle: 'later' })],
  ['getMany without a count', 'count', (q) => q.getMany!()],
  ['getMany with an unknown count', 'count', (q) => q.getMany!({ count: 'some' })],
  ['get of null', 'id', (q) => q.get!(null)],
  ['get of a number', 'id', (q) => q.get!(17)],
  ['a lock of an unknown kind', 'lock', (q) => q.get!({ lock: 'all', timeout: 0 })],
  ['a lock that is false', 'lock.read', (q) => q.get!({ lock: { read: false }, timeout: 0 })],
  ['a lock until a text', 'lock.write.until', (q) => q.get!({ lock: { write: { until: 'noon' } }, timeout: 0 })],
  ['a lock in the past', 'lock.read.until', (q) => q.get!({ lock: { read: { until: new Date(1) } }, timeout: 0 })],
  ['a range from a text', 'created.from', (q) => q.get!({ created: { from: 'today' }, timeout: 0 })],
  ['addMany of no array', 'items', (q) => q.addMany!('x')],
  ['unlock of an unknown kind', 'kinds', (_, r) => r.unlock!('all')],
  ['fail without a reason', 'reason', (_, r) => r.fail!()],
  ['defer until a text', 'until', (_, r) => r.defer!('tomorrow')],
  ['defer until no date', 'until', (_, r) => r.defer!(new Date('x'))],
  ['defer into the past', 'until', (_, r) => r.defer!(new Date(1))],
  ['update to NaN', 'value', (_, r) => r.update!({ value: Number.NaN })],
  ['once without a function', 'fn', (_, r) => r.once!('post')],
  ['once without a name', 'name', (_, r) => r.once!('  ', () => 1)],
];
t('Q30, Q31, Q33, Q45: bad arguments are refused by their field; nothing is half done, no attempt is lost', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    const { id } = await queue.add(1);
    const resource: Resource<number> = await queue.get(id, { lock: 'both' });
    const before = (await s.api('resource.show', { queue: 'q', id })).resource;
    for (const [name, field, call] of calls) {
      const refusal = await refusalOf(call(queue as unknown as Loose, resource as unknown as Loose));
      assert.equal([refusal.code, refusal.field], ['ValidationError', field], name);
      assert.match(refusal.message, field, name);
    }
    const { resource: after, effects } = await s.api('resource.show', { queue: 'q', id });
    assert.equal([after, effects], [before, []]);
  }, 3),
);

t.run();
