/** `gantry asset` and what belongs to it, as a user types it, with a real run that tries to tell its secrets (J6, J7, S6, E5). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { JobDetail } from '../../protocol/shapes.ts';
import type { AssetView } from '../../protocol/shapes-asset.ts';
import type { DeploymentView } from '../../protocol/shapes-fleet.ts';
import { foundBelow } from '../services/support/secrets.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: assets');
const SECRET = 'p"ä ss/wörd+1';
const OWN = 'of desk-1 alone';
let fleet: Installation;

/** Tells everything it gets, in every way that a careless script could. */
const GOSSIP = `
import { robot } from 'gantry';
const { login, server } = robot.params;
const tell = (what, secret) => {
  for (const form of [secret, JSON.stringify({ secret }), encodeURIComponent(secret), Buffer.from('me:' + secret).toString('base64')]) {
    console.log(what, form);
    robot.log.info(what + ' ' + form, { form });
  }
};
tell('bound', login.secret);
console.log('user ' + login.user + ' at ' + server);
const key = await robot.asset('api key');
tell('read', key);
try { await robot.asset('hidden'); } catch (error) { console.log(error.code + ': ' + error.message); }
robot.output({ login, key, lengths: [login.secret.length, key.length] });
`;
const parameters = [
  { name: 'login', type: 'credential', required: true },
  { name: 'server', type: 'text' },
];

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
  await fleet.deployPackage('gossip', { 'main.mjs': GOSSIP }, { parameters });
  await fleet.ok('deploy', 'gossip', '--recording', 'never', '--retries', '0');
});
t.after(() => fleet.stop());

const withSecret = (input: string, ...args: string[]) => fleet.run(args, { input });

t('what is missing or wrong is said with the next step, and no secret is taken from the command line', async () => {
  assert.match((await fleet.ok('asset', 'ls')).err, 'gantry asset create NAME');
  const flag = await fleet.gantry('asset', 'create', 'sap', '--type', 'credential', '--user', 'a', '--value', 'x');
  assert.equal([flag.code, flag.out], [2, '']);
  assert.match(flag.err, '--secret-stdin or --secret-file');
  assert.match((await fleet.gantry('asset', 'create', 'sap', '--type', 'credential')).err, 'user: say whose secret');
  assert.match((await fleet.gantry('asset', 'create', 'k', '--secret')).err, 'no terminal to ask for the value of k');
  assert.match((await withSecret('', 'asset', 'create', 'k', '--secret', '--secret-stdin')).err, 'the secret is empty');
  assert.match((await fleet.gantry('asset', 'create', 'n', '--type', 'number', '--value', 'x')).err, 'is not JSON');
  assert.match((await fleet.gantry('asset', 'create', 't')).err, 'value: say the text that it shall have');
  assert.match((await withSecret('x', 'asset', 'create', 't', '--secret-stdin')).err, 't is no secret');
  const file = join(fleet.folder, 'latin1.txt');
  writeFileSync(file, Buffer.from([0x70, 0xe4]));
  const latin = await fleet.gantry('asset', 'create', 'k', '--secret', '--secret-file', file);
  assert.equal([latin.code, /is not UTF-8/.test(latin.err)], [2, true]);
  assert.match((await fleet.gantry('asset', 'create', 'k', '--secret', '--secret-file', '/absent')).err, 'ENOENT');
  assert.is((await fleet.gantry('asset', 'show', 'k')).code, 4);
});

t('J6: create, show, ls, set, unset, edit', async () => {
  const made = await withSecret(
    `${SECRET}\n`,
    'asset',
    'create',
    'sap',
    '--type',
    'credential',
    '--user',
    'robot-7',
    '--secret-stdin',
  );
  assert.equal([made.code, made.err], [0, '']);
  assert.match(made.out, 'sap (secret credential): robot-7 / •••');
  const file = join(fleet.folder, 'key.txt');
  writeFileSync(file, `${SECRET} of the key\n`);
  await fleet.ok('asset', 'create', 'api key', '--secret', '--secret-file', file, '--description', 'of the shop');
  await fleet.ok('asset', 'create', 'server', '--value', 'mail.example');
  await fleet.ok('asset', 'create', 'hidden', '--type', 'json', '--value', '{"a":1}');
  assert.match(
    (await fleet.ok('asset', 'ls')).out,
    /api key\s+text\s+•••[\s\S]*sap\s+credential\s+robot-7 \/ •••[\s\S]*server\s+text\s+mail\.example/,
  );
  const own = await withSecret(OWN, 'asset', 'set', 'sap', '--robot', 'desk-1', '--secret-stdin', '--json');
  assert.equal(
    own.json<AssetView>().robots.map((r) => [r.robot, r.user, r.version]),
    [['desk-1', 'robot-7', 1]],
  );
  await fleet.ok('asset', 'unset', 'sap', '--robot', 'desk-1');
  assert.match((await fleet.ok('asset', 'edit', 'server', '--rename', 'mail')).out, 'mail (text): mail.example');
  assert.match((await fleet.ok('asset', 'set', 'mail', '--value', 'mail2.example')).out, 'value 2');
});

