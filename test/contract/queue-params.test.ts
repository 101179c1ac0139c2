import * as assert from 'uvu/assert';
import { contract, type VerbName, verbNames } from '../../protocol/contract.ts';
import { errorStatus, GantryError } from '../../protocol/errors.ts';
import { MAX_EFFECT_BYTES } from '../../protocol/fields.ts';
import { MAX_VALUE_BYTES, MAX_VALUE_DEPTH } from '../../protocol/json-value.ts';
import { checkParams } from '../../protocol/validate.ts';
import { MAX_MARKED, MAX_TAKEN } from '../../protocol/version.ts';
import { suite } from '../support/suite.ts';

const t = suite('parameters of queue verbs');

const add = (extra: Record<string, unknown>) => checkParams('resource.add', { queue: 'q', value: 1, ...extra });

/** The field that is refused; '' when nothing is. */
function refused(work: () => unknown): string | undefined {
  try {
    work();
    return '';
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    assert.is(error.code, 'ValidationError');
    assert.match(error.message, error.field!, 'the message names the field');
    return error.field;
  }
}

const EMOJI = '😀';
const FLAG = '🇩🇪';
const cases: [string, Record<string, unknown>, string][] = [
  ['priority −1', { priority: -1 }, 'priority'],
  ['priority 0', { priority: 0 }, ''],
  ['priority 2 147 483 647', { priority: 2_147_483_647 }, ''],
  ['priority 2 147 483 648', { priority: 2_147_483_648 }, 'priority'],
  ['priority 1.5', { priority: 1.5 }, 'priority'],
  ['priority as text', { priority: '1' }, 'priority'],
  ['a tag of 30 characters', { tags: ['x'.repeat(30)] }, ''],
  ['a tag of 31 characters', { tags: ['ok', 'x'.repeat(31)] }, 'tags.1'],
  ['a tag of 30 emoji', { tags: [EMOJI.repeat(30)] }, ''],
  ['a tag of 31 emoji', { tags: [EMOJI.repeat(31)] }, 'tags.0'],
  ['a tag of 15 flags, two code points each', { tags: [FLAG.repeat(15)] }, ''],
  ['a tag of 16 flags', { tags: [FLAG.repeat(16)] }, 'tags.0'],
  ['a tag of 30 characters and blanks around', { tags: [`  ${'x'.repeat(30)}  `] }, ''],
  ['an empty tag', { tags: [''] }, 'tags.0'],
  ['a blank tag', { tags: ['   '] }, 'tags.0'],
  ['tags as text', { tags: 'x' }, 'tags'],
  ['a lock that names no kind', { lock: {} }, 'lock'],
  ['a lock with false', { lock: { read: false } }, 'lock.read'],
  ['an unknown parameter', { colour: 'red' }, 'colour'],
  ['a value that is null', { value: null }, ''],
  ['no value', { value: undefined }, 'value'],
];
for (const [name, extra, field] of cases) {
  t(`Q3: ${name} is ${field === '' ? 'accepted' : `refused, naming ${field}`}`, () => {
    assert.is(
      refused(() => add(extra)),
      field,
    );
  });
}

t('Q3: a value of exactly 1 MiB as JSON passes, one byte more is refused and not cut', () => {
  const exact = 'x'.repeat(MAX_VALUE_BYTES - 2); // two quotes
  assert.is((add({ value: exact }).value as string).length, MAX_VALUE_BYTES - 2);
  assert.is(
    refused(() => add({ value: `${exact}x` })),
    'value',
  );
  assert.is(
    refused(() => checkParams('resource.update', { queue: 'q', id: 'i_1', value: `${exact}x` })),
    'value',
  );
  const items = [{ value: 1 }, { value: `${exact}x` }];
  assert.is(
    refused(() => checkParams('resource.addMany', { queue: 'q', items })),
    'items.1.value',
  );
});

t('Q3: the size of a value counts bytes, not characters', () => {
  const emoji = EMOJI.repeat((MAX_VALUE_BYTES - 4) / 4);
  assert.is(
    refused(() => add({ value: `${emoji}xx` })),
    '',
  );
  assert.is(
    refused(() => add({ value: `${emoji}xxx` })),
    'value',
  );
});

