/** The job list by filter (C9), batches by ids and by filter (J31), and why, over HTTP against real SQLite. */
import * as assert from 'uvu/assert';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('jobs over HTTP');

async function withJobs(body: (s: Stage) => Promise<void>, options: Parameters<typeof stage>[0] = {}) {
  const s = await stage(options);
  try {
    await s.api('pool.create', { name: 'p' });
    await s.api('pool.create', { name: 'q' });
    await s.deploy('one', 'p', { priority: 10 });
    await s.deploy('two', 'q', { priority: 20 });
    await body(s);
  } finally {
    await s.close();
  }
}

/** All pages of a list, each of at most `limit`. */
async function listed(s: Stage, params: ParamsIn<'job.list'>, limit = 3): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page: Result<'job.list'> = await s.api('job.list', { ...params, limit, ...(after ? { after } : {}) });
    assert.ok(page.items.length <= limit);
    ids.push(...page.items.map((job) => job.id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

const run = async (s: Stage, deployment: string, more: object = {}) =>
  (await s.api('job.run', { deployment, ...more })).jobs[0]!.id;

t('C9: every filter, page by page, newest first and back, by creation and priority', () =>
  withJobs(async (s) => {
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      ids.push(await run(s, i % 2 ? 'one' : 'two', { priority: i, source: i % 3 ? 'api' : 'manual' }));
      s.clock.advance(1_000);
    }
    await s.api('job.cancel', { job: ids[4]! });
    const down = [...ids].reverse();
    assert.equal(await listed(s, {}), down);
    assert.equal(await listed(s, { dir: 'asc' }), ids);
    assert.equal(await listed(s, { sort: 'priority' }), down);
    assert.equal(
      await listed(s, { deployment: 'ONE' }),
      down.filter((_, i) => i % 2 === 0),
    );
    assert.equal(await listed(s, { pool: 'q', source: 'manual' }), [ids[6], ids[0]]);
    assert.equal(await listed(s, { state: ['cancelled'] }), [ids[4]]);
    assert.equal(await listed(s, { text: 'CANCELLED by' }), [ids[4]]);
    assert.equal(await listed(s, { priorityFrom: 3, priorityTo: 5, sort: 'priority', dir: 'asc' }), ids.slice(3, 6));
    assert.equal(await listed(s, { priorityFrom: 3, priorityTo: 5, sort: 'priority' }), ids.slice(3, 6).reverse());
    const { created } = (await s.api('job.show', { job: ids[5]! })) satisfies { created: number };
    const last = (await s.api('job.show', { job: ids[8]! })).created;
    for (const dir of ['asc', 'desc'] as const) {
      const wanted = dir === 'asc' ? ids.slice(5, 9) : ids.slice(5, 9).reverse();
      assert.equal(await listed(s, { createdFrom: created, createdTo: last, dir }), wanted, dir);
    }
    assert.is((await refusalOf(s.api('job.list', { robot: 'nobody' }))).field, 'robot');
    assert.is((await refusalOf(s.api('job.list', { source: 'nobody' as never }))).field, 'source');
  }),
);

t('C9: by the robot that ran it or is named, and by package', () =>
  withJobs(async (s) => {
    const agent = await s.agent('Ann', 'p');
    const { job } = await s.running(agent, 'one');
    await s.agent('Bob');
    const pinned = await run(s, 'two', { robots: ['Bob'] });
    assert.equal(await listed(s, { robot: 'ann' }), [job]);
    assert.equal(await listed(s, { robot: 'Bob', package: 'two' }), [pinned]);
    assert.equal(await listed(s, { robot: 'Bob', package: 'one' }), []);
  }),
);

t('J31: preview and batch by ids agree; the deployment’s version now runs again', () =>
  withJobs(async (s) => {
    const ids = [await run(s, 'one'), await run(s, 'one'), await run(s, 'two')];
    await s.api('job.cancel', { job: ids[0]! });
    const preview = await s.api('job.batchPreview', { ids, change: { cancel: true } });
    assert.equal([preview.count, preview.atLeast, preview.skipped], [3, false, { 'ended already: cancelled': 1 }]);
    assert.equal(
      preview.samples.map((job) => job.id),
      ids,
    );
    const batch = await s.api('job.batch', { ids, change: { cancel: true } });
    assert.equal([batch.done, batch.skipped], [2, preview.skipped]);
    await s.publish(await archiveOf(manifestOf('one', '1.1.0')));
    const again = await s.api('job.again', { job: ids[1]! });
    assert.equal([again.again, again.version, again.state], [ids[1], '1.1.0', 'queued']);
  }),
);

t('J31: a batch by filter goes portion by portion, and stopped in between it can be asked again', () =>
  withJobs(async (s) => {
    const many = 450;
    for (let i = 0; i < many; i += 50) await Promise.all(Array.from({ length: 50 }, () => run(s, 'one')));
    const other = await run(s, 'two');
    const where = { deployment: 'one', state: ['queued' as const] };
    const preview = await s.api('job.batchPreview', { where, change: { cancel: true } });
    assert.equal([preview.count, preview.atLeast, preview.samples.length], [many, false, 10]);
    const first = await s.api('job.batchWhere', { where, change: { again: true }, key: 'batch-1' });
    assert.is(first.done, 200);
    const repeated = await s.api('job.batchWhere', { where, change: { again: true }, key: 'batch-1' });
    assert.equal(repeated.skipped, { 'made by this very batch': 200 }, 'its answer was lost, the newest are its own');
    const { next: after2 = '' } = repeated;
    assert.is(
      (await s.api('job.batchWhere', { where, change: { again: true }, key: 'batch-1', after: after2 })).done,
      200,
    );
    assert.ok(first.next);
    let cancelled = 0;
    let after: string | undefined;
    do {
      const portion: Result<'job.batchWhere'> = await s.api('job.batchWhere', {
        where,
        change: { cancel: true },
        ...(after ? { after } : {}),
      });
      cancelled += portion.done;
      after = portion.next;
    } while (after !== undefined);
    assert.is(cancelled, many + 200);
    assert.equal(await listed(s, { state: 'queued' }), [other]);
  }),
);

t('J31: what is asked wrongly is refused by its field', () =>
  withJobs(async (s) => {
    const job = await run(s, 'one');
    const field = async (verb: 'job.batch' | 'job.batchWhere' | 'job.batchPreview', params: object) =>
      (await refusalOf(s.api(verb, params as never))).field;
    assert.is(await field('job.batch', { ids: [], change: { cancel: true } }), 'ids');
    assert.is(
      await field('job.batch', { ids: Array.from({ length: 1_001 }, () => job), change: { cancel: true } }),
      'ids',
    );
    assert.is(await field('job.batch', { ids: [job], change: {} }), 'change');
    assert.is(await field('job.batch', { ids: [job], change: { cancel: true, priority: 1 } }), 'change');
    assert.is(await field('job.batch', { ids: [job], change: { priority: 1, force: true } }), 'change');
    assert.is(await field('job.batch', { ids: [job], change: { priority: 5_001 } }), 'change.priority');
    assert.is(await field('job.batchPreview', {}), 'where');
    assert.is(await field('job.batchPreview', { ids: [job], where: {} }), 'where');
    assert.is(await field('job.batchWhere', { where: { pool: 'nowhere' }, change: { cancel: true } }), 'pool');
    assert.is(await field('job.batchWhere', { where: {}, change: { cancel: true }, after: 'nonsense' }), 'after');
    assert.is((await s.api('job.show', { job })).state, 'queued');
  }),
);

t('X3: a viewer waits and asks why, and changes nothing', () =>
  withJobs(async (s) => {
    const job = await run(s, 'one');
    assert.is((await refusalOf(s.api('job.wait', { job, timeout: 0 }))).code, 'JobTimeout');
    const { waiting } = await s.api('job.why', { job });
    assert.match(waiting!.says, 'the pool p has no robots; add one');
    await s.api('queue.create', { name: 'invoices' });
    const { id } = await s.api('resource.add', { queue: 'invoices', value: 1 });
    const why = await s.api('resource.why', { id });
    assert.equal([why.queue, why.free, why.before], ['invoices', true, { count: 0, atLeast: false }]);
    assert.is((await refusalOf(s.api('resource.why', { id: 'i_none' }))).code, 'ResourceNotFound');
    assert.is((await refusalOf(s.api('job.why', { job: 'j_none' }))).code, 'JobNotFound');
  }),
);

t('J25: the setting says when an old job gets turns of its own', () =>
  withJobs(
    async (s) => {
      const old = await run(s, 'one', { priority: 0 });
      s.clock.advance(3_600_000);
      const urgent: string[] = [];
      for (let i = 0; i < 4; i++) urgent.push(await run(s, 'one', { priority: 5_000 }));
      const agent = await s.agent('Ann', 'p');
      const given: string[] = [];
      for (let n = 1; n <= 5; n++) {
        const order = await agent.order(n);
        given.push(order.job);
        const supervisor = await FakeRun.open(s.url, order, 'supervisor');
        await supervisor.end();
        supervisor.close();
      }
      assert.equal(given, [...urgent.slice(0, 3), old, urgent[3]]);
    },
    { limits: { starveAfterHours: 1 } },
  ),
);

t.run();
