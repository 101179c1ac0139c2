import * as assert from 'uvu/assert';
import type { VerbName } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { MAX_VALUE_BYTES } from '../../protocol/json-value.ts';
import { MAX_IDS } from '../../protocol/shapes-bulk.ts';
import { checkParams } from '../../protocol/validate.ts';
import { suite } from '../support/suite.ts';

const t = suite('parameters of people’s queue verbs');

/** The field that is refused; '' when nothing is. */
function refused(verb: VerbName, params: Record<string, unknown>): string | undefined {
  try {
    checkParams(verb, params);
    return '';
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    assert.is(error.code, 'ValidationError');
    return error.field;
  }
}

const one = { queue: 'q', id: 'i_1' };
const cases: [string, VerbName, Record<string, unknown>, string][] = [
  ['Q1: a name of 61 characters', 'queue.update', { queue: 'q', name: 'x'.repeat(61) }, 'name'],
  ['Q14: a limit of 0', 'queue.update', { queue: 'q', attemptLimit: 0 }, 'attemptLimit'],
  ['Q19: null switches the limit off', 'queue.update', { queue: 'q', attemptLimit: null }, ''],
  ['Q3: an edited value of 1 MiB', 'resource.edit', { ...one, value: 'x'.repeat(MAX_VALUE_BYTES - 2) }, ''],
  ['Q3: one byte more', 'resource.edit', { ...one, value: 'x'.repeat(MAX_VALUE_BYTES - 1) }, 'value'],
  ['Q3: the same for a retry', 'resource.retry', { ...one, value: 'x'.repeat(MAX_VALUE_BYTES - 1) }, 'value'],
  ['Q3: a tag of 31 characters', 'resource.edit', { ...one, tags: ['x'.repeat(31)] }, 'tags.0'],
  ['Q3: a negative priority', 'resource.edit', { ...one, priority: -1 }, 'priority'],
  ['Q6: a status that is none', 'resource.edit', { ...one, status: 'done' }, 'status'],
  ['Q34: a lock removed', 'resource.edit', { ...one, readLock: null }, ''],
  ['Q34: a lock that is false', 'resource.edit', { ...one, readLock: false }, 'readLock'],
  ['a change that changes nothing', 'bulk.start', { queue: 'q', where: {}, change: {} }, 'change'],
  [
    'a deletion with another change',
    'bulk.start',
    { queue: 'q', where: {}, change: { delete: true, priority: 1 } },
    'change',
  ],
  [
    'a retry with a status',
    'bulk.start',
    { queue: 'q', where: {}, change: { retry: true, status: 'error' } },
    'change',
  ],
  ['a change without a filter', 'bulk.start', { queue: 'q', change: { priority: 1 } }, 'where'],
  [
    'Q3: a wrong tag in a change',
    'bulk.start',
    { queue: 'q', where: {}, change: { addTags: [''] } },
    'change.addTags.0',
  ],
  [
    `more than ${MAX_IDS} ids`,
    'bulk.preview',
    { queue: 'q', where: { ids: Array.from({ length: MAX_IDS + 1 }, (_, n) => `i_${n}`) } },
    'where.ids',
  ],
];
for (const [name, verb, params, field] of cases)
  t(`${name}: ${verb} ${field === '' ? 'accepts it' : `refuses it, naming ${field}`}`, () => {
    assert.is(refused(verb, params), field);
  });

t('one or several: a filter takes both', () => {
  assert.equal(checkParams('resource.list', { queue: 'q', status: 'new', tags: ['a', 'b'] }).status, ['new']);
  assert.is(checkParams('resource.list', { queue: 'q', locked: 'false' }).locked, false);
});

t.run();
