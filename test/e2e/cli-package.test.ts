/** `gantry package`, `publish` and file parameters, as a user types them (J1–J3). */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { JobDetail, JobView, LogLine } from '../../protocol/shapes.ts';
import type { PackageDetail } from '../../protocol/shapes-package.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: packages');
let fleet: Installation;

const READS = `
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { robot } from 'gantry';
const { invoice } = robot.params;
robot.output({ name: basename(invoice), text: readFileSync(invoice, 'utf8'), env: process.env.GANTRY_PARAM_INVOICE === invoice });
`;

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
  const parameters = [
    { name: 'invoice', type: 'file', required: true, description: 'The bill to enter' },
    { name: 'login', type: 'credential' },
  ];
  await fleet.ok('publish', fleet.packageFolder('reads', { 'main.mjs': READS }, { parameters }));
});
t.after(() => fleet.stop());

t.within(240_000, 'package show: parameters, and what uses each version', async () => {
  await fleet.ok('deploy', 'Fixed', '--package', 'reads', '--version', '1.0.0', '--pool', 'all');
  await fleet.ok('publish', fleet.packageFolder('reads', { 'main.mjs': `${READS}//` }, { version: '1.1.0' }));
  await fleet.ok('deploy', 'Floating', '--package', 'reads', '--pool', 'all');
  const shown = await fleet.ok('package', 'show', 'reads');
  assert.match(shown.out, /1\.1\.0 .* Floating \(latest\) +0/);
  assert.match(shown.out, /1\.0\.0 .* Fixed +0/);
  const detail = await fleet.json<PackageDetail>('package', 'show', 'reads');
  assert.equal(
    detail.versions.map((v) => [v.version, v.deployments, v.liveJobs]),
    [
      ['1.1.0', [{ name: 'Floating', follows: true }], 0],
      ['1.0.0', [{ name: 'Fixed', follows: false }], 0],
    ],
  );
  const none = await fleet.gantry('package', 'show', 'nothing');
  assert.is(none.code, 4);
  assert.match(none.err, 'there is no package "nothing"');
});

t.within(
  240_000,
  'J3: package rm is refused with who uses it; afterwards it goes, and its number is spent',
  async () => {
    const used = await fleet.gantry('package', 'rm', 'reads', '1.0.0');
    assert.is(used.code, 1);
    assert.match(used.err, /InUse.*reads 1\.0\.0 is in use: the deployment Fixed names it/);
    const asks = await fleet.gantry('package', 'rm', 'reads');
    assert.match(asks.err, '--yes');
    assert.match((await fleet.gantry('package', 'rm', 'reads', '--yes')).err, 'InUse');
    await fleet.ok('deployment', 'rm', 'Floating');
    assert.match((await fleet.ok('package', 'rm', 'reads', '1.1.0')).out, 'deleted reads 1.1.0');
    const other = fleet.packageFolder('reads', { 'main.mjs': '// other content' }, { version: '1.1.0' });
    assert.match((await fleet.gantry('publish', other)).err, /1\.1\.0 was deleted.*raise the version/);
    await fleet.ok('publish', fleet.packageFolder('short', { 'main.mjs': '' }));
    await fleet.ok('package', 'rm', 'short', '--yes');
    assert.is((await fleet.gantry('package', 'show', 'short')).code, 4);
  },
);