t('Q3: a value is as deep as the limit, or refused with what is allowed', () => {
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`) as unknown;
  assert.equal(add({ value: deep(MAX_VALUE_DEPTH) }).value, deep(MAX_VALUE_DEPTH));
  for (const value of [deep(MAX_VALUE_DEPTH + 1), { a: [{ b: deep(MAX_VALUE_DEPTH) }] }, deep(500_000)]) {
    const field = refused(() => add({ value }));
    assert.is(field, 'value');
  }
  assert.is(
    refused(() => checkParams('run.report', report(deep(MAX_VALUE_DEPTH + 1)))),
    'entries.0.e.value',
  );
});
const report = (value: unknown) => ({
  run: 'r_1',
  epoch: 0,
  entries: [{ n: 1, atMs: 0, e: { kind: 'output', value } }],
});

t('Q3: numbers stay as JSON has them; what no JSON number can be is refused', () => {
  const numbers = [0.1, 1e308, -1e-300, Number.MAX_SAFE_INTEGER, 5e-324, -2_147_483_649];
  assert.equal(add({ value: numbers }).value, numbers);
  for (const value of [JSON.parse('1e400') as unknown, { n: [Number.NaN] }, undefined, () => 1, 10n])
    assert.is(
      refused(() => add({ value })),
      'value',
    );
});

t('Q3: lone surrogates, control characters and __proto__ are data like any other', () => {
  const value = JSON.parse('{"__proto__": {"x": 1}, "s": "\\ud800 \\u0000 \\udfff"}') as unknown;
  const checked = add({ value }).value;
  assert.is(JSON.stringify(checked), JSON.stringify(value));
  assert.is(({} as { x?: number }).x, undefined);
});

t('Q3: tags are trimmed and duplicates collapse', () => {
  assert.equal(add({ tags: [' a', 'b', 'a ', 'b'] }).tags, ['a', 'b']);
});

t('Q3: update and addMany hold the same rule', () => {
  assert.is(
    refused(() => checkParams('resource.update', { queue: 'q', id: 'i_1', priority: -1 })),
    'priority',
  );
  const items = [{ value: 1 }, { value: 1, tags: ['x'.repeat(31)] }];
  assert.is(
    refused(() => checkParams('resource.addMany', { queue: 'q', items })),
    'items.1.tags.0',
  );
});

t('Q1, Q14: queue names and limits', () => {
  const create = (params: Record<string, unknown>) => refused(() => checkParams('queue.create', params));
  assert.is(create({ name: EMOJI.repeat(60) }), '');
  assert.is(create({ name: 'x'.repeat(61) }), 'name');
  assert.is(create({ name: '   ' }), 'name');
  assert.is(create({ name: 'q', attemptLimit: 1 }), '');
  assert.is(create({ name: 'q', attemptLimit: 1_000_000 }), '');
  for (const attemptLimit of [0, 1_000_001, 2.5]) assert.is(create({ name: 'q', attemptLimit }), 'attemptLimit');
  assert.is(checkParams('queue.create', { name: '  a b ' }).name, 'a b');
});

t('Q31: timeouts from −1 on, nothing below', () => {
  const get = (timeout: unknown) => refused(() => checkParams('resource.get', { queue: 'q', timeout }));
  assert.equal([-1, 0, 30_000].map(get), ['', '', '']);
  assert.equal([-2, 0.5, '10'].map(get), ['timeout', 'timeout', 'timeout']);
});

const one = { queue: 'q', id: 'i_1' };
type Case = [string, VerbName, Record<string, unknown>, string];
const bad: Case[] = [
  ['Q30: a lock date as text', 'resource.lock', { ...one, lock: { read: { until: '2030-01-01' } } }, 'lock.read'],
  ['Q30: a lock date before 1970', 'resource.lock', { ...one, lock: { write: { until: -1 } } }, 'lock.write'],
  [
    'Q30: a lock date that no clock reaches',
    'resource.get',
    { queue: 'q', lock: { read: { until: 9e15 } } },
    'lock.read',
  ],
  ['Q33: unlock that names no kind', 'resource.unlock', { ...one, kinds: {} }, 'kinds'],
  ['Q33: unlock with both kinds false', 'resource.unlock', { ...one, kinds: { read: false, write: false } }, 'kinds'],
  ['Q33: unlock of an unknown kind', 'resource.unlock', { ...one, kinds: { all: true } }, 'kinds'],
  ['Q35: a lock of an unknown kind', 'resource.lock', { ...one, lock: { all: true } }, 'lock'],
  ['Q35: no lock at all', 'resource.lock', one, 'lock'],
  ['Q31: a timeout over a week', 'resource.delete', { ...one, timeout: 7 * 86_400_000 + 1 }, 'timeout'],
  ['Q38: no count', 'resource.getMany', { queue: 'q' }, 'count'],
  ['Q38: count 0', 'resource.getMany', { queue: 'q', count: { atMost: 0 } }, 'count'],
  ['Q36: no ids', 'resource.markProcessedMany', { queue: 'q', ids: [] }, 'ids'],
  [
    'Q36: more ids than one request can name',
    'resource.markProcessedMany',
    { queue: 'q', ids: Array(MAX_MARKED + 1).fill('i_1') },
    'ids',
  ],
  ['Q38: count over the limit', 'resource.getMany', { queue: 'q', count: { exactly: MAX_TAKEN + 1 } }, 'count'],
  ['Q38: half a resource', 'resource.getMany', { queue: 'q', count: { atMost: 1.5 } }, 'count'],
  ['Q38: two counts at once', 'resource.getMany', { queue: 'q', count: { atMost: 1, exactly: 1 } }, 'count'],
  ['Q38: an unknown count', 'resource.getMany', { queue: 'q', count: 'some' }, 'count'],
  ['Q37: an unknown order', 'resource.get', { queue: 'q', filter: { sort: 'random' } }, 'filter.sort'],
  ['Q37: an unknown condition', 'resource.get', { queue: 'q', filter: { colour: 'red' } }, 'filter'],
  [
    'Q37: a date as text',
    'resource.get',
    { queue: 'q', filter: { created: { from: 'yesterday' } } },
    'filter.created.from',
  ],
  [
    'Q3: a tag to search for that cannot exist',
    'resource.get',
    { queue: 'q', filter: { tags: [''] } },
    'filter.tags.0',
  ],
  [
    'Q11: a robot that peeks at hidden ones',
    'resource.peek',
    { queue: 'q', filter: { status: 'error' } },
    'filter.status',
  ],
  ['Q42: peek 501', 'resource.peek', { queue: 'q', limit: 501 }, 'limit'],
  ['Q42: count of an unknown status', 'resource.count', { queue: 'q', status: 'old' }, 'status'],
  ['Q43: defer without a date', 'resource.defer', one, 'until'],
  ['Q43: defer until a text', 'resource.defer', { ...one, until: 'tomorrow' }, 'until'],
  ['Q21: a failure without a reason', 'resource.fail', one, 'reason'],
  ['Q21: a reason of 10 001 characters', 'resource.fail', { ...one, reason: 'x'.repeat(10_001) }, 'reason'],
  ['Q40: an empty key', 'resource.add', { queue: 'q', value: 1, key: '  ' }, 'key'],
  ['Q40: a key of 201 characters', 'resource.add', { queue: 'q', value: 1, key: 'x'.repeat(201) }, 'key'],
  ['Q40: 20 001 at once', 'resource.addMany', { queue: 'q', items: Array(20_001).fill({ value: 1 }) }, 'items'],
  ['Q40: none at once', 'resource.addMany', { queue: 'q', items: [] }, 'items'],
  ['Q2: an id that is none', 'resource.get', { queue: 'q', id: 'I 1' }, 'id'],
  ['Q1: a queue name of 61 characters', 'resource.get', { queue: 'x'.repeat(61) }, 'queue'],
  ['S9: an effect without a name', 'effect.intend', { ...one, name: ' ' }, 'name'],
  ['S9: an effect with a name of 101 characters', 'effect.intend', { ...one, name: 'x'.repeat(101) }, 'name'],
  [
    'S9: a result over 64 KiB',
    'effect.done',
    { ...one, name: 'x', result: 'x'.repeat(MAX_EFFECT_BYTES - 1) },
    'result',
  ],
];
for (const [name, verb, params, field] of bad) {
  t(`Q45: ${name} is a ValidationError that names ${field}`, () => {
    assert.match(refused(() => checkParams(verb, params)) ?? '', new RegExp(`^${field.replaceAll('.', '\\.')}`));
  });
}

t('Q4: robots have every action of theirs, people add and delete too, and steering is for people alone', () => {
  const senders = (verb: VerbName): readonly string[] => contract[verb].who;
  const actions = ['add', 'addMany', 'get', 'getMany', 'update', 'lock', 'unlock', 'markProcessed', 'fail', 'defer'];
  for (const action of [...actions, 'delete', 'count', 'peek'])
    assert.ok(senders(`resource.${action}` as VerbName).includes('script'), action);
  for (const verb of ['resource.add', 'resource.addMany', 'resource.delete', 'resource.count'] as const)
    assert.ok(senders(verb).includes('person'), verb);
  for (const verb of verbNames.filter((name) => /^(queue|bulk|condition)\./.test(name)))
    assert.is(senders(verb).includes('script'), false, verb);
  for (const verb of ['resource.list', 'resource.show', 'resource.edit', 'resource.retry', 'effect.settle'] as const)
    assert.equal(senders(verb), ['person'], verb);
});

t('Q38, Q40: the limits themselves pass', () => {
  const passes = (verb: VerbName, params: unknown) => assert.ok(checkParams(verb, params));
  for (const count of ['all', { atMost: 1 }, { exactly: MAX_TAKEN }]) passes('resource.getMany', { queue: 'q', count });
  passes('resource.addMany', { queue: 'q', items: Array(10_000).fill({ value: 1 }) });
  passes('effect.done', { ...one, name: 'x'.repeat(100), result: 'x'.repeat(MAX_EFFECT_BYTES - 2) });
});

t('Q45: what robots are told has a code of its own, with an HTTP status', () => {
  const codes = [
    ['QueueNotFound', 404],
    ['ResourceNotFound', 404],
    ['LockTimeout', 408],
    ['NotLockOwner', 409],
    ['EffectUnknown', 409],
    ['ValidationError', 400],
    ['RunEnded', 410],
    ['Unavailable', 503],
  ] as const;
  for (const [code, status] of codes) assert.is(errorStatus[code], status);
  assert.is(new GantryError('Unavailable', 'x').retry, 'later');
  assert.is(new GantryError('LockTimeout', 'x').retry, 'never');
});

t('Q11, Q37: a robot cannot even ask for hidden statuses', () => {
  const status = (value: unknown) =>
    refused(() => checkParams('resource.get', { queue: 'q', filter: { status: value } }));
  assert.is(status('new'), '');
  assert.is(status(['new', 'in_progress']), '');
  assert.match(status('processed')!, 'filter.status');
  assert.match(status([])!, 'filter.status');
});

t.run();
