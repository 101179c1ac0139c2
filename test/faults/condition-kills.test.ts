/** kill -9 of the coordinator while many add work: a launch condition never has a job too many, and all gets done (Q52). */
import { randomInt } from 'node:crypto';
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { kill } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('launch conditions and kill -9');
const long = process.env.GANTRY_LONG === '1';
const ROUNDS = long ? 20 : 2;
const ADDERS = 4;
const MAX_JOBS = 2;
/** ms for the rest of the work of all rounds. */
const DONE_LIMIT_MS = 120_000;
const seed = Number(process.env.GANTRY_SEED ?? randomInt(2 ** 31));
let fleet: Installation;

const WORKER = `
import { robot } from 'gantry';
await robot.queue('work').each(() => {}, { lock: 'both' });
`;

t.before(async () => {
  process.stdout.write(`seed ${seed} (GANTRY_SEED)\n`);
  fleet = await Installation.start(['desk-1']);
  await fleet.deployPackage('worker', { 'main.mjs': WORKER });
  await fleet.ok('deploy', 'worker', '--recording', 'never');
  await fleet.ok('queue', 'create', 'work');
  const numbers = ['--max-jobs', String(MAX_JOBS), '--one-per', '1', '--count-abandoned'];
  await fleet.ok('condition', 'set', 'work', '--deployment', 'worker', ...numbers);
});
t.after(() => fleet.stop());

const openJobs = async () => (await fleet.api.call('job.list', { limit: 500 })).items.filter((job) => !job.ended);
const queue = () => fleet.api.call('queue.show', { queue: 'work' });

/** Adds until nobody answers any more; how many adds were acknowledged. */
async function addUntilKilled(onAdded: () => void): Promise<number> {
  for (let added = 0; ; added++) {
    try {
      await fleet.api.call('resource.add', { queue: 'work', value: added });
    } catch {
      return added; // killed: what was under way may be there or not
    }
    onAdded();
  }
}

t.within((ROUNDS * 60 + 120) * 1_000, 'Q52: never more jobs than the maximum, and nothing is left lying', async () => {
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let left = 20 + ((seed >>> (round % 24)) % 60);
    const coordinator = fleet.coordinator!;
    const killed = () => {
      if (--left === 0) kill(coordinator.process.pid!);
    };
    const counts = await Promise.all(Array.from({ length: ADDERS }, () => addUntilKilled(killed)));
    acknowledged += counts.reduce((sum, n) => sum + n, 0);
    await coordinator.exit;
    await fleet.startCoordinator();
    assert.ok((await openJobs()).length <= MAX_JOBS, `round ${round}`);
  }
  const done = await until(
    'everything is processed',
    async () => {
      assert.ok((await openJobs()).length <= MAX_JOBS);
      const view = await queue();
      return view.counts.processed === view.total ? view : undefined;
    },
    DONE_LIMIT_MS,
  );
  assert.ok(done.total >= acknowledged, `${done.total} are there of ${acknowledged} acknowledged`);
  assert.ok(done.total <= acknowledged + ROUNDS * ADDERS, 'and at most one more for each adder that was cut off');
  assert.equal([done.waiting, done.abandoned], [0, 0]);
  const all = (await fleet.api.call('job.list', { limit: 500 })).items;
  assert.ok(all.every((job) => job.source === 'launch condition'));
});

t.run();
