/** `gantry bench` as a user runs it, with few robots; how it climbs, and that it blames the right part. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { bounds, nextRobots, type Tried } from '../../bin/bench/ramp.ts';
import { type StepResult, whatGaveOut } from '../../bin/bench/verdict.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('gantry bench');
const LIMIT_MS = 240_000;
const made: Installation[] = [];
const noted = (here: Installation): Installation => {
  made.push(here);
  return here;
};
t.after(() => Promise.all(made.map((here) => here.stop())));

interface Printed {
  held: number;
  gaveOut: string | null;
  leftOut: string[];
  load: Record<string, number>;
  steps: StepResult[];
}

/** Nothing of it is left in the data folder of the account. */
const folders = (here: Installation) => {
  try {
    return readdirSync(join(here.folder, 'data', 'gantry')).filter((name) => name.startsWith('bench-'));
  } catch {
    return []; // the folder was not even made
  }
};

t.within(
  LIMIT_MS,
  'three robots at a coordinator of its own: figures for people and for machines, nothing left',
  async () => {
    const here = noted(new Installation());
    const ran = await here.run(['bench', '--robots', '3', '--seconds', '4', '--json']);
    assert.is(ran.code, 0, ran.err);
    const { steps, load, held, gaveOut } = ran.json<Printed>();
    assert.is(load['log lines'], 40);
    assert.is(steps.length, 1);
    const [step] = steps;
    assert.is(step!.robots, 3);
    assert.ok(step!.perSecond > 0 && step!.p50 > 0 && step!.p99 >= step!.p50, JSON.stringify(step));
    assert.equal(step!.failed, {}, 'no request is refused');
    assert.ok(step!.coordinator!.cpu > 0 && step!.clientCpu > 0);
    assert.is(held, step!.held ? 3 : 0);
    assert.is(gaveOut === null, step!.held);
    assert.equal(folders(here), []);
  },
);

t.within(LIMIT_MS, 'at a coordinator that runs it warns, and takes away what it made', async () => {
  const here = noted(await Installation.start());
  const ran = await here.run(['bench', '--url', here.url, '--token', here.token, '--robots', '3', '--seconds', '1']);
  assert.is(ran.code, 0, ran.err);
  assert.match(ran.err, 'WARNING');
  assert.not.match(ran.err, 'left behind');
  assert.match(ran.out, /3 robots are (not )?held at p99 below 100 ms/);
  assert.equal((await here.api.call('robot.list', {})).items, []);
  assert.equal((await here.api.call('deployment.list', {})).items, []);
  assert.equal((await here.api.call('queue.list', {})).items, []);
  assert.equal(
    (await here.api.call('pool.list', {})).items.map(({ name }) => name),
    ['all'],
  );
});

t.within(LIMIT_MS, 'Ctrl+C ends its processes and takes its folder away', async () => {
  const here = noted(new Installation());
  const program = here.launch(['bench', '--robots', '2', '--seconds', '600']);
  await until('it has a folder', () => folders(here).length > 0 || program.process.exitCode !== null, LIMIT_MS);
  program.process.kill('SIGINT');
  assert.is(await program.exit, 130, program.err);
  assert.equal(folders(here), []);
});

t('wrong options are refused with their names; a wrong token before anything is made', async () => {
  const here = noted(await Installation.start());
  for (const wrong of [
    ['--robots', '0'],
    ['--seconds', 'many'],
    ['--limit', 'soon'],
    ['--processes', '65'],
  ]) {
    const ran = await here.run(['bench', ...wrong]);
    assert.is(ran.code, 1);
    assert.match(ran.err, wrong[0]!);
  }
  const stranger = await here.run(['bench', '--url', here.url, '--token', 'nobody', '--robots', '1']);
  assert.is(stranger.code, 3, stranger.err);
  assert.equal((await here.api.call('pool.list', {})).items.length, 1);
});

t('doubles while robots are held, then halves the gap until it is a tenth', () => {
  const asked: number[] = [];
  const tried: Tried[] = [];
  for (;;) {
    const next = nextRobots(tried, { first: 100, most: 9_000 });
    if (next === undefined) break;
    asked.push(next);
    tried.push({ robots: next, held: next <= 1_234 });
  }
  assert.equal(asked.slice(0, 5), [100, 200, 400, 800, 1_600]);
  const { held, tooMany } = bounds(tried);
  assert.ok(held <= 1_234 && tooMany > 1_234 && tooMany - held <= held * 0.1, `${held} and ${tooMany}`);
});

t('ends where everything is held or nothing is', () => {
  assert.is(nextRobots([{ robots: 500, held: true }], { first: 100, most: 500 }), undefined);
  assert.is(nextRobots([{ robots: 400, held: true }], { first: 100, most: 500 }), 500);
  assert.is(nextRobots([{ robots: 8, held: false }], { first: 8, most: 500 }), 4);
  assert.is(nextRobots([{ robots: 1, held: false }], { first: 8, most: 500 }), undefined);
  assert.is(nextRobots([], { first: 100, most: 50 }), 50);
});

const slow: StepResult = {
  ...{ robots: 900, perSecond: 950, wanted: 960, p50: 20, p99: 180, failed: {}, cores: 4, machine: 0.6, held: false },
  ...{ clientCpu: 0.6, clientLoopMs: 3, clients: 2 },
  coordinator: { cpu: 1.2, mainCpu: 0.95, busy: 0.98, loopMs: 90, resident: 1e8 },
};
const server = (change: Partial<NonNullable<StepResult['coordinator']>>) => ({ ...slow.coordinator!, ...change });

t('blames the part whose time is used up', () => {
  const cases: [Partial<StepResult>, RegExp][] = [
    [{}, /coordinator’s CPU/],
    [{ coordinator: server({ mainCpu: 0.3 }) }, /^the disk/],
    [{ coordinator: server({ busy: 0.5 }), clientCpu: 1.9 }, /^the load generator itself/],
    [{ coordinator: server({ busy: 0.5 }), machine: 0.97, clientCpu: 1.5 }, /^the CPUs of this machine/],
    [{ coordinator: server({ cpu: 0.2, mainCpu: 0.2 }), machine: 0.99, clientCpu: 0.1 }, /^other programs/],
    [{ coordinator: server({ busy: 0.5 }), clientLoopMs: 70 }, /^the load generator itself/],
    [{ coordinator: server({ busy: 0.5 }) }, /^nothing was used up/],
    [{ failed: { Unavailable: 3 } }, /3 × Unavailable/],
    [{ p99: 20, perSecond: 500, coordinator: server({ busy: 0.5 }) }, /460 requests\/s less/],
  ];
  for (const [change, expected] of cases) assert.match(whatGaveOut({ ...slow, ...change }), expected);
  const { coordinator: _, ...elsewhere } = slow;
  assert.match(whatGaveOut(elsewhere), /^the coordinator or the way to it/);
});

t.run();
