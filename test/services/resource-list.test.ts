import * as assert from 'uvu/assert';
import type { ParamsIn } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('resources as people list them');

type Where = Omit<ParamsIn<'resource.list'>, 'queue'>;

/** A queue of thirty resources: every third tagged, priorities 0 to 9, keys k0 to k29, five of them in error. */
async function filled(s: Stage) {
  await s.api('queue.create', { name: 'invoices', attemptLimit: 3 });
  const items = Array.from({ length: 30 }, (_, n) => ({
    value: { number: n, customer: n % 2 ? 'Odd Ltd' : 'Even & Söhne' },
    tags: n % 3 ? [] : ['third', ...(n % 6 ? [] : ['sixth'])],
    priority: n % 10,
    key: `k${n}`,
  }));
  const { ids } = await s.api('resource.addMany', { queue: 'invoices', items });
  for (const id of ids.slice(0, 5)) await s.api('resource.edit', { queue: 'invoices', id, status: 'error' });
  return ids;
}

/** The places in the order of adding of what a filter finds, over all pages. */
async function found(s: Stage, ids: string[], where: Where): Promise<number[]> {
  const places: number[] = [];
  let after: string | undefined;
  do {
    const page = await s.api('resource.list', { queue: 'invoices', ...where, ...(after ? { after } : {}) });
    places.push(...page.items.map((item) => ids.indexOf(item.id)));
    after = page.next;
  } while (after);
  return places;
}
const where = (ok: (n: number) => boolean) => Array.from({ length: 30 }, (_, n) => n).filter(ok);

t('every filter, alone and together, over pages of any size, in the list’s order', async () => {
  const s = await stage();
  const ids = await filled(s);
  const cases: [Where, number[]][] = [
    [{}, where(() => true)],
    [{ status: 'error' }, where((n) => n < 5)],
    [{ status: ['error', 'new'] }, where(() => true)],
    [{ status: ['processed', 'in_progress'] }, []],
    [{ tags: 'third' }, where((n) => n % 3 === 0)],
    [{ tags: ['sixth', 'none'] }, where((n) => n % 6 === 0)],
    [{ allTags: ['third', 'sixth'] }, where((n) => n % 6 === 0)],
    [{ priorityFrom: 3, priorityTo: 4 }, where((n) => n % 10 === 3 || n % 10 === 4)],
    [{ key: 'k17' }, [17]],
    [{ text: 'ODD ltd' }, where((n) => n % 2 === 1)],
    [{ text: 'söhne', tags: 'third', status: 'new' }, where((n) => n % 6 === 0 && n >= 5)],
    [{ ids: [ids[4]!, ids[2]!, 'i_none'] }, [2, 4]],
    [{ createdFrom: 1, createdTo: 8e15 }, where(() => true)],
    [{ createdTo: 1 }, []],
    [{ createdFrom: 8e15 }, []],
    [{ locked: true }, []],
    [{ author: 'ADMINISTRATOR' }, where(() => true)],
    [{ author: 'somebody else' }, []],
    [{ editor: 'administrator', status: 'error' }, where((n) => n < 5)],
  ];
  for (const [filter, expected] of cases)
    for (const limit of [1, 7, 500])
      assert.equal(await found(s, ids, { ...filter, dir: 'asc', limit }), expected, JSON.stringify([filter, limit]));
  await s.close();
});

t('a status of unfinished resources is exact in every order, over pages of any size', async () => {
  const s = await stage();
  const ids = await filled(s);
  for (const id of ids.slice(10, 20)) await s.api('resource.edit', { queue: 'invoices', id, status: 'in_progress' });
  for (const sort of ['created', 'updated', 'priority'] as const)
    for (const limit of [1, 3, 500])
      for (const [status, ok] of [
        ['in_progress', (n: number) => n >= 10 && n < 20],
        ['new', (n: number) => n >= 20 || (n >= 5 && n < 10)],
        [['new', 'error'], (n: number) => n >= 20 || n < 10],
      ] as const) {
        const places = await found(s, ids, { status: status as Where['status'], sort, limit });
        assert.equal(
          places.toSorted((a, b) => a - b),
          where(ok),
          JSON.stringify([status, sort, limit]),
        );
      }
  await s.close();
});

t('ranges of the column that the list is sorted by, both ways, ends included', async () => {
  const s = await stage();
  const ids = await filled(s);
  const byPriority = (dir: 'asc' | 'desc') =>
    found(s, ids, { sort: 'priority', dir, priorityFrom: 8, priorityTo: 9, limit: 2 });
  assert.equal(await byPriority('desc'), [9, 19, 29, 8, 18, 28], 'the order in which robots take them');
  assert.equal(await byPriority('asc'), [28, 18, 8, 29, 19, 9]);
  const { items } = await s.api('resource.list', { queue: 'invoices', sort: 'updated', dir: 'asc', limit: 500 });
  const third = items.filter((item) => item.status === 'error')[2]!.updated;
  const touched = items.filter((item) => item.updated >= third).map((item) => ids.indexOf(item.id));
  assert.equal(await found(s, ids, { sort: 'updated', dir: 'asc', updatedFrom: third, limit: 2 }), touched);
  assert.equal(
    await found(s, ids, { sort: 'updated', dir: 'desc', updatedFrom: third, limit: 2 }),
    touched.toReversed(),
  );
  await s.close();
});

