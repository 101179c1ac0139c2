import * as assert from 'uvu/assert';
import { GantryError } from '../../protocol/errors.ts';
import { MAX_VALUE_BYTES } from '../../protocol/fields.ts';
import { checkParams } from '../../protocol/validate.ts';
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

t('Q11, Q37: a robot cannot even ask for hidden statuses', () => {
  const status = (value: unknown) =>
    refused(() => checkParams('resource.get', { queue: 'q', filter: { status: value } }));
  assert.is(status('new'), '');
  assert.is(status(['new', 'in_progress']), '');
  assert.match(status('processed')!, 'filter.status');
  assert.match(status([])!, 'filter.status');
});

t.run();
