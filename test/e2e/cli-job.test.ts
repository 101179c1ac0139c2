/** `gantry job …` and `gantry why`, as a user types them, with a real coordinator and a real agent (J20, J26, J30–J33). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail, JobView } from '../../protocol/shapes.ts';
import type { WhyJob, WhyResource } from '../../protocol/shapes-job.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: jobs');
let fleet: Installation;

const WORK = `import { robot } from 'gantry';
await robot.step('count the rows', async () => console.log('counting'));
if (robot.params.fail) throw new Error('the shop was closed');
if (robot.params.large) robot.output('x'.repeat(1024 * 1024));
if (robot.params.hang) await new Promise((resolve) => { setInterval(() => {}, 1000); robot.signal.addEventListener('abort', resolve); });
robot.output({ text: robot.params.text, rows: 12 });
if (robot.params.hang) process.exit(0);`;
const PARENT = `import { robot } from 'gantry';
const job = await robot.startJob('work', { text: 'from the parent' }, { robot: 'desk-2' });
robot.output({ child: job.id, got: await job.wait() });`;
const flag = (name: string) => ({ name, type: 'boolean', default: false });

t.before(async () => {
  fleet = await Installation.start(['desk-1', 'desk-2']);
  const parameters = [{ name: 'text', type: 'text', default: 'x' }, flag('fail'), flag('hang'), flag('large')];
  await fleet.ok('publish', fleet.packageFolder('work', { 'main.mjs': WORK }, { parameters, stopGrace: 5_000 }));
  await fleet.ok('deploy', 'work', '--package', 'work', '--pool', 'all', '--retries', '0', '--recording', 'never');
});
t.after(async () => {
  await fleet.stop();
});

t.within(240_000, 'J33: job run --wait prints the output alone; the exit code is the result', async () => {
  const good = await fleet.gantry('job', 'run', 'work', '--param', 'text=a', '--wait');
  assert.equal([good.code, good.json()], [0, { text: 'a', rows: 12 }]);
  assert.is(good.err, '');
  const bad = await fleet.gantry('job', 'run', 'work', '--param', 'fail=true', '--wait');
  assert.equal([bad.code, bad.json()], [1, null]);
  assert.match(bad.err, /failed: script-error: .*the shop was closed/);
});

t.within(240_000, 'J33: an output over 1 MiB is refused at the script, in words', async () => {
  const ran = await fleet.gantry('job', 'run', 'work', '--param', 'large=true', '--wait');
  assert.is(ran.code, 1);
  assert.match(ran.err, 'output(value): must be at most 1 MiB as JSON; attach a file instead');
});

t.within(
  120_000,
  'job run takes parameters from a file, --param over them, and --watch shows log and steps',
  async () => {
    const file = join(fleet.folder, 'params.json');
    writeFileSync(file, JSON.stringify({ text: 'file', fail: true }));
    const ran = await fleet.gantry('job', 'run', 'work', '--params-file', file, '--param', 'fail=false', '--watch');
    assert.is(ran.code, 0, ran.err);
    assert.match(ran.out, '▸ count the rows');
    assert.match(ran.out, /stdout +counting/);
    const [job] = await fleet.json<JobView[]>('job', 'ls', '--limit', '1');
    assert.equal(job!.output, { text: 'file', rows: 12 });
    const broken = await fleet.run(['job', 'run', 'work', '--params-file', '-'], { input: '[1]' });
    assert.is(broken.code, 2);
    assert.match(broken.err, '--params-file -: must be a JSON object');
    assert.match(
      (await fleet.gantry('job', 'run', 'work', '--params-file', 'none.json')).err,
      '--params-file none.json',
    );
  },
);

t.within(240_000, 'J20: job run --key says that the job existed', async () => {
  const first = await fleet.ok('job', 'run', 'work', '--key', 'once');
  const second = await fleet.ok('job', 'run', 'work', '--key', 'once', '--param', 'text=other');
  assert.is(second.out, first.out);
  assert.match(second.err, 'the key once was used before');
});

t.within(
  120_000,
  'J26: Ctrl+C in --watch leaves the job running and says how to stop it; cancelled is exit code 6',
  async () => {
    const watching = fleet.launch(['job', 'run', 'work', '--param', 'hang=true', '--watch']);
    await until('the log is shown', () => watching.out.includes('counting'));
    watching.process.kill('SIGINT');
    assert.is(await watching.exit, 130);
    const [, id = ''] = /the job goes on; to stop: gantry job cancel (j_\w+)/.exec(watching.err) ?? [];
    assert.is((await fleet.json<JobDetail>('job', 'show', id)).state, 'running');
    const waiting = fleet.launch(['job', 'run', 'work', '--param', 'hang=true', '--key', 'second', '--wait']);
    const second = async () =>
      (await fleet.json<JobView[]>('job', 'ls', '--state', 'running')).find((j) => j.id !== id);
    const other = await until('the second one runs', second);
    const both = await fleet.ok('job', 'cancel', id, other.id);
    assert.match(both.err, 'cancel: 2 jobs; running ones have their grace to stop');
    assert.is(await waiting.exit, 6);
    assert.match(waiting.err, `${other.id} cancelled`);
  },
);

t.within(
  240_000,
  '--wait goes on when the coordinator is restarted; J26: a cancel right after it reaches the run',
  async () => {
    const waiting = fleet.launch(['job', 'run', 'work', '--param', 'hang=true', '--robot', 'desk-1', '--wait']);
    const running = async () => (await fleet.api.call('job.list', { state: 'running' })).items[0];
    const { id } = await until('the job runs', running);
    const said = async () => (await fleet.api.call('job.show', { job: id })).runs[0]?.lines;
    await until('its script has begun', said);
    fleet.coordinator!.process.kill('SIGTERM');
    await fleet.coordinator!.exit;
    await fleet.startCoordinator();
    await fleet.api.call('job.cancel', { job: id });
    assert.is(await waiting.exit, 6, waiting.err);
    assert.match(waiting.err, `${id} cancelled`);
  },
);

t.within(240_000, 'J30: a script starts a job on another robot and gets its output; both sides show it', async () => {
  await fleet.deployPackage('parent', { 'main.mjs': PARENT });
  const ran = await fleet.gantry('job', 'run', 'parent', '--robot', 'desk-1', '--wait');
  assert.is(ran.code, 0, ran.err);
  const { child, got } = ran.json<{ child: string; got: unknown }>();
  assert.equal(got, { text: 'from the parent', rows: 12 });
  const shown = await fleet.json<JobDetail>('job', 'show', child);
  assert.equal([shown.source, shown.by.name, shown.robot], ['run', 'desk-1', 'desk-2']);
  assert.match((await fleet.ok('job', 'show', child)).out, `started by the job ${shown.parent!.job}`);
  assert.match((await fleet.ok('job', 'show', shown.parent!.job)).out, `started ${child}  work`);
});

t.within(240_000, 'J32: why names each robot and what would start the job; of a resource, too', async () => {
  await fleet.ok('robot', 'pause', 'desk-1');
  await fleet.ok('robot', 'pause', 'desk-2');
  const first = (await fleet.ok('job', 'run', 'work', '--priority', '9')).out;
  const job = (await fleet.ok('job', 'run', 'work', '--priority', '8')).out;
  const why = await fleet.ok('why', job);
  assert.match(why.out, /Waiting: waits for a robot of the pool all/);
  assert.match(why.out, 'Starts when desk-1 or desk-2 is resumed');
  assert.match(why.out, 'Before it: 1 of a larger priority, or older');
  assert.match(why.out, /desk-2 +paused by/);
  assert.is((await fleet.ok('job', 'why', job)).out, why.out);
  assert.equal((await fleet.json<WhyJob>('why', first)).waiting!.before, { count: 0, atLeast: false });
  await fleet.ok('queue', 'create', 'invoices');
  await fleet.ok('queue', 'add', 'invoices', '1');
  const { id } = (await fleet.api.call('resource.list', { queue: 'invoices' })).items[0]!;
  assert.match((await fleet.ok('why', id)).out, 'free: any run that takes from the queue gets it');
  assert.is((await fleet.json<WhyResource>('why', id)).free, true);
  const wrong = await fleet.gantry('why', 'work');
  assert.is(wrong.code, 2);
  assert.match(wrong.err, 'neither a job (j_…) nor a resource (i_…)');
  assert.is((await fleet.gantry('why', 'j_none')).code, 4);
  await fleet.ok('job', 'cancel', first, job);
});

t.within(240_000, 'J31: by filter: preview, priority, cancel, again; nothing without a filter or a yes', async () => {
  const ids = [];
  for (const text of ['a', 'b', 'c']) ids.push((await fleet.ok('job', 'run', 'work', '--param', `text=${text}`)).out);
  const filter = ['--deployment', 'work', '--state', 'queued'];
  const nothing = await fleet.gantry('job', 'cancel');
  assert.is(nothing.code, 2);
  assert.match(nothing.err, 'name some, or a filter (--help), or --everything');
  const unsure = await fleet.gantry('job', 'cancel', ...filter);
  assert.match(unsure.err, '3 jobs, such as:');
  assert.match(unsure.err, 'say --yes if you are sure; nothing was changed');
  assert.match((await fleet.gantry('job', 'cancel', ids[0]!, ...filter)).err, 'name jobs or give a filter, not both');
  assert.match((await fleet.ok('job', 'priority', '77', ids[0]!)).out, 'priority 77');
  assert.match((await fleet.ok('job', 'priority', '4000', ...filter, '--yes')).err, 'set the priority to 4000: 3 jobs');
  const listed = await fleet.json<JobView[]>('job', 'ls', ...filter, '--priority-from', '4000', '--oldest');
  assert.equal(
    listed.map((job) => job.id),
    ids,
  );
  assert.match((await fleet.ok('job', 'cancel', ...filter, '--yes')).err, 'cancel: 3 jobs');
  const again = await fleet.ok('job', 'again', ...ids);
  assert.is(again.out.split('\n').length, 3);
  assert.match((await fleet.ok('job', 'show', again.out.split('\n')[0]!)).out, `runs ${ids[0]} again`);
  const left = await fleet.gantry('job', 'cancel', ids[0]!, ids[1]!);
  assert.is(left.code, 1);
  assert.match(left.err, `${ids[0]}: left alone: ended already: cancelled`);
  assert.is((await fleet.gantry('job', 'cancel', 'j_none')).code, 4);
  await fleet.ok('job', 'cancel', '--state', 'queued', '--yes');
  await fleet.ok('robot', 'resume', 'desk-1');
  await fleet.ok('robot', 'resume', 'desk-2');
});

t.within(240_000, 'job log takes a run, too', async () => {
  const { runs } = await fleet.json<JobDetail>(
    'job',
    'show',
    (await fleet.ok('job', 'run', 'work', '--key', 'once')).out,
  );
  assert.match((await fleet.ok('job', 'log', runs[0]!.id)).out, 'counting');
  assert.match((await fleet.ok('job', 'log', runs[0]!.id, '--follow')).out, 'counting');
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