t.within(240_000, 'package download gives what was published; a file that cannot be written is named', async () => {
  const { versions } = await fleet.json<PackageDetail>('package', 'show', 'reads');
  await fleet.ok('package', 'download', 'reads');
  const bytes = readFileSync(join(fleet.folder, 'reads-1.0.0.tgz'));
  assert.is(createHash('sha256').update(bytes).digest('hex'), versions[0]!.sha256);
  const wrong = await fleet.gantry('package', 'download', 'reads', '1.0.0', '--out', 'no/such/folder.tgz');
  assert.match(wrong.err, /--out no\/such\/folder\.tgz can't be written \(ENOENT\)/);
  const gone = await fleet.gantry('package', 'download', 'reads', '7.0.0');
  assert.equal([gone.code, existsSync(join(fleet.folder, 'reads-7.0.0.tgz'))], [4, false]);
});

t.within(240_000, 'J1: a file is given with the deployment or with the run, and is a path for the robot', async () => {
  writeFileSync(join(fleet.folder, 'bill (1).txt'), 'of the deployment');
  writeFileSync(join(fleet.folder, 'other.txt'), 'of this run');
  const set = await fleet.ok(
    'deployment',
    'set',
    'Fixed',
    '--recording',
    'never',
    '--param',
    'invoice=@./bill (1).txt',
  );
  assert.match(set.out, 'changed Fixed');
  const run = async (...more: string[]) =>
    (await fleet.gantry('run', 'Fixed', '--json', ...more)).json<JobDetail[]>()[0]!;
  const usual = await run();
  assert.equal(
    [usual.state, usual.output],
    ['succeeded', { name: 'bill (1).txt', text: 'of the deployment', env: true }],
  );
  const own = await run('--param', 'invoice=other.txt');
  assert.equal(own.output, { name: 'other.txt', text: 'of this run', env: true });
  assert.equal((own.params.invoice as { name: string }).name, 'other.txt');
  assert.equal((await run()).output, usual.output, 'J17: a run changes nothing of its deployment');
  assert.match((await fleet.ok('deployment', 'show', 'Fixed')).out, /invoice +file +yes .*bill \(1\)\.txt/);
  for (const name of readdirSync(join(fleet.agentFolder('desk-1'), 'runs')))
    assert.not(existsSync(join(fleet.agentFolder('desk-1'), 'runs', name, 'files')), 'files go with the run');
});

t(
  'J1: a file that is not there is named before anything is sent; a missing required one by its parameter',
  async () => {
    mkdirSync(join(fleet.folder, 'directory'), { recursive: true });
    const gone = await fleet.gantry('run', 'Fixed', '--param', 'invoice=@./nowhere.pdf');
    assert.is(gone.code, 2);
    assert.match(gone.err, /--param invoice: .*nowhere\.pdf is not there/);
    assert.match((await fleet.gantry('run', 'Fixed', '--param', 'invoice=@directory')).err, 'is no file');
    await fleet.ok('deployment', 'create', 'Empty', '--package', 'reads', '--pool', 'all');
    const missing = await fleet.gantry('run', 'Empty');
    assert.match(missing.err, /params\.invoice: is required \(file\)/);
    assert.equal(await fleet.json<JobView[]>('job', 'ls', '--deployment', 'Empty'), []);
  },
);

t.within(
  120_000,
  'J1: bytes that are gone at the coordinator fail the run with that reason, before user code',
  async () => {
    const invoice = await fleet.api.uploadFile(join(fleet.folder, 'other.txt'), 'of this run'.length, () => {});
    const { rmSync } = await import('node:fs');
    rmSync(join(fleet.folder, 'coordinator', 'blobs', invoice.file.slice(0, 2), invoice.file));
    const [job] = (await fleet.api.call('job.run', { deployment: 'Fixed', params: { invoice }, retries: 0 })).jobs;
    const ended = async () => {
      const shown = await fleet.api.call('job.show', { job: job!.id });
      return shown.ended ? shown : undefined;
    };
    const shown = await until('it ended', ended, 60_000);
    assert.equal([shown.state, shown.runs[0]!.reason], ['failed', 'file']);
    assert.match(shown.message, /file: parameter invoice: /);
    const lines = await fleet.json<LogLine[]>('job', 'log', job!.id);
    assert.ok(lines.every((line) => line.source === 'system'));
  },
);

t.within(240_000, 'J3: an interrupted publish leaves nothing, here or there, and says so', async () => {
  let got = 0;
  const server = createServer((request) => request.on('data', (chunk: Buffer) => (got += chunk.length)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const publish = fleet.launch(['publish', 'packages/reads', '--url', url, '--token', 'x']);
    await until('it uploads', () => got > 0);
    publish.process.kill('SIGINT');
    assert.is(await publish.exit, 130);
    assert.match(publish.err, 'interrupted: an upload that was not whole leaves nothing behind');
    const broken = fleet.launch(['publish', 'packages/reads', '--url', url, '--token', 'x']);
    const before = got;
    await until('it uploads', () => got > before);
    server.closeAllConnections();
    assert.is(await broken.exit, 5);
    assert.equal(
      readdirSync(join(fleet.folder, 'tmp')).filter((name) => name.startsWith('gantry-pack-')),
      [],
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

t('completion knows the words of package and the names of packages', async () => {
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'package')!.commands;
  assert.equal(
    await words('package', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('package', 'show', ''), ['reads']);
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