t('J13: bind, type instead, unbind, allow, disallow', async () => {
  const deploy = (...args: string[]) => fleet.json<DeploymentView>('deploy', 'gossip', ...args);
  const bound = await deploy(
    '--bind',
    'login=sap',
    '--bind',
    'server=mail',
    '--allow-asset',
    'hidden',
    '--allow-asset',
    'api key',
  );
  assert.equal([bound.bindings, bound.allowAssets], [{ login: 'sap', server: 'mail' }, ['hidden', 'api key']]);
  assert.equal((await deploy('--disallow-asset', 'Hidden')).allowAssets, ['api key']);
  const typed = await deploy('--param', 'server=typed');
  assert.equal([typed.params, typed.bindings], [{ server: 'typed' }, { login: 'sap' }]);
  const again = await deploy('--bind', 'server=mail');
  assert.equal([again.params, again.bindings], [{}, { login: 'sap', server: 'mail' }]);
  assert.equal((await deploy('--unbind', 'server')).bindings, { login: 'sap' });
  await deploy('--bind', 'server=mail');
  assert.match((await fleet.gantry('deploy', 'gossip', '--bind', 'server')).err, 'must be PARAM=ASSET');
  assert.match((await fleet.gantry('deploy', 'gossip', '--bind', 'login=mail')).err, 'the asset mail is text');
  assert.match((await fleet.ok('asset', 'show', 'sap')).out, 'used by gossip: bound to login');
  assert.match((await fleet.gantry('asset', 'rm', 'sap')).err, 'used by gossip');
});

t('J7, S6, E5: a run has its secrets, and its log, output and job show masks only', async () => {
  const [job] = await fleet.json<JobDetail[]>('run', 'gossip');
  assert.equal([job?.state, job?.bindings], ['succeeded', { login: 'sap', server: 'mail' }]);
  assert.equal(job?.output, {
    login: { user: 'robot-7', secret: '•••' },
    key: '•••',
    lengths: [SECRET.length, SECRET.length + 11],
  });
  const { out } = await fleet.ok('job', 'log', job!.id);
  for (const line of ['bound •••', 'bound {"secret":"•••"}', 'read •••', 'user robot-7 at mail2.example'])
    assert.match(out, line);
  assert.match(
    out,
    'Forbidden: runs of gossip may not read the asset hidden; allow it: gantry deploy "gossip" --allow-asset "hidden"',
  );
  assert.not.match(out, /wörd|w%C3%B6rd/);
  assert.not.ok(out.includes(Buffer.from(`me:${SECRET}`).toString('base64').slice(8, -4)));
  assert.equal(foundBelow(join(fleet.folder, 'coordinator'), SECRET), []);
  assert.not.ok(`${fleet.coordinator!.err}${fleet.coordinator!.out}`.includes('wörd'));
});

const SHELL = `
read_asset() {
  curl -sS -H "authorization: Bearer $GANTRY_RUN_TOKEN" "$GANTRY_URL/api/v1/rpc?client=shell-script" \\
    -d '{"id":1,"verb":"asset.read","params":{"asset":"api key"}}'
}
answer=$(read_asset)
printf 'read %s\\n' "$answer"
printf 'to stderr %s\\n' "$answer" >&2
printf '%s' "$answer" | base64 -w0
`;

t('E5, X7, S16: a secret that a shell script reads by curl, without our SDK, is masked in its log', async () => {
  await fleet.deployPackage('shell', { 'main.sh': SHELL }, { command: ['sh', 'main.sh'] });
  await fleet.ok('deploy', 'shell', '--recording', 'never', '--retries', '0', '--allow-asset', 'api key');
  const [job] = await fleet.json<JobDetail[]>('run', 'shell');
  assert.is(job?.state, 'succeeded');
  const { out } = await fleet.ok('job', 'log', job!.id);
  assert.match(out, /read \{"re":1,"ok":\{"name":"api key","type":"text","secret":true,"value":"•••"\}\}/);
  assert.match(out, /to stderr .*"value":"•••"/);
  assert.not.match(out, /wörd/);
  assert.not.ok(out.includes(Buffer.from(JSON.stringify(SECRET).slice(1, -1)).toString('base64').slice(4, -4)));
  assert.equal(foundBelow(join(fleet.folder, 'coordinator'), SECRET), []);
});

t('X6: rotate-key puts everything under another key, and runs go on', async () => {
  const file = join(fleet.folder, 'coordinator', 'keys', 'master');
  const before = readFileSync(file, 'utf8');
  assert.match((await fleet.ok('coordinator', 'rotate-key')).out, '2 secrets are under the new master key k_');
  assert.is.not(readFileSync(file, 'utf8'), before);
  assert.is((await fleet.json<JobDetail[]>('run', 'gossip'))[0]?.state, 'succeeded');
  const lost = await fleet.gantry('coordinator', 'rotate-key', '--lost');
  assert.equal([lost.code, /say --yes/.test(lost.err)], [2, true]);
});

t('J7: a deleted asset ends the run before its code starts, and says how to go on', async () => {
  await fleet.ok('asset', 'rm', 'sap', '--force');
  const ran = await fleet.gantry('run', 'gossip', '--json');
  const [job] = ran.json<JobDetail[]>();
  assert.equal([ran.code, job?.state, job?.runs[0]?.reason], [1, 'failed', 'asset']);
  assert.match(job!.message, 'the asset sap, which the parameter login is bound to, was deleted');
  assert.match((await fleet.ok('job', 'log', job!.id)).out, 'gantry deploy "gossip" --bind login=ASSET');
  assert.not.match((await fleet.ok('job', 'log', job!.id)).out, 'bound •••');
});

t('completion knows its words and the names of assets', async () => {
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'asset')!.commands;
  assert.equal(
    await words('asset', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('asset', 'show', ''), ['api key', 'hidden', 'mail']);
  assert.equal(await words('deploy', 'gossip', '--allow-asset', 'm'), ['mail']);
});

t('J6: a value that is not of its type is refused by the option, in words and without a stack', async () => {
  const wrong = await fleet.gantry('asset', 'create', 'limit', '--type', 'number', '--value', 'abc');
  assert.equal([wrong.code, wrong.out], [2, '']);
  assert.match(wrong.err, /ValidationError.*: --value abc: is not JSON .* Write a number as JSON has it/);
  assert.not.match(wrong.err, /\n\s+at /);
});

t.run();
