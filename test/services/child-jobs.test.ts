/** J30 over sockets and real SQLite: waits for jobs through lost connections and restarts, bounded like all waits. */
import * as assert from 'uvu/assert';
import type { RunningCoordinator } from '../../coordinator/index.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { reached, withScripts } from './support/scripts.ts';
import { refusalOf, type Stage } from './support/stage.ts';

const t = suite('child jobs over sockets');

/** The agent that takes children, and their deployment. */
async function children(s: Stage) {
  await s.api('pool.create', { name: 'children' });
  await s.deploy('part', 'children', { retries: 0 });
  return s.agent('child robot', 'children');
}

const finish = async (s: Stage, order: Parameters<typeof FakeRun.open>[1], output: number) => {
  const supervisor = await FakeRun.open(s.url, order, 'supervisor');
  await supervisor.report(
    { kind: 'output', value: output },
    { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 },
  );
  supervisor.close();
};

t('J30: a run starts a job, an agent takes it, and its end answers the run', () =>
  withScripts(1, async (s) => {
    const agent = await children(s);
    const [script] = s.scripts as [FakeRun];
    const { job } = await script.call('job.start', { deployment: 'part' });
    const waiting = script.call('job.wait', { job: job.id, timeout: -1 });
    const byPerson = s.api('job.wait', { job: job.id, timeout: 60_000 });
    await finish(s, await agent.order(1), 12);
    assert.equal([(await waiting).state, (await waiting).output], ['succeeded', 12]);
    assert.is((await byPerson).output, 12);
    const shown = await s.api('job.show', { job: job.id });
    assert.equal(shown.parent, { job: s.jobs[0], run: script.order.run });
    const above = await s.api('job.show', { job: s.jobs[0]! });
    assert.equal(above.children, [{ id: job.id, deployment: 'part', state: 'succeeded', run: script.order.run }]);
  }),
);

t('S10: a start that is repeated on a new connection gives the first answer, and one job', () =>
  withScripts(1, async (s) => {
    await children(s);
    const [script] = s.scripts as [FakeRun];
    const start = async () => {
      const run = await FakeRun.open(s.url, script.order, 'script', 'the-same-client');
      const answer = await run.call('job.start', { deployment: 'part' });
      run.close();
      return answer;
    };
    assert.equal(await start(), await start());
    assert.is((await s.api('job.list', { deployment: 'part', source: ['run'] })).items.length, 1);
  }),
);

t('J30: a wait that is asked again after a restart of the coordinator is answered', () =>
  withScripts(1, async (s) => {
    const agent = await children(s);
    const [script] = s.scripts as [FakeRun];
    const { job } = await script.call('job.start', { deployment: 'part' });
    const order = await agent.order(1);
    const lost = refusalOf(script.call('job.wait', { job: job.id, timeout: -1 }));
    await reached(script);
    await s.restart();
    assert.is((await lost).code, 'Unavailable');
    const after = await s.again(script);
    const waiting = after.call('job.wait', { job: job.id, timeout: -1 });
    await reached(after);
    await finish(s, order, 7);
    assert.is((await waiting).output, 7);
  }),
);

t('P14: a person who waits over HTTP is told when the coordinator stops, and is not answered with nothing', () =>
  withScripts(1, async (s) => {
    const waiting = refusalOf(s.api('job.wait', { job: s.jobs[0]!, timeout: 60_000 }));
    await until('the wait stands', () => (s.coordinator as RunningCoordinator).inside.waits.size === 1);
    await s.restart();
    assert.is((await waiting).code, 'Unavailable');
  }),
);

t('P11: a wait leaves with its connection, its run and its time', () =>
  withScripts(2, async (s) => {
    await children(s);
    const [one, two] = s.scripts as [FakeRun, FakeRun];
    const waits = () => (s.coordinator as RunningCoordinator).inside.waits.size;
    const child = async (script: FakeRun) => (await script.call('job.start', { deployment: 'part' })).job.id;
    const timed = refusalOf(one.call('job.wait', { job: await child(one), timeout: 20 }));
    assert.is((await timed).code, 'JobTimeout');
    assert.is(waits(), 0);
    void refusalOf(one.call('job.wait', { job: await child(one), timeout: -1 }));
    await reached(one);
    assert.is(waits(), 1);
    one.close();
    await until('the waiter of the closed connection is gone', () => waits() === 0);
    const ended = refusalOf(two.call('job.wait', { job: await child(two), timeout: -1 }));
    await reached(two);
    await s.supervisors[1]!.report({ kind: 'ended', state: 'failed', reason: 'script-error', exitCode: 1 });
    assert.is((await ended).code, 'RunEnded');
    assert.is(waits(), 0);
  }),
);

t('J30: a hundred runs that wait for one job are all answered by its end', () =>
  withScripts(1, async (s) => {
    const agent = await children(s);
    const [script] = s.scripts as [FakeRun];
    const { job } = await script.call('job.start', { deployment: 'part' });
    const order = await agent.order(1);
    const all = Array.from({ length: 100 }, () => script.call('job.wait', { job: job.id, timeout: -1 }));
    await reached(script);
    await finish(s, order, 3);
    assert.equal(new Set((await Promise.all(all)).map(({ output }) => output)), new Set([3]));
  }),
);

t('J26: a cancel that was asked while the supervisor was away is told at its next hello', () =>
  withScripts(1, async (s) => {
    const [first] = s.supervisors as [FakeRun];
    first.close();
    await s.api('job.cancel', { job: s.jobs[0]! });
    const back = await FakeRun.open(s.url, first.order, 'supervisor');
    const { params } = await back.socket.notice('run.cancel');
    assert.equal(params, { run: first.order.run, epoch: first.order.epoch, reason: 'cancelled', graceMs: 10_000 });
    back.close();
  }),
);

t.run();
