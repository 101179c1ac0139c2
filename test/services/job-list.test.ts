/** C9: jobs in the order of their start and end, from any place, by when they ran and what they said. */
import * as assert from 'uvu/assert';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('services: jobs by start and end');
const MINUTE_MS = 60_000;

/** Four jobs a minute apart: the first two run, the second fails, later the first is cancelled, and then the third; the fourth waits. */
async function setup() {
  const s = await stage();
  for (const name of ['p', 'nobody']) await s.api('pool.create', { name });
  await s.deploy('invoices', 'p', { retries: 0 });
  const first = await s.running(await s.agent('r0', 'p'), 'invoices');
  s.clock.advance(MINUTE_MS);
  const second = await s.running(await s.agent('r1', 'p'), 'invoices');
  const ids = [first.job, second.job];
  for (let n = 0; n < 2; n++) {
    s.clock.advance(MINUTE_MS);
    ids.push((await s.api('job.run', { deployment: 'invoices', pool: 'nobody' })).jobs[0]!.id);
  }
  await second.supervisor.end('failed', 'No INK');
  s.clock.advance(MINUTE_MS);
  await s.api('job.cancel', { job: ids[0]!, force: true });
  s.clock.advance(MINUTE_MS);
  await s.api('job.cancel', { job: ids[2]! });
  return { s, ids, places: (params: ParamsIn<'job.list'>) => places(s, ids, params) };
}

/** The jobs of all pages, as places in `ids`. */
async function places(s: Stage, ids: string[], params: ParamsIn<'job.list'>, limit = 2): Promise<number[]> {
  const found: number[] = [];
  let after: string | undefined;
  do {
    const page: Result<'job.list'> = await s.api('job.list', { ...params, limit, ...(after ? { after } : {}) });
    found.push(...page.items.map((job) => ids.indexOf(job.id)));
    after = page.next;
  } while (after !== undefined);
  return found;
}

t('C9: by start and end, over pages; what did not happen yet is last downwards and first upwards', async () => {
  const { s, places } = await setup();
  assert.equal(await places({ sort: 'ended', state: ['failed', 'cancelled'] }), [2, 0, 1]);
  assert.equal(await places({ sort: 'ended', dir: 'asc', state: ['failed', 'cancelled'] }), [1, 0, 2]);
  assert.equal(await places({ sort: 'ended', deployment: 'invoices' }), [2, 0, 1, 3]);
  assert.equal(await places({ sort: 'ended', dir: 'asc' }), [3, 1, 0, 2]);
  assert.equal(await places({ sort: 'started' }), [1, 0, 3, 2]);
  assert.equal(await places({ sort: 'started', dir: 'asc', state: ['cancelled', 'failed'] }), [2, 0, 1]);
  await s.close();
});

t('C9: spans of start and end hold only what started or ended, whatever the order', async () => {
  const { s, ids, places } = await setup();
  const { ended } = await s.api('job.show', { job: ids[0]! });
  for (const sort of [undefined, 'ended', 'started', 'priority'] as const)
    for (const dir of ['asc', 'desc'] as const) {
      const sorted = async (params: object) => (await places({ sort, dir, ...params })).toSorted();
      assert.equal(await sorted({ endedFrom: ended! }), [0, 2], `${sort} ${dir}`);
      assert.equal(await sorted({ endedTo: ended! }), [0, 1], `${sort} ${dir}`);
      assert.equal(await sorted({ endedFrom: ended!, endedTo: ended! }), [0], `${sort} ${dir}`);
      assert.equal(await sorted({ startedTo: 8e15, state: ['failed', 'cancelled'] }), [0, 1], `${sort} ${dir}`);
    }
  await s.close();
});

t('C9: a list begins where it is told, which is no filter: the other way is what comes before', async () => {
  const { s, ids, places } = await setup();
  const { created } = await s.api('job.show', { job: ids[1]! });
  assert.equal(await places({ startAt: created, dir: 'asc' }), [1, 2, 3]);
  assert.equal(await places({ startAt: created - 1, dir: 'desc' }), [0]);
  const { ended } = await s.api('job.show', { job: ids[0]! });
  assert.equal(await places({ sort: 'ended', startAt: ended!, dir: 'asc' }), [0, 2]);
  assert.equal(await places({ sort: 'ended', startAt: ended!, dir: 'desc', state: ['failed', 'cancelled'] }), [0, 1]);
  await s.close();
});

t('C9: text stands in the message, or is the id of a job; a version narrows', async () => {
  const { s, ids, places } = await setup();
  assert.equal(await places({ text: 'no ink' }), [1]);
  assert.equal(await places({ text: ids[3]! }), [3]);
  assert.equal(await places({ text: ids[3]!, state: 'failed' }), []);
  assert.equal(await places({ text: ids[3]!.slice(0, -1) }), [], 'a part of an id is none');
  assert.equal(await places({ version: '1.0.0', state: 'failed' }), [1]);
  assert.equal(await places({ version: '1.0.1' }), []);
  await s.close();
});

t.run();
