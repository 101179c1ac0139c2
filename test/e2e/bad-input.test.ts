/** Every wrong input as a user meets it: the message names the thing and the next step, the exit code is not 0, nothing is lost. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { create } from 'tar';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import type { GantryError } from '../../protocol/errors.ts';
import type { JobView, QueueView } from '../../protocol/shapes.ts';
import type { PackageView } from '../../protocol/shapes-fleet.ts';
import { Installation, type Ran } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('bad input');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  await fleet.ok('queue', 'create', 'work', '--attempts', '2');
  const parameters = [{ name: 'count', type: 'number', required: true }];
  await fleet.ok('publish', fleet.packageFolder('counts', { 'main.mjs': '' }, { parameters }));
  await fleet.ok('deploy', 'counts', '--pool', 'all', '--param', 'count=1');
});
t.after(() => fleet.stop());

/** Refused: an exit code that is not 0, a message with all these words, no stack of ours. */
function refused(ran: Ran, ...words: (string | RegExp)[]): void {
  assert.is.not(ran.code, 0, `was taken: ${ran.out}`);
  assert.is.not(ran.code, null);
  for (const word of words) assert.match(ran.err, word);
  assert.not.match(ran.err, /^\s+at .*\.[tj]s:\d+/m, 'a stack is no help');
}

const total = async () => (await fleet.json<QueueView[]>('queue', 'ls')).find((q) => q.name === 'work')!.total;
const packages = async () => (await fleet.json<PackageView[]>('package', 'ls')).map((p) => p.name);

t('J2: a wrong manifest is refused with the field and the reason', async () => {
  const wrong: [object, ...(string | RegExp)[]][] = [
    [{ version: 'one' }, 'version', 'must be a version like 1.0.3'],
    [{ command: 'node main.mjs' }, 'command'],
    [{ colour: 'red' }, 'colour'],
    [{ parameters: [{ name: 'n', type: 'integer' }] }, 'parameters.0.type'],
    [
      { parameters: [{ name: 'n', type: 'number', default: 'x' }] },
      'parameters.0.default',
      'must be number, not string',
    ],
    [{ needs: { screen: 'big' } }, 'needs.screen'],
  ];
  for (const [i, [manifest, ...words]] of wrong.entries()) {
    const folder = fleet.packageFolder(`wrong-${i}`, {}, manifest);
    const ran = await fleet.gantry('publish', folder);
    refused(ran, 'process.json', ...words);
    assert.is(ran.code, 2);
  }
  const broken = fleet.packageFolder('broken', { 'process.json': '{"name":' });
  refused(await fleet.gantry('pack', broken), 'process.json', 'not JSON');
  refused(await fleet.gantry('publish', 'nowhere'), 'process.json', 'gantry init');
  assert.equal(await packages(), ['counts']);
});

t('X8: a folder with a link is refused by pack, a crafted archive by the coordinator', async () => {
  const folder = fleet.packageFolder('links', { 'main.mjs': '' });
  symlinkSync('/etc/passwd', join(folder, 'secret'));
  refused(await fleet.gantry('publish', folder), 'secret', 'link', 'copy the file');

  const linked = join(fleet.folder, 'linked.tgz');
  await create({ cwd: folder, file: linked, gzip: true }, ['process.json', 'secret']);
  await refusedArchive(linked, /secret.*link|link.*secret/i);
  const climbing = join(fleet.folder, 'climbing.tgz');
  writeFileSync(join(fleet.folder, 'packages', 'outside.txt'), 'out');
  await create({ cwd: folder, file: climbing, gzip: true, preservePaths: true }, ['process.json', '../outside.txt']);
  await refusedArchive(climbing, /outside\.txt/);
  const noArchive = join(fleet.folder, 'no.tgz');
  writeFileSync(noArchive, 'this is no archive');
  await refusedArchive(noArchive, /archive|gzip|tgz/);
  assert.equal(await packages(), ['counts']);
});

async function refusedArchive(file: string, says: RegExp): Promise<void> {
  try {
    await fleet.api.publish(file, readFileSync(file).length, () => {});
  } catch (error) {
    assert.is((error as GantryError).code, 'ValidationError');
    assert.match((error as Error).message, says);
    return;
  }
  assert.unreachable(`${file} was taken`);
}

