/** Sign-in, robots, pools, queues, help and completion, as a user types them. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { QueueView, ResourceView } from '../../protocol/shapes.ts';
import type { PoolView, RobotView } from '../../protocol/shapes-fleet.ts';
import type { RobotDetail } from '../../protocol/shapes-robot.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: fleet');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start(['desk-1', 'desk-2']);
});
t.after(() => fleet.stop());

t('X1: login by link works once; the kept token is readable by its owner alone', async () => {
  const file = join(fleet.folder, 'config', 'gantry', 'login.json');
  assert.is(statSync(file).mode & 0o777, 0o600);
  const again = await fleet.gantry('login', '--link', fleet.link);
  assert.is(again.code, 3);
  assert.match(again.err, /link/);
  assert.match((await fleet.ok('robot', 'ls')).out, 'desk-1', 'the login that was kept still holds');
});

t('login by password and by token; GANTRY_TOKEN and GANTRY_URL do without a login', async () => {
  await fleet.api.call('user.setPassword', { password: 'correct horse battery' });
  const elsewhere = { XDG_CONFIG_HOME: join(fleet.folder, 'elsewhere') };
  const login = ['login', '--url', fleet.url, '--user', 'admin', '--json'];
  const env = { ...elsewhere, GANTRY_PASSWORD: 'correct horse battery' };
  const byPassword = await fleet.run(login, { env });
  assert.is(byPassword.code, 0, byPassword.err);
  assert.is(byPassword.json<{ user: { role: string } }>().user.role, 'admin');
  const wrong = await fleet.run(login, { env: { ...env, GANTRY_PASSWORD: 'wrong' } });
  assert.is(wrong.code, 3);
  assert.not.match(wrong.err, 'correct horse');

  const { token } = await fleet.api.call('token.create', { name: 'for the test' });
  const byToken = await fleet.run(['login', '--url', fleet.url, '--token', token], { env: elsewhere });
  assert.is(byToken.code, 0, byToken.err);
  assert.not.match(byToken.out + byToken.err, token);
  const nowhere = { XDG_CONFIG_HOME: join(fleet.folder, 'nowhere') };
  const ls = ['robot', 'ls', '--json'];
  const bare = await fleet.run(ls, { env: nowhere });
  assert.is(bare.code, 3);
  assert.match(bare.err, 'gantry login --url');
  const byEnvironment = await fleet.run(ls, { env: { ...nowhere, GANTRY_URL: fleet.url, GANTRY_TOKEN: token } });
  assert.is(byEnvironment.code, 0, byEnvironment.err);
});

t('X2: no list prints a token', async () => {
  const lists = [
    ['robot', 'ls'],
    ['pool', 'ls'],
    ['package', 'ls'],
    ['queue', 'ls'],
    ['job', 'ls'],
    ['deployment', 'ls'],
  ];
  const said = await Promise.all(lists.map((words) => fleet.ok(...words, '--json')));
  for (const { out, err } of said) assert.not.match(out + err, fleet.token);
});

t('robot ls, pause, resume; one that is online is not deleted', async () => {
  const robot = async () => (await fleet.json<RobotView[]>('robot', 'ls')).find((r) => r.name === 'desk-2')!;
  assert.is((await robot()).state, 'idle');
  assert.match((await fleet.ok('robot', 'pause', 'desk-2')).out, 'paused');
  assert.is((await robot()).state, 'paused');
  assert.match((await fleet.ok('robot', 'ls')).out, /desk-2 +paused/);
  const why = await fleet.ok('robot', 'pause', 'desk-2', '--reason', 'new screen on Monday');
  assert.match(why.out, 'desk-2: paused: new screen on Monday');
  assert.match((await fleet.ok('robot', 'ls')).out, /paused by .+: new screen on Monday/);
  assert.match((await fleet.ok('robot', 'pause', '--help')).out, '--reason <text>');
  assert.match((await fleet.ok('__complete', '--', 'robot', 'pause', '--re')).out, '--reason');
  await fleet.ok('robot', 'resume', 'desk-2');
  assert.is((await robot()).state, 'idle');
  const refused = await fleet.gantry('robot', 'rm', 'desk-2');
  assert.is.not(refused.code, 0);
  assert.match(refused.err, /desk-2/);
});

t.within(120_000, 'J8: robot show has state, machine and runs; set renames and labels', async () => {
  const name = (await fleet.json<RobotView[]>('robot', 'ls'))[0]!.name;
  assert.match(
    (await fleet.ok('robot', 'set', name, '--label', 'sap', '--label', 'eu')).out,
    `${name}: labels sap, eu`,
  );
  const shown = (await fleet.ok('robot', 'show', name)).out;
  for (const words of [`${name}: `, 'agent 0.', /screen (virtual|real|none)/, /\d+ MB of disk free/, 'labels sap, eu'])
    assert.match(shown, words);
  await fleet.ok('robot', 'set', name, '--rename', 'other name', '--no-labels');
  const now = await fleet.json<RobotDetail>('robot', 'show', 'other name');
  assert.equal([now.labels, now.recent, now.facts?.screenSize], [[], [], undefined]);
  await fleet.ok('robot', 'set', 'other name', '--rename', name);
  const gone = await fleet.gantry('robot', 'show', 'nobody');
  assert.is(gone.code, 4);
  assert.match(gone.err, 'there is no robot "nobody"');
});

t('J11: a robot whose agent is stopped is offline and can be deleted', async () => {
  const agent = fleet.agents.get('desk-2')!;
  agent.process.kill('SIGTERM');
  assert.is(await agent.exit, 0, agent.err);
  fleet.agents.delete('desk-2');
  const offline = async () => (await fleet.ok('robot', 'ls')).out.match(/desk-2 +offline/);
  await until('desk-2 is offline', offline);
  await fleet.ok('robot', 'rm', 'desk-2');
  assert.equal(
    (await fleet.json<RobotView[]>('robot', 'ls')).map((r) => r.name),
    ['desk-1'],
  );
});

t('robot invite prints the command for the new machine', async () => {
  const { out } = await fleet.ok('robot', 'invite', '--name', 'desk-9', '--pool', 'all');
  assert.match(out, new RegExp(`gantry agent enroll --url ${fleet.url} --token \\S+`));
});

t('J10: pool create, join, leave, set, ls, rm', async () => {
  await fleet.ok('pool', 'create', 'second');
  await fleet.ok('pool', 'join', 'second', 'desk-1');
  const pools = await fleet.json<PoolView[]>('pool', 'ls');
  assert.equal(pools.map((p) => [p.name, p.robots]).sort(), [
    ['all', ['desk-1']],
    ['second', ['desk-1']],
  ]);
  await fleet.ok('pool', 'leave', 'second', 'desk-1');
  assert.match((await fleet.ok('pool', 'ls')).out, /second +0/);
  await fleet.ok('pool', 'set', 'second', '--rename', 'third');
  assert.match((await fleet.ok('pool', 'ls')).out, /third +0/);
  const said = await fleet.json<PoolView>('pool', 'set', 'third', '--rename', 'second');
  assert.is(said.name, 'second');
  await fleet.ok('pool', 'rm', 'second');
  const gone = await fleet.gantry('pool', 'join', 'second', 'desk-1');
  assert.is(gone.code, 4);
  assert.match(gone.err, 'second');
});

t('queue create and add: values, a file, standard input, tags, priority, key', async () => {
  await fleet.ok('queue', 'create', 'work', '--attempts', '3');
  const first = await fleet.json<{ added: number }>(
    'queue',
    'add',
    'work',
    '{"n":1}',
    '[2]',
    '--tag',
    'eu',
    '--tag',
    'vip',
    '--priority',
    '7',
  );
  assert.is(first.added, 2);
  const file = join(fleet.folder, 'work.jsonl');
  writeFileSync(file, '"from a file"\n\nnull\n');
  assert.match((await fleet.ok('queue', 'add', 'work', '--file', file)).out, 'added 2 to work');
  const piped = await fleet.run(['queue', 'add', 'work', '--file', '-'], { input: '{"piped":true}' });
  assert.match(piped.out, 'added 1');
  await fleet.ok('queue', 'add', 'work', '{"n":1}', '--key', 'k-1');
  assert.match((await fleet.ok('queue', 'add', 'work', '{"n":2}', '--key', 'k-1')).out, 'there already');

  const { queue, resources } = await fleet.json<{ queue: QueueView; resources: ResourceView[] }>(
    'queue',
    'show',
    'work',
  );
  assert.equal(queue.counts, { new: 6, in_progress: 0, processed: 0, error: 0 });
  assert.equal(
    resources.filter((r) => r.priority === 7).map((r) => r.tags),
    [
      ['eu', 'vip'],
      ['eu', 'vip'],
    ],
  );
  assert.ok(resources.every((r) => r.attemptsLeft === 3));
  assert.match((await fleet.ok('queue', 'show', 'work', '--limit', '2')).err, 'raise --limit');
  assert.match((await fleet.ok('queue', 'ls')).out, /work +6 +6 +0 +0 +0 +3/);
});

t('queue add takes files larger than one request, all of them', async () => {
  await fleet.ok('queue', 'create', 'large');
  const file = join(fleet.folder, 'large.jsonl');
  const line = (n: number) => JSON.stringify({ n, filling: 'ä'.repeat(100) });
  writeFileSync(file, Array.from({ length: 25_000 }, (_, n) => line(n)).join('\n'));
  assert.match((await fleet.ok('queue', 'add', 'large', '--file', file)).out, 'added 25000 to large');
  const queues = await fleet.json<QueueView[]>('queue', 'ls');
  assert.is(queues.find((q) => q.name === 'large')!.total, 25_000);
});

t('a reader that goes early ends the command quietly', async () => {
  const program = fleet.launch(['queue', 'export', 'large', '--format', 'jsonl']);
  program.process.stdout!.once('data', () => program.process.stdout!.destroy());
  assert.equal([await program.exit, program.err], [141, '']);
});

t('every command has a help with an example', () => {
  const without: string[] = [];
  const look = (command: Command, name: string) => {
    for (const sub of command.commands) look(sub, `${name} ${sub.name()}`.trim());
    if (command.commands.length > 0 || command.name().startsWith('__')) return;
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    if (!help.includes('Examples:\n  $ gantry ')) without.push(name);
    if (!command.description()) without.push(`${name} (no description)`);
  };
  look(buildProgram(), '');
  assert.equal(without, []);
});

t('an unknown command or option is refused with a suggestion', async () => {
  const command = await fleet.gantry('publsh');
  assert.is.not(command.code, 0);
  assert.match(command.err, 'Did you mean publish?');
  const option = await fleet.gantry('robot', 'ls', '--jsn');
  assert.is.not(option.code, 0);
  assert.match(option.err, '--json');
  const bare = await fleet.gantry('--version');
  assert.match(bare.out, /^\d+\.\d+\.\d+/);
});

t('completion gives commands, options, choices and names of things', async () => {
  const complete = async (...words: string[]) => (await fleet.ok('__complete', '--', ...words)).out.split('\n');
  assert.equal(await complete('dep'), ['deploy', 'deployment']);
  const ofJob = 'run ls show why cancel priority again rm log files download rm-file';
  assert.equal(await complete('job', ''), ofJob.split(' '));
  assert.ok((await complete('run', '--p')).includes('--param'));
  assert.equal(await complete('deploy', 'x', '--recording', 'on_'), ['on_success', 'on_failure']);
  assert.equal(await complete('queue', 'show', 'wo'), ['work']);
  assert.equal(await complete('deploy', 'x', '--pool', ''), ['all']);
  for (const shell of ['bash', 'zsh', 'fish']) assert.match((await fleet.ok('completion', shell)).out, '__complete');
  const unknown = await fleet.gantry('completion', 'tcsh');
  assert.is(unknown.code, 2);
  assert.match(unknown.err, 'bash, zsh, fish');
});

t('doctor says what is there and what each missing thing costs', async () => {
  const { ok, findings } = await fleet.json<{
    ok: boolean;
    findings: { what: string; found: boolean; says: string }[];
  }>('doctor');
  assert.type(ok, 'boolean');
  assert.ok(findings.find((f) => f.what === 'Node')!.found);
  const poor = await fleet.run(['doctor'], { env: { PATH: join(fleet.folder, 'empty') } });
  assert.is(poor.code, 0);
  assert.match(poor.out, /missing +Xvfb/);
  assert.match(poor.out, /apt/);
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
