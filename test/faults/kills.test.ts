/** kill -9 of every process in turn, in the middle of runs that work a queue: afterwards the account balances (P6, P7, S10). */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail, LogLine, QueueView, ResourceEvent } from '../../protocol/shapes.ts';
import { Installation } from '../support/installation.ts';
import { kill, processesIn, processesOfRun } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('kill -9');
const long = process.env.GANTRY_LONG === '1';
const ROUNDS = long ? 25 : 1;
const ITEMS = 30;
/** ms for a round: the item's own work is 50 ms, the rest is restarts and retries on a slow machine. */
const ROUND_LIMIT_MS = 90_000;
const seed = Number(process.env.GANTRY_SEED ?? randomInt(2 ** 31));
let fleet: Installation;

/** Each item leaves two lines in the run's log. */
const WORKER = `
import { robot } from 'gantry';
let done = 0;
await robot.queue(robot.params.queue).each(async (item) => {
  console.log('begin ' + item.value);
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log('end ' + item.value);
  done++;
}, { lock: 'both' });
robot.output({ done });
`;

t.before(async () => {
  process.stdout.write(`seed ${seed} (GANTRY_SEED)\n`);
  fleet = await Installation.start(['desk-1']);
  const parameters = [{ name: 'queue', type: 'text', required: true }];
  await fleet.deployPackage('worker', { 'main.mjs': WORKER }, { parameters });
  await fleet.ok('deploy', 'worker', '--recording', 'never', '--retries', '3');
});
t.after(() => fleet.stop());

/** The same numbers for the same seed. */
function* dice(from: number): Generator<number> {
  for (let x = from | 1; ; ) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    yield (x >>> 0) / 2 ** 32;
  }
}
const roll = dice(seed);

interface Round {
  queue: string;
  job: string;
  /** The run that is on, in the middle of its items. */
  run: string;
}

/** A queue with items and a job that works them, at a random point of its work. */
async function begin(name: string): Promise<Round> {
  const queue = `${name}-${Math.floor(roll.next().value * 1e9)}`;
  const { api } = fleet;
  await api.call('queue.create', { name: queue, attemptLimit: 5 });
  const items = Array.from({ length: ITEMS }, (_, n) => ({ value: n, key: `k${n}` }));
  await api.call('resource.addMany', { queue, items });
  const { jobs } = await api.call('job.run', { deployment: 'worker', params: { queue } });
  const job = jobs[0]!.id;
  const after = 1 + Math.floor(roll.next().value * (ITEMS / 2));
  const counts = async () => (await api.call('queue.show', { queue })).counts.processed >= after;
  await until(`${after} items are processed`, counts, ROUND_LIMIT_MS);
  const { runs } = await api.call('job.show', { job });
  return { queue, job, run: runs.at(-1)!.id };
}

async function final(job: string): Promise<JobDetail> {
  const ended = async () => {
    const detail = await fleet.api.call('job.show', { job });
    return detail.ended ? detail : undefined;
  };
  return until(`the job ${job} has ended`, ended, ROUND_LIMIT_MS);
}

/** The account: the job succeeded, each item was processed exactly once, nothing is locked, nothing lives. */
async function balance({ queue, job }: Round): Promise<JobDetail> {
  const detail = await final(job);
  assert.is(detail.state, 'succeeded', detail.message);
  const view: QueueView = await fleet.api.call('queue.show', { queue });
  assert.equal(view.counts, { new: 0, in_progress: 0, processed: ITEMS, error: 0 });
  const { items } = await fleet.api.call('resource.list', { queue, limit: 500 });
  for (const { id, readLock, writeLock } of items) {
    assert.is(readLock ?? writeLock, undefined);
    const { history } = await fleet.api.call('resource.show', { queue, id });
    assert.is(history.filter((e: ResourceEvent) => e.kind === 'processed').length, 1, `${id} is processed once`);
  }
  for (const { id } of detail.runs) await until(`no process of ${id} is alive`, () => processesOfRun(id).length === 0);
  return detail;
}

/** All lines of a run: complete, in order, without duplicates (E3). */
async function wholeLog(run: string): Promise<string[]> {
  const { lines, total } = await fleet.api.call('run.log', { run, from: 1, limit: 2_000 });
  assert.is(lines.length, total);
  assert.equal(
    lines.map((l: LogLine) => l.n),
    lines.map((_, i) => i + 1),
  );
  const said = lines.filter((l) => l.source === 'stdout').map((l) => l.text);
  assert.is(new Set(said).size, said.length, 'no line is there twice');
  return said;
}