t('a wrong token, a wrong address, no login', async () => {
  const wrong = await fleet.gantry('robot', 'ls', '--token', 'gantry_wrong');
  refused(wrong, 'Unauthenticated', 'token');
  assert.is(wrong.code, 3);
  refused(await fleet.gantry('robot', 'ls', '--url', 'nonsense', '--token', 'x'), 'nonsense', 'https://');
  const nobody = await fleet.gantry('robot', 'ls', '--url', 'http://127.0.0.1:9', '--token', 'x');
  refused(nobody, '127.0.0.1:9', 'gantry coordinator start');
  assert.is(nobody.code, 5);
  refused(await fleet.gantry('login', '--link', 'nonsense'), 'link', 'in quotes');
  const enroll = ['agent', 'enroll', '--url', fleet.url, '--data', join(fleet.folder, 'x'), '--token', 'wrong'];
  refused(await fleet.gantry(...enroll), 'token', 'Add robot');
});

t('wrong parameters of a deployment and of a run: unknown name, wrong type', async () => {
  const text = await fleet.gantry('run', 'counts', '--param', 'count=many');
  refused(text, 'count', 'number');
  const wrongType = await fleet.gantry('run', 'counts', '--param', 'count=true');
  refused(wrongType, 'params.count', 'must be number, not boolean');
  const unknown = await fleet.gantry('deploy', 'counts', '--param', 'cuont=1');
  refused(unknown, 'cuont', 'it has: count');
  refused(await fleet.gantry('run', 'counts', '--param', 'count'), 'name=value');
  assert.equal(await fleet.json<JobView[]>('job', 'ls'), [], 'J13: no job exists');
});

t('Q3: an unknown queue, a tag of 31 characters, a priority of -1, a value that is no JSON', async () => {
  const unknown = await fleet.gantry('queue', 'add', 'wrok', '1');
  refused(unknown, 'QueueNotFound', 'wrok');
  assert.is(unknown.code, 4);
  const tag = await fleet.gantry('queue', 'add', 'work', '1', '--tag', 'ä'.repeat(31));
  refused(tag, 'tags', '1 to 30 characters');
  assert.is(tag.code, 2);
  refused(await fleet.gantry('queue', 'add', 'work', '1', '--priority', '-1'), 'priority', 'from 0 to');
  refused(await fleet.gantry('queue', 'add', 'work', '{n:1}'), 'not JSON', 'nothing was added');
  const large = join(fleet.folder, 'too-large.jsonl');
  writeFileSync(large, `1\n${JSON.stringify('x'.repeat(1024 * 1024))}\n`);
  refused(await fleet.gantry('queue', 'add', 'work', '--file', large), 'line 2', '1 MiB', 'nothing was added');
  refused(await fleet.gantry('queue', 'add', 'work', '--file', 'missing.jsonl'), 'missing.jsonl', 'ENOENT');
  refused(await fleet.gantry('deploy', 'counts', '--priority', '5001'), 'from 0 to 5000');
  assert.is(await total(), 0);
  await fleet.ok('queue', 'add', 'work', '1', '--tag', 'ä'.repeat(30));
  assert.is(await total(), 1);
});

t('an unknown verb and an oversized frame over the socket are answered; the coordinator stays', async () => {
  const headers = { authorization: `Bearer ${fleet.token}` };
  const unknown = await fetch(`${fleet.url}/api/v1/nonsense`, { headers });
  assert.is(unknown.status, 404);
  assert.is(((await unknown.json()) as { code: string }).code, 'UnknownVerb');
  const socket = new WebSocket(`${fleet.url.replace('http', 'ws')}/ws/agent`);
  const heard: string[] = [];
  let closed = '';
  socket.on('message', (data) => heard.push(String(data)));
  socket.on('close', (code, reason) => {
    closed = `${code} ${reason}`;
  });
  socket.on('error', () => {}); // `close` follows and is looked at
  await until('the challenge came', () => heard[0]);
  socket.send('[{"id":7,"verb":"make.coffee","params":{}}]');
  const answer = await until('the answer came', () => heard[1]);
  assert.match(answer, /"re":7.*say agent\.hello before make\.coffee/);
  socket.send(JSON.stringify([{ id: 8, verb: 'agent.hello', params: { filling: 'x'.repeat(1024 * 1024) } }]));
  assert.match(await until('the socket is closed', () => closed), /^1009 frame over 1 MiB.*\/api\/v1\/rpc/);
  assert.is(await total(), 1, 'it answers as before');
});

