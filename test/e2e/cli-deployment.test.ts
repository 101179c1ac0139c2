/** `gantry deployment` and `deploy`, as a user types them (J12–J17). */
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { JobView } from '../../protocol/shapes.ts';
import type { DeploymentDetail } from '../../protocol/shapes-deployment.ts';
import type { DeploymentView } from '../../protocol/shapes-fleet.ts';
import { Installation, type Ran } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: deployments');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  const parameters = [
    { name: 'region', type: 'text', choices: ['eu', 'us'], required: true },
    { name: 'days', type: 'number', default: 3 },
    { name: 'login', type: 'credential' },
  ];
  await fleet.ok('publish', fleet.packageFolder('work', { 'main.mjs': '' }, { parameters }));
  const next = { version: '2.0.0', parameters: [{ name: 'region', type: 'number' }] };
  await fleet.ok('publish', fleet.packageFolder('work', { 'main.mjs': '' }, next));
});
t.after(() => fleet.stop());

const show = (name: string) => fleet.json<DeploymentDetail>('deployment', 'show', name);
function refused(ran: Ran, code: number, ...words: (string | RegExp)[]): void {
  assert.is(ran.code, code, ran.out || ran.err);
  for (const word of words) assert.match(ran.err, word);
}

t.within(240_000, 'create: every field, and its defaults', async () => {
  refused(await fleet.gantry('deployment', 'create', 'none', '--pool', 'all'), 2, '--package NAME');
  refused(
    await fleet.gantry('deployment', 'create', 'none', '--package', 'work'),
    2,
    'pool: name the pool or the robots',
  );
  const made = await fleet.ok('deployment', 'create', 'Plain', '--package', 'work', '--pool', 'all');
  assert.match(made.out, /created Plain: work latest on pool all\nstart it with: gantry run Plain/);
  const plain = await show('plain');
  const { retries, priority, recording, lostAfterMs, whenNoRobot, backoff, timeoutMs, runs, liveJobs, queues } = plain;
  assert.equal(
    [retries, priority, recording, lostAfterMs, whenNoRobot, backoff, timeoutMs, runs, liveJobs, queues],
    [3, 2000, 'always', 300_000, 'wait', { kind: 'none', ms: 0 }, undefined, '2.0.0', 0, []],
  );
  const fields = [
    '--retries',
    '0',
    '--priority',
    '5000',
    '--recording',
    'local',
    '--timeout',
    '2m',
    '--lost-after',
    '1h',
  ];
  const rest = [
    '--backoff',
    '30s',
    '--backoff-kind',
    'exponential',
    '--when-no-robot',
    'cancel',
    '--param',
    'region=eu',
  ];
  const params = ['--param', 'days=5', '--param', 'login={"user":"u","secret":"s"}'];
  const whole = [
    'create',
    'Whole',
    '--package',
    'work',
    '--version',
    '1.0.0',
    '--pool',
    'all',
    ...fields,
    ...rest,
    ...params,
  ];
  const d = await fleet.json<DeploymentView>('deployment', ...whole);
  assert.equal(
    [d.version, d.retries, d.priority, d.recording, d.timeoutMs, d.lostAfterMs, d.backoff, d.whenNoRobot, d.params],
    [
      ...['1.0.0', 0, 5000, 'local', 120_000, 3_600_000],
      ...[{ kind: 'exponential', ms: 30_000 }, 'cancel', { region: 'eu', days: 5, login: '•••' }],
    ],
  );
  refused(await fleet.gantry('deployment', ...whole), 1, 'Conflict', 'already a deployment named "Whole"');
});

t.within(240_000, 'show says it in words: settings, parameters with their values, what depends on it', async () => {
  await fleet.ok('queue', 'create', 'orders');
  await fleet.ok('condition', 'set', 'orders', '--deployment', 'Whole', '--min-waiting', '1000');
  const shown = (await fleet.ok('deployment', 'show', 'Whole')).out;
  for (const words of [
    'Whole: work 1.0.0 on pool all  enabled',
    'retries 0, 30 s apart, doubled each time; priority 5000; recording local',
    'timeout 120 s; lost after 3600 s; when no robot is free: cancel',
    'started by the queues orders',
    /region +text +yes +"eu"/,
    /days +number +no +3 +5/,
    /login +credential +no +"•••"/,
  ])
    assert.match(shown, words);
  assert.match((await fleet.ok('deployment', 'show', 'Plain')).out, 'Plain: work latest, now 2.0.0 on pool all');
  refused(await fleet.gantry('deployment', 'show', 'Nothing'), 4, 'there is no deployment "Nothing"');
});