t('C3: a list begins where it is told, which is no filter: the other way is what comes before', async () => {
  const s = await stage();
  const ids = await filled(s);
  const from = (sort: 'priority' | 'updated', dir: 'asc' | 'desc', startAt: number) =>
    found(s, ids, { sort, dir, startAt, limit: 4 });
  assert.equal(await from('priority', 'desc', 1), [1, 11, 21, 0, 10, 20]);
  assert.equal((await from('priority', 'asc', 8)).toSorted(), [18, 19, 28, 29, 8, 9].toSorted());
  s.clock.advance(3_600_000);
  const edited = s.clock.now();
  await s.api('resource.edit', { queue: 'invoices', id: ids[7]!, priority: 1 });
  assert.equal(await from('updated', 'asc', edited), [7]);
  assert.is((await from('updated', 'desc', edited - 1)).length, 29);
  const { id } = await s.api('resource.add', { queue: 'invoices', value: 'late' });
  const late = await s.api('resource.list', { queue: 'invoices', startAt: edited, dir: 'asc' });
  assert.equal([late.items.map((one) => one.id), late.next], [[id], undefined], 'by age, from an instant');
  const before = await s.api('resource.list', { queue: 'invoices', startAt: edited - 1, dir: 'desc', limit: 1 });
  assert.is(before.items[0]!.id, ids.at(-1));
  await s.close();
});

t('a page that looked far enough without finding much says where the search goes on', async () => {
  const s = await stage();
  await s.api('queue.create', { name: 'long' });
  for (let k = 0; k < 2; k++) {
    const items = Array.from({ length: 4_000 }, (_, n) => ({ value: n, tags: k === 1 && n === 3_999 ? ['last'] : [] }));
    await s.api('resource.addMany', { queue: 'long', items });
  }
  const first = await s.api('resource.list', { queue: 'long', tags: 'last', dir: 'asc' });
  assert.equal([first.items.length, first.next !== undefined], [0, true]);
  const second = await s.api('resource.list', { queue: 'long', tags: 'last', dir: 'asc', after: first.next! });
  assert.equal([second.items.length, second.next], [1, undefined]);
  await s.close();
});

t('a preview counts, by status at once and else by looking, and shows the first', async () => {
  const s = await stage();
  const ids = await filled(s);
  const all = await s.api('bulk.preview', { queue: 'invoices', where: {} });
  assert.equal([all.count, all.atLeast, all.samples.length], [30, false, 10]);
  assert.is(all.samples[0]!.id, ids[0]);
  const some = await s.api('bulk.preview', { queue: 'invoices', where: { status: 'error', text: 'odd' } });
  assert.equal([some.count, some.atLeast], [2, false]);
  assert.equal(
    some.samples.map((one) => one.id),
    [ids[1], ids[3]],
  );
  await s.close();
});

t('Q48: the history pages, newest first, and tells of a deleted resource who deleted it', async () => {
  const s = await stage();
  const [id] = await filled(s);
  for (let n = 0; n < 5; n++) await s.api('resource.edit', { queue: 'invoices', id: id!, priority: n });
  const one = { queue: 'invoices', id: id! };
  const kinds: unknown[] = [];
  let after: string | undefined;
  do {
    const page = await s.api('resource.history', { ...one, limit: 2, ...(after ? { after } : {}) });
    assert.ok(page.items.length <= 2);
    kinds.push(...page.items.map((event) => [event.kind, event.by.name]));
    after = page.next;
  } while (after);
  assert.is(kinds.length, 7);
  assert.equal(kinds.at(-1), ['created', 'Administrator']);
  assert.equal(kinds[0], ['edited', 'Administrator']);
  const oldest = await s.api('resource.history', { ...one, dir: 'asc', limit: 1 });
  assert.is(oldest.items[0]!.kind, 'created');
  await s.api('resource.delete', one);
  const last = await s.api('resource.history', { ...one, limit: 1 });
  assert.equal([last.items[0]!.kind, last.items[0]!.by.name], ['deleted', 'Administrator']);
  await s.close();
});

t(
  'Q48: a resource is shown with its latest events, as many as an answer can carry; its history pages through all',
  async () => {
    const s = await stage();
    await s.api('queue.create', { name: 'q' });
    const { id } = await s.api('resource.add', { queue: 'q', value: 0 });
    const edits = 12;
    for (let n = 1; n <= edits; n++)
      await s.api('resource.edit', { queue: 'q', id, value: `${n} `.padEnd(1_000_000, 'x'), priority: n });
    const { history } = await s.api('resource.show', { queue: 'q', id });
    const priorities = history.map((event) => (event.detail as { priority: { after: number } }).priority.after);
    assert.ok(history.length < edits && priorities.at(-1) === edits);
    assert.equal(
      priorities,
      [...priorities].sort((a, b) => a - b),
      'the oldest of them first',
    );
    let told = 0;
    let after: string | undefined;
    do {
      const page = await s.api('resource.history', { queue: 'q', id, limit: 500, ...(after ? { after } : {}) });
      told += page.items.length;
      after = page.next;
    } while (after);
    assert.is(told, edits + 1);
    await s.close();
  },
);

t('bad filters are refused by name', async () => {
  const s = await stage();
  await s.api('queue.create', { name: 'q' });
  const bad: [object, string][] = [
    [{ status: 'done' }, 'status'],
    [{ tags: [''] }, 'tags'],
    [{ priorityFrom: 'many' }, 'priorityFrom'],
    [{ locked: 'perhaps' }, 'locked'],
    [{ after: 'nonsense' }, 'after'],
    [{ colour: 'red' }, 'colour'],
  ];
  for (const [filter, field] of bad) {
    const error = await refusalOf(s.api('resource.list', { queue: 'q', ...filter } as never));
    assert.is(error.code, 'ValidationError');
    assert.match(error.field ?? '', field);
  }
  assert.is((await refusalOf(s.api('resource.history', { queue: 'q', id: 'i_none' }))).code, 'ResourceNotFound');
  await s.close();
});

t.run();
