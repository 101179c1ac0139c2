/** How idle robots and waiting jobs are brought together (J25): as many robots are asked as jobs wait, and all if need be. */
import * as assert from 'uvu/assert';
import { parseManifest } from '../../protocol/manifest.ts';
import { Depot } from '../model/support/depot.ts';
import { suite } from '../support/suite.ts';

const t = suite('bringing robots and jobs together');
const ROBOTS = Array.from({ length: 20 }, (_, n) => `robot ${String(n).padStart(2, '0')}`);

/** Twenty idle robots in a pool, of which the last one has the label `gpu`; what `robot.dispatch` came to is noted. */
async function setUp() {
  const offered: boolean[] = [];
  const depot = await Depot.open('memory', async ({ verb }, outcome) => {
    if (verb === 'robot.dispatch' && outcome.kind === 'ok') offered.push('run' in (outcome.result as object));
  });
  for (const [name, labels] of [
    ['plain', []],
    ['choosy', ['gpu']],
  ] as const) {
    const manifest = parseManifest({ name, version: '1.0.0', command: ['node', 'main.js'], needs: { labels } });
    await depot.system('version.added', {
      manifest,
      sha256: name[0]!.repeat(64),
      content: '0'.repeat(64),
      bytes: 1,
      user: depot.user,
    });
  }
  await depot.ask('pool.create', { name: 'all' });
  for (const name of ROBOTS) await depot.enrol(name, name === ROBOTS.at(-1) ? ['gpu'] : [], 'all');
  for (const name of ['plain', 'choosy']) await depot.ask('deployment.create', { name, package: name, pool: 'all' });
  for (const name of ROBOTS) await depot.hello(depot.machines.get(name)!, []);
  await depot.settle();
  offered.length = 0;
  const run = async (deployment: string, times = 1) => {
    await Promise.all(Array.from({ length: times }, () => depot.ask('job.run', { deployment })));
    await depot.settle();
  };
  return { depot, offered, run };
}

t('J25: for one job one robot is asked, however many are idle', async () => {
  const { depot, offered, run } = await setUp();
  await run('plain');
  assert.equal(offered, [true]);
  await depot.close();
});

t('J25: each of many jobs is offered, and nobody is asked in vain', async () => {
  const { depot, offered, run } = await setUp();
  await run('plain', 12);
  assert.is(offered.filter(Boolean).length, 12);
  assert.is(offered.length, 12);
  await depot.close();
});

t('J32: a job that one robot alone can do finds it behind those that cannot', async () => {
  const { depot, offered, run } = await setUp();
  await run('choosy');
  assert.is(offered.filter(Boolean).length, 1);
  const { offers } = depot.machines.get(ROBOTS.at(-1)!)!;
  assert.is(offers.length, 1);
  await depot.close();
});

t('J25: more jobs than robots leave no robot idle', async () => {
  const { depot, offered, run } = await setUp();
  await run('plain', 30);
  assert.is(offered.filter(Boolean).length, ROBOTS.length);
  await depot.close();
});

t.run();