t.within(
  240_000,
  'set: what is not said stays; --unset takes a value away; a masked credential keeps its value',
  async () => {
    const set = (...args: string[]) => fleet.json<DeploymentView>('deployment', 'set', 'Whole', ...args);
    const d = await set('--backoff', '5s', '--param', 'days=6');
    assert.equal(
      [d.backoff, d.retries, d.params],
      [{ kind: 'exponential', ms: 5_000 }, 0, { region: 'eu', days: 6, login: '•••' }],
    );
    assert.equal((await set('--unset', 'days')).params, { region: 'eu', login: '•••' });
    assert.equal((await set('--backoff', '0s')).backoff, { kind: 'none', ms: 0 });
    assert.is((await set('--rename', 'Whole one')).name, 'Whole one');
    assert.is((await show('Whole one')).priority, 5000);
    await fleet.ok('deployment', 'set', 'Whole one', '--rename', 'Whole');
  },
);

t.within(240_000, 'J12–J14: wrong values are refused by field, and nothing is changed', async () => {
  const set = (...args: string[]) => fleet.gantry('deployment', 'set', 'Whole', ...args);
  const before = await show('Whole');
  refused(await set('--retries', '11'), 1, 'must be a whole number from 0 to 10');
  refused(await set('--priority', '5001'), 1, 'must be a whole number from 0 to 5000');
  refused(await set('--recording', 'sometimes'), 1, 'Allowed choices are never');
  refused(await set('--timeout', 'long'), 1, 'must be a duration');
  refused(await set('--param', 'days=many'), 2, '--param days: "many" is not a number');
  refused(await set('--param', 'region=asia'), 2, 'params.region: must be one of "eu", "us"');
  refused(await set('--param', 'colour=red'), 2, 'params.colour: the package work has no such parameter');
  refused(await set('--pool', 'all', '--robot', 'x'), 2, 'robots: name robots or a pool, not both');
  refused(await set('--pool', 'nowhere'), 4, 'there is no pool "nowhere"');
  refused(await set('--robot', 'nobody'), 4, 'there is no robot "nobody"');
  refused(await set('--version', '9.9.9'), 4, 'has no version 9.9.9; its highest is 2.0.0');
  refused(await set('--version', '2.0.0'), 2, 'params.login: the package work has no such parameter (it has: region)');
  refused(await set('--package', 'nothing'), 4, 'there is no package "nothing"');
  refused(await set('--lost-after', '1s'), 2, 'lostAfterMs');
  assert.equal(await show('Whole'), before);
});

t.within(240_000, 'clone, disable, enable, rm', async () => {
  await fleet.ok('deployment', 'clone', 'Whole', 'Copy');
  const [from, copy] = [await show('Whole'), await show('Copy')];
  for (const d of [from, copy]) Object.assign(d, { id: '', name: '', created: 0, queues: [] });
  assert.equal(copy, from);
  refused(await fleet.gantry('deployment', 'clone', 'Whole', 'copy'), 1, 'already a deployment named "copy"');
  assert.is((await fleet.ok('deployment', 'disable', 'Copy')).out, 'Copy: disabled');
  refused(await fleet.gantry('run', 'Copy', '--detach'), 1, 'is disabled; enable it first');
  await fleet.ok('deployment', 'enable', 'Copy');
  await fleet.ok('deployment', 'set', 'Copy', '--when-no-robot', 'wait');
  const job = (await fleet.ok('run', 'Copy', '--detach')).out;
  refused(
    await fleet.gantry('deployment', 'rm', 'Copy'),
    1,
    `has live jobs, such as ${job}; wait, cancel them, or force`,
  );
  await fleet.ok('deployment', 'rm', 'Copy', '--force');
  const [left] = await fleet.json<JobView[]>('job', 'ls', '--limit', '1');
  assert.equal([left!.id, left!.state, left!.deployment.name, left!.version], [job, 'cancelled', 'Copy', '1.0.0']);
});

t.within(240_000, 'deploy creates and changes, with --version too', async () => {
  assert.match(
    (await fleet.ok('deploy', 'Short', '--package', 'work', '--version', '1.0.0', '--pool', 'all')).out,
    'created Short',
  );
  assert.match(
    (await fleet.ok('deploy', 'short', '--version', 'latest', '--disable')).out,
    'changed Short: work latest',
  );
  assert.equal([(await show('Short')).enabled, (await show('Short')).version], [false, 'latest']);
});

t('completion knows its words and names', async () => {
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'deployment')!.commands;
  assert.equal(
    await words('deployment', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('deployment', 'show', 'Wh'), ['Whole']);
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
