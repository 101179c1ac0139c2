import * as assert from 'uvu/assert';
import { contract } from '../../protocol/contract.ts';
import { checkNewResource } from '../../protocol/import-check.ts';
import type { ImportItem } from '../../protocol/import-rows.ts';
import { suite } from '../support/suite.ts';

const t = suite('what a browser says of a resource to add');

const schema = contract['resource.addMany'].params.shape.items.element;
const tags = (...all: unknown[]) => ({ value: 1, tags: all }) as unknown as ImportItem;
const items: [ImportItem, boolean][] = [
  [{ value: null }, true],
  [{ value: { a: [1, 'x', true, null] }, tags: ['a'], priority: 0, key: 'k' }, true],
  [{ value: 'x'.repeat(1024 * 1024) }, false],
  [tags('a'.repeat(30)), true],
  [tags('a'.repeat(31)), false],
  [tags('🦀'.repeat(30)), true],
  [tags(` ${'a'.repeat(30)} `), true],
  [tags('   '), false],
  [tags('a\u0007b'), false],
  [tags(7), false],
  [tags(...Array.from({ length: 101 }, (_, i) => `t${i}`)), false],
  [{ value: 1, tags: 'a' } as unknown as ImportItem, false],
  [{ value: 1, priority: 2_147_483_647 }, true],
  [{ value: 1, priority: 2_147_483_648 }, false],
  [{ value: 1, priority: -1 }, false],
  [{ value: 1, priority: 1.5 }, false],
  [{ value: 1, priority: '1' } as unknown as ImportItem, false],
  [{ value: 1, key: 'k'.repeat(200) }, true],
  [{ value: 1, key: 'k'.repeat(201) }, false],
  [{ value: 1, key: '  ' }, false],
  [{ value: 1, key: 7 } as unknown as ImportItem, false],
];

t('Q3: the same items are refused as by the contract, at the same field', () => {
  for (const [item, right] of items) {
    const found = schema.safeParse(item);
    const wrong = checkNewResource(item);
    const told = JSON.stringify(item).slice(0, 80);
    assert.is(found.success, right, told);
    assert.is(wrong === undefined, right, told);
    if (!found.success) assert.is(wrong?.field, found.error.issues[0]!.path.join('.'), told);
  }
});

t.run();