t('a second coordinator on the same data folder, and a port in use', async () => {
  const data = join(fleet.folder, 'coordinator');
  const second = await fleet.gantry('coordinator', 'start', '--data', data, '--port', '0');
  refused(second, 'InUse', data, /process \d+/, 'choose another folder');
  const { port } = new URL(fleet.url);
  const taken = await fleet.gantry('coordinator', 'start', '--data', join(fleet.folder, 'other'), '--port', port);
  refused(taken, port, 'in use', '--port');
  assert.is(await total(), 1, 'the first one was not disturbed');
});

t('a data folder that cannot be written, and plain text beyond loopback', async () => {
  const file = join(fleet.folder, 'a-file');
  writeFileSync(file, '');
  for (const data of [file, join(file, 'below'), '/proc/gantry'])
    refused(await fleet.gantry('coordinator', 'start', '--data', data, '--port', '0'), data, 'choose another folder');
  const enroll = ['agent', 'enroll', '--url', fleet.url, '--token', 'any', '--data', '/proc/gantry'];
  refused(await fleet.gantry(...enroll), '/proc/gantry', 'choose another folder');
  const open = ['coordinator', 'start', '--data', join(fleet.folder, 'open'), '--host', '0.0.0.0', '--port', '0'];
  refused(await fleet.gantry(...open), '0.0.0.0', '--tls-cert', '--allow-plain-text');
  refused(
    await fleet.gantry(...open, '--tls-cert', 'missing.pem', '--tls-key', 'k.pem'),
    'missing.pem',
    "can't be read",
  );
  refused(await fleet.gantry(...open, '--tls-cert', 'missing.pem'), 'TLS needs both');
  const env = { GANTRY_PORT: 'seventy' };
  refused(await fleet.run(['coordinator', 'start', '--data', file], { env }), 'GANTRY_PORT', 'seventy');
});

t.within(120_000, 'P10: an agent whose coordinator is not there says so and goes on trying', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  await new Promise((resolve) => closed.close(resolve));
  const data = join(fleet.folder, 'lonely');
  refused(await fleet.gantry('agent', 'start', '--data', data), data, 'gantry agent enroll');
  refused(await fleet.gantry('agent', 'enroll', '--url', url, '--token', 'x', '--data', data), url, 'ECONNREFUSED');

  const { token } = await fleet.json<{ token: string }>('robot', 'invite', '--name', 'lonely');
  await fleet.ok('agent', 'enroll', '--url', fleet.url, '--token', token, '--name', 'lonely', '--data', data);
  const file = join(data, 'agent.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(fleet.url, url));
  const agent = fleet.launch(['agent', 'start', '--data', data]);
  await until('the agent says that nobody is there', () => /ECONNREFUSED/.test(agent.out + agent.err));
  assert.is(agent.process.exitCode, null, 'it never gives up');
  agent.process.kill('SIGTERM');
  assert.is(await agent.exit, 0);
});

t('Node too old is told so before anything is loaded', async () => {
  const preload = join(fleet.folder, 'old-node.cjs');
  const old = { napi: '8', node: '18.12.0' };
  writeFileSync(
    preload,
    `for (const [name, value] of Object.entries(${JSON.stringify(old)})) Object.defineProperty(process.versions, name, { value });`,
  );
  const ran = await fleet.run(['robot', 'ls'], { env: { NODE_OPTIONS: `--require=${preload}` } });
  refused(ran, 'needs Node 22.17 or newer', 'https://nodejs.org', 'setup.sh');
  assert.is(ran.out, '');
});

t('nothing of all this is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
