/** From an empty folder to a job's result, as a user types it: packages, deployments, runs and jobs on the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail, JobView, LogLine } from '../../protocol/shapes.ts';
import type { DeploymentView, PackageView } from '../../protocol/shapes-fleet.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: work');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
});
t.after(() => fleet.stop());

const { devDependencies: ours } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  devDependencies: { puppeteer: string };
};

const runJob = async (...args: string[]) => (await fleet.gantry('run', ...args, '--json')).json<JobDetail[]>()[0]!;

t.within(120_000, 'init makes packages that run as they are: node and shell', async () => {
  for (const template of ['node', 'shell']) {
    const name = `first-${template}`;
    const made = await fleet.ok('init', name, '--template', template);
    for (const next of ['gantry publish', 'gantry deploy', 'gantry run']) assert.match(made.out, next);
    await fleet.ok('publish', name);
    await fleet.ok('deploy', name, '--package', name, '--pool', 'all', '--recording', 'never');
    const job = await runJob(name, '--param', 'who=Anna', '--retries', '0');
    assert.is(job.state, 'succeeded', `${template}: ${job.message}`);
    assert.equal(job.output, { greeted: 'Anna' });
  }
  const again = await fleet.gantry('init', 'first-node');
  assert.is.not(again.code, 0);
  assert.match(again.err, 'not empty');
});

t.within(120_000, 'init --template browser works a queue with a real browser', async () => {
  const made = await fleet.ok('init', 'Second Browser!', '--template', 'browser');
  assert.match(made.out, "npm install --prefix 'Second Browser!'\n");
  assert.match(made.out, 'gantry queue create second-browser\n');
  const { dependencies } = JSON.parse(readFileSync(join(fleet.folder, 'Second Browser!', 'package.json'), 'utf8'));
  assert.is(dependencies['puppeteer-core'], `^${ours.puppeteer}`);
  // Not installed here, as tests reach nothing outside; robots find the one of this checkout.
  assert.match((await fleet.ok('publish', 'Second Browser!')).err, 'package.json needs puppeteer-core, not found in');
  await fleet.ok('queue', 'create', 'second-browser');
  await fleet.ok('queue', 'add', 'second-browser', JSON.stringify({ url: `${fleet.url}/healthz` }), '{}');
  await fleet.ok('deploy', 'second-browser', '--pool', 'all');
  const job = await runJob('second-browser', '--retries', '0');
  assert.is(job.state, 'succeeded', job.message);
  assert.equal(job.output, { done: 1 });
  const shown = (await fleet.ok('job', 'show', job.id)).out;
  assert.match(shown, 'resources: 1 processed, 1 failed');
  assert.match(shown, /second-browser .*the item has no url/);
  const { queue } = await fleet.json<{ queue: { counts: object } }>('queue', 'show', 'second-browser');
  assert.equal(queue.counts, { new: 0, in_progress: 0, processed: 1, error: 1 });
});

t('J2: packing twice gives the same archive, also from files touched in between', async () => {
  const folder = fleet.packageFolder('packed', { 'main.mjs': '1', 'a.txt': 'a' });
  const first = await fleet.json<{ sha256: string; files: number }>('pack', folder, '--out', 'one.tgz');
  writeFileSync(join(folder, 'a.txt'), 'a');
  const second = await fleet.json<{ sha256: string }>('pack', folder, '--out', 'two.tgz');
  assert.is(first.files, 3);
  assert.is(second.sha256, first.sha256);
  assert.equal(readFileSync(join(fleet.folder, 'one.tgz')), readFileSync(join(fleet.folder, 'two.tgz')));
  assert.match((await fleet.ok('pack', folder, '--out', 'one.tgz')).out, first.sha256);
});

t('J3: publishing the same content again is a no-op, other content under the same version is refused', async () => {
  const folder = fleet.packageFolder('immutable', { 'main.mjs': 'console.log(1)' }, { title: 'Never changes' });
  assert.match((await fleet.ok('publish', folder)).out, 'published immutable 1.0.0');
  assert.match((await fleet.ok('publish', folder)).out, 'nothing to do');
  writeFileSync(join(folder, 'main.mjs'), 'console.log(2)');
  const changed = await fleet.gantry('publish', folder);
  assert.is.not(changed.code, 0);
  assert.match(changed.err, /immutable 1\.0\.0/);
  assert.match(changed.err, /version/);
  const listed = await fleet.json<PackageView[]>('package', 'ls');
  const versions = listed.find((p) => p.name === 'immutable')!.versions;
  assert.is(versions.length, 1);
  const { sha256 } = await fleet.json<{ sha256: string }>('pack', folder, '--out', 'changed.tgz');
  assert.is.not(versions[0]!.sha256, sha256);
  assert.match((await fleet.ok('package', 'ls')).out, /immutable +1\.0\.0/);
});

const ECHO = `import { robot } from 'gantry';
robot.log.info('working');
console.log(JSON.stringify(robot.params));
if (robot.params.fail) throw new Error('told to fail');
robot.output(robot.params);`;
const ECHO_PARAMS = [
  { name: 'text', type: 'text', default: 'x' },
  { name: 'n', type: 'number' },
  { name: 'fail', type: 'boolean', default: false },
];

t.within(120_000, 'deploy creates, then changes the deployment of that name and leaves the rest', async () => {
  await fleet.ok('publish', fleet.packageFolder('echo', { 'main.mjs': ECHO }, { parameters: ECHO_PARAMS }));
  const created = await fleet.ok('deploy', 'Echo', '--package', 'echo', '--pool', 'all', '--param', 'text=kept');
  assert.match(created.out, 'created Echo');
  const fields = ['--retries', '0', '--priority', '3000', '--recording', 'never', '--timeout', '2m'];
  assert.match((await fleet.ok('deploy', 'echo', ...fields, '--param', 'n=5')).out, 'changed Echo');
  const [now] = (await fleet.json<DeploymentView[]>('deployment', 'ls')).filter((d) => d.name === 'Echo');
  assert.equal(now!.params, { text: 'kept', n: 5 });
  const { retries, priority, recording, timeoutMs, pool, version } = now!;
  assert.equal([retries, priority, recording, timeoutMs, pool, version], [0, 3000, 'never', 120_000, 'all', 'latest']);
  assert.match((await fleet.ok('deployment', 'ls')).out, /Echo +echo +latest +pool all +0 +3000/);
});

t.within(120_000, 'run follows the log live; the exit code is the result', async () => {
  const good = await fleet.gantry('run', 'Echo');
  assert.is(good.code, 0, good.err);
  assert.match(good.out, /info +script +working/);
  assert.match(good.out, /stdout +\{"text":"kept","n":5,"fail":false\}/);
  assert.match(good.err, 'succeeded');
  const bad = await fleet.gantry('run', 'Echo', '--param', 'fail=true');
  assert.is(bad.code, 1);
  assert.match(bad.err, 'told to fail');
  const [deployment] = (await fleet.json<DeploymentView[]>('deployment', 'ls')).filter((d) => d.name === 'Echo');
  assert.equal(deployment!.params, { text: 'kept', n: 5 }, 'J17: a run changes nothing of its deployment');
});

t.within(120_000, 'J20: run --key twice gives the same job, and it runs once', async () => {
  const first = await runJob('Echo', '--key', 'once');
  const second = await runJob('Echo', '--key', 'once');
  assert.is(second.id, first.id);
  assert.is(second.runs.length, 1);
});

t.within(120_000, 'job ls, show, cancel and log: a detached job is watched and stopped', async () => {
  const script = `console.log('ready'); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);`;
  await fleet.deployPackage('sleeper', { 'main.mjs': script });
  const job = (await fleet.ok('run', 'sleeper', '--detach', '--recording', 'never')).out;
  assert.match(job, /^j_\w+$/);
  const ready = async () => (await fleet.gantry('job', 'log', job)).out.includes('ready');
  await until('the script has started', ready);
  const second = (await fleet.ok('run', 'sleeper', '--detach')).out;
  const why = await fleet.ok('job', 'show', second);
  assert.match(why.out, 'Waiting:');
  assert.match(why.out, /desk-1 .*\b(busy|run)/, 'J32: which robot, and why not');
  const follower = fleet.launch(['job', 'log', job, '--follow']);
  assert.match((await fleet.ok('job', 'cancel', second)).out, 'cancelled');
  assert.match((await fleet.ok('job', 'cancel', job)).out, 'asked to stop');
  assert.is(await follower.exit, 0);
  assert.match(follower.out, /stdout +ready/);
  assert.match(follower.err, 'cancelled');
  const shown = await fleet.json<JobDetail>('job', 'show', job);
  assert.equal([shown.state, shown.runs.length, shown.runs[0]!.state], ['cancelled', 1, 'cancelled']);
  const listed = await fleet.json<JobView[]>('job', 'ls', '--state', 'cancelled', '--deployment', 'sleeper');
  assert.equal(listed.map((j) => j.id).sort(), [job, second].sort());
  assert.match((await fleet.ok('job', 'ls')).out, job);
  const lines = await fleet.json<LogLine[]>('job', 'log', job, '--follow');
  assert.ok(
    lines.some((l) => l.text === 'ready'),
    '--json is JSON with --follow, too',
  );
});

t('deployment rm, and package ls says who uses what', async () => {
  const listed = await fleet.json<PackageView[]>('package', 'ls');
  assert.equal(listed.find((p) => p.name === 'echo')!.versions[0]!.usedBy, ['Echo']);
  await fleet.ok('deploy', 'Gone', '--package', 'echo', '--robot', 'desk-1');
  assert.match((await fleet.ok('deployment', 'rm', 'Gone')).out, 'deleted Gone');
  const run = await fleet.gantry('run', 'Gone');
  assert.is(run.code, 4);
  assert.match(run.err, /DeploymentNotFound.*Gone/);
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
