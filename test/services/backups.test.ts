/** P16: an administrator makes backups while everything goes on; each was opened, and a coordinator starts on a copy of it. */
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { checkBackup } from '../../coordinator/backup-folder.ts';
import { createCoordinator } from '../../coordinator/index.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { api, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('services: backups');
let s: Stage;

t.before.each(async () => {
  s = await stage();
});
t.after.each(() => s.close());

const inBackups = (...path: string[]) => join(s.data, 'backups', ...path);

t('P16: a coordinator starts on a copy of a backup and has queues, jobs and packages; it takes new jobs', async () => {
  await s.api('pool.create', { name: 'office' });
  const agent = await s.agent('robot-1', 'office');
  await s.deploy('hello', 'office');
  await s.api('queue.create', { name: 'invoices' });
  const { job } = await s.running(agent, 'hello');
  const { backup } = await s.api('backup.create', { name: 'first' });
  const { job: jobCount, queue } = backup.counts;
  assert.equal([jobCount, queue, backup.blobs.count], [1, 1, 1]);
  await s.api('queue.create', { name: 'later' });
  assert.equal(await checkBackup(inBackups('first')), backup);
  const data = join(folder('restored', 'memory'), 'data');
  cpSync(inBackups('first'), data, { recursive: true });
  const restored = createCoordinator({ data, port: 0, logLevel: 'silent' });
  await restored.start();
  try {
    const ask = (verb: Parameters<typeof api>[2], params: object) => api(restored.url, s.token, verb, params as never);
    assert.is(((await ask('job.show', { job })) as { id: string }).id, job);
    const queues = (await ask('queue.list', {})) as { items: { name: string }[] };
    assert.equal(
      queues.items.map(({ name }) => name),
      ['invoices'],
    );
    const { jobs } = (await ask('job.run', { deployment: 'hello' })) as { jobs: unknown[] };
    assert.is(jobs.length, 1);
  } finally {
    await restored.stop();
  }
});

t('P16: files are not written twice on the same disk, and a damaged or missing one is found', async () => {
  await s.api('pool.create', { name: 'office' });
  await s.deploy('hello', 'office');
  await s.api('backup.create', { name: 'b' });
  const [part] = readdirSync(inBackups('b', 'blobs'));
  const [sha256] = readdirSync(inBackups('b', 'blobs', part!));
  const blob = inBackups('b', 'blobs', part!, sha256!);
  assert.is(statSync(blob).nlink, 2);
  rmSync(blob);
  assert.match((await refusalOf(checkBackup(inBackups('b')))).message, 'is missing');
  writeFileSync(blob, 'other bytes');
  assert.match((await refusalOf(checkBackup(inBackups('b')))).message, 'is damaged');
  writeFileSync(inBackups('b', 'gantry.db'), 'no database');
  assert.is((await refusalOf(checkBackup(inBackups('b')))).code, 'IllegalState');
});

t('P16: keep deletes older ones after a good one; one at a time; a name is not taken twice', async () => {
  for (const name of ['a', 'b']) {
    await s.api('backup.create', { name });
    s.clock.advance(1_000);
  }
  assert.is((await refusalOf(s.api('backup.create', { name: 'b', keep: 1 }))).code, 'Conflict');
  assert.is((await s.api('backup.list', {})).items.length, 2, 'a failure deletes nothing');
  const both = await Promise.allSettled([s.api('backup.create', { name: 'c', keep: 2 }), s.api('backup.create', {})]);
  assert.equal(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  s.clock.advance(1_000);
  await s.api('backup.create', { name: 'last', keep: 1 });
  assert.equal(readdirSync(inBackups()), ['last']);
  await s.api('backup.delete', { backup: 'last' });
  assert.match((await refusalOf(s.api('backup.delete', { backup: 'last' }))).message, 'gantry backup ls');
});

t('P16: what a kill left half written is no backup and goes at the next start', async () => {
  mkdirSync(inBackups('half.part'), { recursive: true });
  assert.equal((await s.api('backup.list', {})).items, []);
  await s.restart();
  assert.equal(readdirSync(inBackups()), []);
});

t('X3, X11: only administrators, names stay inside the folder, and the audit tells who', async () => {
  const { token } = await s.api('token.create', { name: 'ops', role: 'developer' });
  assert.is((await refusalOf(api(s.url, token, 'backup.create', {}))).code, 'Forbidden');
  assert.is((await refusalOf(s.api('backup.create', { name: '../x' }))).code, 'ValidationError');
  assert.is((await refusalOf(s.api('backup.create', { name: 'x.part' }))).code, 'ValidationError');
  await s.api('backup.create', { name: 'a' });
  await s.api('backup.delete', { backup: 'a' });
  const { items } = await s.api('audit.list', { verb: 'backup.', outcome: 'done' });
  assert.equal(
    items.map(({ verb, target }) => [verb, target]),
    [
      ['backup.delete', 'backup a'],
      ['backup.create', 'backup a'],
    ],
  );
});

t.run();
