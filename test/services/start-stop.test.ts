import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readOptions } from '../../coordinator/config.ts';
import { urlOf } from '../../coordinator/coordinator-url.ts';
import { createCoordinator } from '../../coordinator/index.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { folder } from '../support/folder.ts';
import { OwnCa } from '../support/own-ca.ts';
import { suite } from '../support/suite.ts';
import { refusalOf, stage } from './support/stage.ts';

const t = suite('start and stop of the coordinator');

t('a port in use is named, with the next step, and the folder is free again', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const data = folder('data');
  try {
    const error = await refusalOf(createCoordinator({ data, port, logLevel: 'silent' }).start());
    assert.match(error.message, new RegExp(`port ${port} .*in use.*--port`));
  } finally {
    other.close();
  }
  const next = createCoordinator({ data, port: 0, logLevel: 'silent' });
  await next.start();
  await next.stop();
});

t('a second coordinator on the same folder is refused and the first one is named', async () => {
  const s = await stage();
  try {
    const error = await refusalOf(createCoordinator({ data: s.data, port: 0, logLevel: 'silent' }).start());
    assert.match(error.message, s.data);
    assert.match(error.message, String(process.pid));
    assert.is((await fetch(`${s.url}/healthz`)).status, 200);
  } finally {
    await s.close();
  }
});

t('a data folder that cannot be one is named', async () => {
  const at = folder('data');
  const data = join(at, 'a-file', 'data');
  writeFileSync(join(at, 'a-file'), '');
  const error = await refusalOf(createCoordinator({ data, port: 0, logLevel: 'silent' }).start());
  assert.match(error.message, data);
});

if (process.getuid?.() === 0) t.skip('a data folder without write permission is named', 'root may write everywhere');
else
  t('a data folder without write permission is named', async () => {
    const data = folder('data');
    chmodSync(data, 0o500);
    const error = await refusalOf(createCoordinator({ data, port: 0, logLevel: 'silent' }).start());
    assert.match(error.message, data);
    chmodSync(data, 0o700);
  });

t('X4: without encryption it listens on loopback only, unless told so', async () => {
  const options = { data: folder('data'), port: 0, host: '0.0.0.0', logLevel: 'silent' as const };
  const error = await refusalOf(createCoordinator(options).start());
  assert.match(error.message, /--tls-cert.*--allow-plain-text/);
  const lines: string[] = [];
  const loud = {
    ...options,
    allowPlainText: true,
    logLevel: 'warn' as const,
    logTo: { write: (l: string) => void lines.push(l) },
  };
  const told = createCoordinator(loud);
  await told.start();
  await told.stop();
  assert.match(lines.join(''), /WITHOUT ENCRYPTION/);
});

t(
  'C11, J8: on all addresses its links name what others reach: the public address, the certificate’s name, or the machine',
  () => {
    const tls = new OwnCa().sign('robots.example');
    const options = { data: '', host: '0.0.0.0', port: 0 };
    assert.is(urlOf({ ...options, tls }, 7070), 'https://robots.example:7070');
    assert.is(urlOf(options, 7070), `http://${hostname()}:7070`);
    assert.is(urlOf({ ...options, tls, publicUrl: 'https://gantry.example/' }, 7070), 'https://gantry.example');
    assert.is(urlOf({ ...options, host: '::1' }, 7070), 'http://[::1]:7070');
  },
);

t('P14: a stop tells the agents when to come back, ends within five seconds, and may be said twice', async () => {
  const s = await stage();
  const agent = await s.agent('r1');
  assert.ok(existsSync(join(s.data, 'coordinator.json')));
  assert.is(JSON.parse(readFileSync(join(s.data, 'coordinator.json'), 'utf8')).url, s.url);
  const start = performance.now();
  await Promise.all([s.coordinator.stop(), s.coordinator.stop()]);
  assert.ok(performance.now() - start < 5_000);
  assert.ok(((await agent.socket!.notice('coordinator.stopping')).params as { comeBackMs: number }).comeBackMs > 0);
  assert.not(existsSync(join(s.data, 'coordinator.json')));
  await s.close();
});

