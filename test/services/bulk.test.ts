import * as assert from 'uvu/assert';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('bulk edits and deleted queues, portion by portion');

const QUEUE = 'invoices';

async function filled(s: Stage, count: number): Promise<string[]> {
  await s.api('queue.create', { name: QUEUE });
  const items = Array.from({ length: count }, (_, n) => ({ value: { n }, tags: n % 2 ? ['odd'] : [] }));
  return (await s.api('resource.addMany', { queue: QUEUE, items })).ids;
}

async function over(s: Stage, bulk: string): Promise<Result<'bulk.show'>> {
  const show = () => s.api('bulk.show', { bulk });
  await until('the bulk edit is over', async () => (await show()).state !== 'running');
  return show();
}
const start = (s: Stage, params: Omit<ParamsIn<'bulk.start'>, 'queue'>) =>
  s.api('bulk.start', { queue: QUEUE, ...params });

t('a bulk edit over several portions, listed, undone, and what it left shown by status', async () => {
  const s = await stage();
  await filled(s, 901);
  const { id } = await start(s, { where: { tags: ['odd'], text: '"n"' }, change: { status: 'processed' } });
  const done = await over(s, id);
  assert.equal([done.state, done.total, done.done, done.changed, done.undoable], ['done', 901, 901, 450, true]);
  assert.is((await s.api('queue.show', { queue: QUEUE })).counts.processed, 450);
  const undo = await s.api('bulk.undo', { bulk: id });
  assert.is((await over(s, undo.id)).changed, 450);
  assert.is((await s.api('queue.show', { queue: QUEUE })).counts.new, 901);
  const { items } = await s.api('bulk.list', { queue: QUEUE });
  assert.equal(
    items.map((bulk) => [bulk.kind, bulk.state]),
    [
      ['undo', 'done'],
      ['change', 'undone'],
    ],
  );
  await s.close();
});

t('a bulk edit of named resources touches these alone', async () => {
  const s = await stage();
  const ids = await filled(s, 300);
  const { id } = await start(s, { where: { ids: [...ids.slice(10, 260), 'i_none'] }, change: { priority: 9 } });
  const done = await over(s, id);
  assert.equal([done.total, done.done, done.changed], [251, 251, 250]);
  const { items } = await s.api('resource.list', { queue: QUEUE, priorityFrom: 9, limit: 500 });
  assert.equal(items.map((row) => row.id).sort(), ids.slice(10, 260));
  await s.close();
});

t(
  'the coordinator stops in the middle: bulk edit and deletion go on after the restart, each resource once',
  async () => {
    const log: string[] = [];
    const s = await stage({ logLevel: 'info', logTo: { write: (line) => log.push(line) } });
    await filled(s, 3_000);
    const { id } = await start(s, { where: {}, change: { addTags: ['seen'] } });
    await s.restart();
    const done = await over(s, id);
    assert.equal([done.state, done.changed], ['done', 3_000]);
    assert.equal(await s.api('queue.delete', { queue: QUEUE, force: true }), { resources: 3_000 });
    const gone = async (work: Promise<unknown>) => {
      const error = await work.then(
        () => undefined,
        (refused: unknown) => refused,
      );
      return error instanceof GantryError ? error.code : 'nothing';
    };
    assert.is(await gone(s.api('queue.show', { queue: QUEUE })), 'QueueNotFound');
    assert.equal((await s.api('queue.list', {})).items, []);
    await s.restart();
    await s.api('queue.create', { name: QUEUE });
    const { id: own } = await s.api('resource.add', { queue: QUEUE, value: 1 });
    await until('the queue is removed', () => log.some((line) => line.includes('deleted queue removed')));
    assert.is((await s.api('queue.show', { queue: QUEUE })).total, 1);
    assert.is((await s.api('resource.show', { queue: QUEUE, id: own })).resource.id, own);
    assert.is(await gone(s.api('bulk.show', { bulk: id })), 'BulkNotFound');
    await s.close();
  },
);

t('an abort stops it between two portions', async () => {
  const s = await stage();
  await filled(s, 5_000);
  const { id } = await start(s, { where: {}, change: { priority: 1 } });
  const aborted = await s.api('bulk.abort', { bulk: id });
  assert.is(aborted.state, 'aborted');
  assert.ok(aborted.changed < 5_000);
  assert.is((await s.api('bulk.show', { bulk: id })).changed, aborted.changed);
  await s.close();
});

t(
  'Q31: robots that wait in a queue hear at once that it was deleted; one that knows its former name takes on',
  async () => {
    const s = await stage();
    await s.api('pool.create', { name: 'all' });
    const agent = await s.agent('r1', 'all');
    await s.deploy('p', 'all');
    await s.api('queue.create', { name: QUEUE });
    const { script } = await s.running(agent, 'p');
    const waiting = script.call('resource.get', { queue: QUEUE, timeout: -1 });
    await s.api('queue.update', { queue: QUEUE, name: 'Bills' });
    const { id } = await s.api('resource.add', { queue: 'Bills', value: 1 });
    assert.is((await waiting).id, id);
    const [byId, search] = [
      { queue: QUEUE, id, lock: { write: true } } as const,
      { queue: QUEUE, filter: { tags: ['none'] } },
    ];
    await s.api('resource.lock', { queue: 'Bills', id, lock: { read: true, write: true } });
    const ends = [byId, search].map((params) =>
      script.call('resource.get', { ...params, timeout: -1 }).then(
        () => 'taken',
        (error: GantryError) => error.code,
      ),
    );
    await s.api('queue.delete', { queue: 'Bills', force: true });
    assert.equal(await Promise.all(ends), ['QueueNotFound', 'QueueNotFound']);
    await s.close();
  },
);

t('C2: a deleted queue is told with what is left of it until the last resource is gone', async () => {
  const s = await stage();
  await filled(s, 1_000);
  assert.equal((await s.api('queue.removals', {})).items, []);
  await s.api('queue.delete', { queue: QUEUE, force: true });
  const left: number[] = [];
  await until('nothing is left', async () => {
    const { items } = await s.api('queue.removals', {});
    left.push(...items.map((item) => item.left));
    assert.ok(items.every(({ name }) => name === QUEUE));
    return items.length === 0;
  });
  assert.ok(left.length > 0 && left.every((n) => n <= 1_000), left.join());
  assert.equal(
    left,
    left.toSorted((a, b) => b - a),
    'fewer and fewer',
  );
  await s.close();
});

t.run();
