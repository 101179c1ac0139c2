/** S3, S12: what many hands finish and take in one moment travels as one request, and means what each would alone. */
import * as assert from 'uvu/assert';
import type { Connection } from '../../sdk/connection.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type ScriptRun, type Scripts, withScripts } from './support/script-run.ts';

const t = suite('many hands, one request');

const counts = async (s: Scripts) => (await s.api('queue.show', { queue: 'q' })).counts;
const values = (n: number) => Array.from({ length: n }, (_, value) => ({ value }));

/** The verbs that this script asks for from now on. */
function watched({ session }: ScriptRun): string[] {
  const verbs: string[] = [];
  const { connection } = session;
  for (const name of ['call', 'callEncoded'] as const) {
    const call = connection[name].bind(connection) as (verb: string, params: never) => Promise<unknown>;
    const noted = (verb: string, params: never) => {
      const asked = call(verb, params); // first: what was collected before it goes out before it
      verbs.push(verb);
      return asked;
    };
    connection[name] = noted as unknown as Connection['call'] & Connection['callEncoded'];
  }
  return verbs;
}

t('S3, S12: eight hands work sixteen resources with five requests', () =>
  withScripts(async (s) => {
    const run = await s.script();
    const queue = run.robot.queue<number>('q');
    await queue.addMany(values(16));
    const verbs = watched(run);
    const seen: number[] = [];
    await queue.each(({ value }) => seen.push(value), { concurrency: 8 });
    assert.equal(
      seen.sort((a, b) => a - b),
      values(16).map(({ value }) => value),
    );
    const [take, finish] = ['resource.getMany', 'resource.markProcessedMany'];
    assert.equal(verbs, [take, finish, take, finish, take]);
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 16, error: 0 });
  }),
);

t('S3: one hand asks as before', () =>
  withScripts(async (s) => {
    const run = await s.script();
    const queue = run.robot.queue<number>('q');
    await queue.addMany(values(2));
    const verbs = watched(run);
    await queue.each(() => {});
    const [take, finish] = ['resource.get', 'resource.markProcessed'];
    assert.equal(verbs, [take, finish, take, finish, take]);
  }),
);

t('Q36: of marks that travel together one waits for a foreign lock, and the others are done before', () =>
  withScripts(async (s) => {
    const [one, two] = [await s.script(), await s.script()];
    const queue = one.robot.queue<number>('q');
    await queue.addMany(values(4));
    const mine = await queue.getMany({ count: 'all', sort: 'oldest' });
    const theirs = await two.robot.queue<number>('q').get(mine[1]!.id, { lock: { write: true } });
    await s.api('resource.lock', { queue: 'q', id: mine[2]!.id, lock: { read: true } });
    const done: number[] = [];
    const marks = mine.map(async (resource) => {
      await resource.markProcessed();
      done.push(resource.value);
    });
    const twice = refusalOf(mine[0]!.markProcessed());
    await until('three are done', () => done.length === 3);
    assert.equal([...done].sort(), [0, 2, 3]);
    assert.is((await twice).code, 'ResourceNotFound', 'said twice');
    await theirs.unlock();
    await Promise.all(marks);
    assert.is(done.at(-1), 1);
    for (const { status, finished } of mine) assert.equal([status, finished], ['processed', true]);
    assert.is(mine[2]!.readLock?.owner.kind, 'user', 'a lock of somebody else’s stays to be seen');
    assert.is(mine[3]!.readLock, undefined);
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 4, error: 0 });
  }),
);

t('S12: what is added in one turn is added together as it was then; a refusal is that of its own one', () =>
  withScripts(async (s) => {
    const run = await s.script();
    const queue = run.robot.queue<{ n: number }>('q');
    await queue.add({ n: -1 });
    const verbs = watched(run);
    const value = { n: 0 };
    const adding = [0, 1, 2, 3].map((n) => {
      value.n = n;
      return queue.add(value, n === 2 ? { tags: ['x'.repeat(31)] } : { tags: [' eu '], priority: n, key: `k${n % 3}` });
    });
    const ends = await Promise.allSettled(adding);
    const added = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    assert.equal(
      added.map(({ status, tags, priority, key }) => [status, tags, priority, key]),
      [
        ['new', ['eu'], 0, 'k0'],
        ['new', ['eu'], 1, 'k1'],
        ['new', ['eu'], 0, 'k0'],
      ],
    );
    assert.is(added[2]!.id, added[0]!.id, 'Q40: a known key gives the one that is there');
    const refused = ends[2]!;
    assert.is(refused.status === 'rejected' && refused.reason.field, 'tags.0');
    const { items } = await s.api('resource.list', { queue: 'q', sort: 'created', dir: 'asc' });
    const shown = await Promise.all(items.map(({ id }) => s.api('resource.show', { queue: 'q', id })));
    assert.equal(
      shown.map(({ resource }) => resource.value),
      [{ n: -1 }, { n: 0 }, { n: 1 }],
    );
    const alone = 'resource.add';
    assert.equal(verbs, ['resource.addMany', alone, alone, alone, alone]);
  }),
);

t('S12: added together they are one request, and large ones are several', () =>
  withScripts(async (s) => {
    const run = await s.script();
    const queue = run.robot.queue<string>('q');
    await queue.add('');
    const verbs = watched(run);
    await Promise.all(Array.from({ length: 5 }, (_, n) => queue.add(String(n))));
    await Promise.all(Array.from({ length: 5 }, (_, n) => queue.add(String(n).repeat(90_000))));
    assert.equal(verbs, Array(4).fill('resource.addMany').with(3, 'resource.add'));
    assert.is((await counts(s)).new, 11);
  }),
);

t('Q45: what refuses all of them is told to each of them', () =>
  withScripts(async (s) => {
    const { robot, supervisor } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(values(3));
    const mine = await queue.getMany({ count: 'all' });
    await supervisor.end();
    const codes = await Promise.all(mine.map(async (resource) => (await refusalOf(resource.markProcessed())).code));
    assert.equal(codes, ['RunEnded', 'RunEnded', 'RunEnded']);
  }),
);

t('S3: hands that wait get what comes one by one and in portions, each once, until the run ends', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    const seen: number[] = [];
    const work = queue.each(({ value }) => seen.push(value), { concurrency: 5, idle: 'wait' });
    for (const [n, portion] of [1, 3, 20, 1].entries()) {
      await queue.addMany(Array.from({ length: portion }, (_, i) => ({ value: n * 100 + i })));
      await until('they are worked', async () => (await counts(s)).processed === seen.length && seen.includes(n * 100));
    }
    assert.is(new Set(seen).size, 25);
    assert.is(seen.length, 25);
    session.stop.abort('the test says so');
    await work;
    await queue.add(7);
    assert.equal(await counts(s), { new: 1, in_progress: 0, processed: 25, error: 0 });
  }),
);

t.run();