const supervisorOf = (run: string) =>
  processesIn(fleet.folder).find((p) => p.command.includes('supervisor/main') && p.command.includes(run));
const clearedAway = (run: string) =>
  assert.not(readdirSync(join(fleet.agentFolder('desk-1'), 'runs')).includes(run), `${run} is cleared away`);

for (let round = 1; round <= ROUNDS; round++) {
  const of = ROUNDS > 1 ? ` (round ${round})` : '';

  t.within(3 * ROUND_LIMIT_MS, `P4: the agent is killed: the run goes on, the next agent finds it${of}`, async () => {
    const it = await begin('agent');
    const { pid } = supervisorOf(it.run)!;
    const agent = fleet.agents.get('desk-1')!;
    agent.process.kill('SIGKILL');
    await agent.exit;
    assert.is(supervisorOf(it.run)?.pid, pid, 'its supervisor goes on');
    await fleet.startAgent('desk-1');
    const { runs } = await balance(it);
    assert.equal(
      runs.map((r) => [r.id, r.state]),
      [[it.run, 'succeeded']],
    );
    const said = await wholeLog(it.run);
    assert.is(said.length, 2 * ITEMS);
    await until('its supervisor has ended', () => !supervisorOf(it.run));
    clearedAway(it.run);
  });

  t.within(
    3 * ROUND_LIMIT_MS,
    `P6, P9: the supervisor is killed: its tree dies, the run is lost and retried${of}`,
    async () => {
      const it = await begin('supervisor');
      kill(supervisorOf(it.run)!.pid);
      await until('its tree is dead', () => processesOfRun(it.run).length === 0);
      const { runs } = await balance(it);
      assert.equal(
        runs.map((r) => r.state),
        ['lost', 'succeeded'],
      );
      assert.is(runs[0]!.reason, 'supervisor-vanished');
      const lines = await fleet.api.call('run.log', { run: it.run, from: 1, limit: 2_000 });
      const begun = lines.lines.filter((l) => l.text.startsWith('begin ')).map((l) => l.text);
      assert.is(new Set(begun).size, begun.length, 'the lost run was spawned once');
    },
  );

  t.within(3 * ROUND_LIMIT_MS, `J22: the script is killed: the run fails, its item comes back${of}`, async () => {
    const it = await begin('script');
    for (const { pid } of processesOfRun(it.run)) kill(pid);
    const { runs } = await balance(it);
    assert.equal(
      runs.map((r) => [r.state, r.reason]),
      [
        ['failed', 'script-error'],
        ['succeeded', 'completed'],
      ],
    );
    assert.is(runs[0]!.signal, 'SIGKILL');
    await wholeLog(it.run);
  });

  t.within(
    3 * ROUND_LIMIT_MS,
    `P2, P7, S10: the coordinator is killed: the run only waits, nothing is lost or done twice${of}`,
    async () => {
      const it = await begin('coordinator');
      const coordinator = fleet.coordinator!;
      coordinator.process.kill('SIGKILL');
      await coordinator.exit;
      assert.ok(supervisorOf(it.run), 'its supervisor goes on');
      await fleet.startCoordinator();
      const { runs } = await balance(it);
      assert.equal(
        runs.map((r) => [r.id, r.state]),
        [[it.run, 'succeeded']],
      );
      assert.equal(runs[0]!.output, { done: ITEMS });
      assert.is((await wholeLog(it.run)).length, 2 * ITEMS);
    },
  );
}

t('every job is final, and no process of a run is alive at the end', async () => {
  const { items } = await fleet.api.call('job.list', { limit: 500 });
  assert.equal([...new Set(items.map((j) => j.state))], ['succeeded']);
  assert.equal(await fleet.stop(), []);
  const left = readdirSync(join(fleet.agentFolder('desk-1'), 'runs')).filter((name) => name.startsWith('r_'));
  assert.equal(left, [], 'what was reported is removed');
  assert.ok(readFileSync(join(fleet.agentFolder('desk-1'), 'agent.json'), 'utf8').includes(fleet.url));
});

t.run();