t('stop before start is fine', async () => {
  await createCoordinator({ data: folder('data'), logLevel: 'silent' }).stop();
});

t('the memory engine serves as well', async () => {
  const s = await stage({ engine: 'memory' });
  try {
    await s.api('queue.create', { name: 'q' });
    assert.equal(
      (await s.api('queue.list', {})).items.map((q) => q.name),
      ['q'],
    );
  } finally {
    await s.close();
  }
});

t('P4: an open run goes on over a restart of the coordinator', async () => {
  const s = await stage();
  try {
    await s.api('pool.create', { name: 'p' });
    const agent = await s.agent('r1', 'p');
    await s.deploy('hello', 'p');
    const { job, supervisor } = await s.running(agent, 'hello');
    await supervisor.line('before');
    const order = agent.orders[0]!;
    await s.restart();
    const { run, epoch } = order;
    const hello = await agent.connect([{ run, epoch, alive: true, ended: false, boot: 'boot-1' }]);
    assert.equal(hello.runs, [{ run, answer: 'resume' }]);
    const again = await FakeRun.open(s.url, order, 'supervisor');
    const entries = [
      {
        n: 2,
        atMs: 20,
        e: { kind: 'line' as const, level: 'info' as const, source: 'stdout' as const, text: 'before' },
      },
      {
        n: 3,
        atMs: 30,
        e: { kind: 'line' as const, level: 'info' as const, source: 'stdout' as const, text: 'after' },
      },
      {
        n: 4,
        atMs: 40,
        e: { kind: 'ended' as const, state: 'succeeded' as const, reason: 'completed' as const, exitCode: 0 },
      },
    ];
    assert.is((await again.call('run.report', { run, epoch, entries })).acked, 4);
    assert.is((await s.api('job.show', { job })).state, 'succeeded');
    const { lines, total } = await s.api('run.log', { run });
    assert.is(total, 2);
    assert.equal(
      lines.map((l) => l.text),
      ['before', 'after'],
    );
    again.close();
  } finally {
    await s.close();
  }
});

t('settings: flag before environment before file before default; a wrong one is named', () => {
  const sources = {
    flags: { port: 1 },
    env: { GANTRY_PORT: '2', GANTRY_HOST: 'h2' },
    file: { host: 'h3', engine: 'memory' },
  };
  const options = readOptions(sources, '/default');
  assert.equal([options.port, options.host, options.engine, options.data], [1, 'h2', 'memory', '/default']);
  assert.throws(() => readOptions({ env: { GANTRY_PORT: 'abc' } }, '/d'), /GANTRY_PORT.*whole number/);
  const proxies = (text: string) => readOptions({ env: { GANTRY_TRUSTED_PROXY: text } }, '/d').trustedProxies;
  assert.equal(proxies('10.0.0.0/8, ::1'), ['10.0.0.0/8', '::1']);
  for (const bad of ['everybody', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.1,'])
    assert.throws(() => proxies(bad), /GANTRY_TRUSTED_PROXY.*networks like/);
  assert.is(readOptions({ env: { GANTRY_KEEP_HISTORY: '30' } }, '/d').limits?.keepHistoryDays, 30);
  assert.throws(() => readOptions({ flags: { keepHistory: -1 } }, '/d'), /GANTRY_KEEP_HISTORY.*whole number/);
  assert.is(readOptions({ env: { GANTRY_STARVE_AFTER: '2' } }, '/d').limits?.starveAfterHours, 2);
  assert.throws(() => readOptions({ flags: { starveAfter: 9_000 } }, '/d'), /GANTRY_STARVE_AFTER.*to 8760/);
  assert.throws(() => readOptions({ flags: { cert: 'c.pem' }, env: {} }, '/d'), /certificate and its key/);
});

t.run();
