/** P15: a disk that is nearly full, and one that is: what is refused in words, and what still goes. A small tmpfs is that disk. */
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { fill, mountSmallDisk, unmount } from '../../bin/drill/small-disk.ts';
import { countsAs, hasRoomFor } from '../../coordinator/domain/room.ts';
import { contract, verbNames, type WriteVerb } from '../../protocol/contract.ts';
import type { DiskState } from '../../protocol/shapes-disk.ts';
import type { JobChange } from '../../protocol/shapes-job.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { content, sent } from './support/evidence.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('services: a disk nearly full');
const MIB = 1024 ** 2;
const data = folder('small-disk');
const mounted = mountSmallDisk(data);
let s: Stage;

t.before.each(async () => {
  if (mounted) s = await stage({ data, timers: { diskLookMs: 20, reserveAfterMs: 0 } });
});
t.after.each(async () => {
  await s?.close();
  for (const name of ['ballast', 'gantry.db', 'gantry.db-wal', 'gantry.redo.db'])
    rmSync(join(data, name), { force: true });
});
t.after(() => unmount(data));

const ballast = join(data, 'ballast');
const reserve = join(data, 'reserve');
const freeBytes = () => {
  const { bavail, bsize } = statfsSync(data);
  return bavail * bsize;
};
const stateIs = (state: DiskState) =>
  until(`the disk is ${state}`, async () => (await s.api('session.show', {})).coordinator.disk.state === state);

/** A run that has taken one of three items of `orders`. */
async function work() {
  await s.api('pool.create', { name: 'p' });
  await s.deploy('hello', 'p');
  await s.api('queue.create', { name: 'orders' });
  for (const value of [1, 2, 3]) await s.api('resource.add', { queue: 'orders', value });
  const { supervisor, script, job } = await s.running(await s.agent('r1', 'p'), 'hello');
  const { id } = await script.call('resource.get', { queue: 'orders', timeout: 0 });
  return { supervisor, script, job, item: { queue: 'orders', id } };
}

t('P15: the table of what is done knows that whatever ends, lets go or deletes is always done', () => {
  const writes = verbNames.filter((verb) => contract[verb].kind === 'write') as WriteVerb[];
  const of = (state: DiskState) => writes.filter((verb) => hasRoomFor(verb, state));
  assert.equal(of('ok'), writes);
  assert.equal(of('tight'), writes);
  const full = of('full');
  assert.equal(
    writes.filter((verb) => /\.(delete|cancel|stop|unlock|markProcessed|fail|purge|expire|lose|withdraw)$/.test(verb)),
    full.filter((verb) => /\.(delete|cancel|stop|unlock|markProcessed|fail|purge|expire|lose|withdraw)$/.test(verb)),
  );
  assert.equal(
    full.filter((verb) => !of('low').includes(verb)),
    [],
    'what is done when it is full is done before',
  );
  for (const verb of ['resource.add', 'job.run', 'version.added', 'artifact.create'] as const)
    assert.not(of('low').includes(verb), verb);
});

t('P15, J31: a batch of jobs counts as what it does: again takes in, cancel ends, a priority does neither', () => {
  const done = (change: JobChange) =>
    (['low', 'full'] as const).map((state) => hasRoomFor(countsAs('job.batch', { ids: [], change }), state));
  assert.equal(done({ again: true }), [false, false]);
  assert.equal(done({ cancel: true }), [true, true]);
  assert.equal(done({ priority: 5 }), [true, false]);
  assert.is(countsAs('job.run', {}), 'job.run');
});

if (!mounted) t.skip('P15: a disk nearly full', 'this account may not mount a small one');
else {
  t('P15, E17: nearly full: nothing new is taken, what runs goes on to its end, and it is said', async () => {
    const { supervisor, script, job, item } = await work();
    await until('the reserve is kept', () => existsSync(reserve));
    writeFileSync(ballast, Buffer.alloc(freeBytes() - 2 * MIB));
    await stateIs('low');
    const { disk } = (await s.api('session.show', {})).coordinator;
    assert.match(disk.says!, /nearly full .*nothing new is taken, what runs goes on/);
    const add = await refusalOf(s.api('resource.add', { queue: 'orders', value: 4 }));
    assert.equal([add.code, add.retryInMs! > 0], ['Unavailable', true]);
    assert.match(add.message, /disk is nearly full.*free some space/);
    assert.is((await refusalOf(s.api('job.run', { deployment: 'hello' }))).code, 'Unavailable');
    const again = await refusalOf(s.api('job.batch', { ids: [job], change: { again: true } }));
    assert.match(again.message, /disk is nearly full.*free some space/);
    const all = await refusalOf(s.api('job.batchWhere', { where: {}, change: { again: true }, key: 'again' }));
    assert.is(all.code, 'Unavailable');
    assert.is((await s.publish(await archiveOf(manifestOf('other')))).status, 503);
    const { run, epoch } = supervisor.order;
    const file = {
      run,
      epoch,
      kind: 'file',
      name: 'a.txt',
      mime: 'text/plain',
      bytes: 1,
      atMs: 1,
      label: '',
      meta: {},
    } as const;
    const evidence = await refusalOf(supervisor.call('artifact.create', { ...file, sha256: '0'.repeat(64) }));
    assert.is(evidence.code, 'Unavailable');
    assert.match(await metrics(), /gantry_disk_state\{state="low"\} 1/);
    await script.call('resource.markProcessed', item);
    assert.ok(await script.call('resource.get', { queue: 'orders', timeout: 0 }), 'the queue goes on');
    await supervisor.end();
    assert.is((await s.api('job.show', { job })).state, 'succeeded');
    rmSync(ballast);
    await stateIs('ok');
    await s.api('resource.add', { queue: 'orders', value: 4 });
  });

  t(
    'E17: a disk that gets full takes the oldest evidence, videos first, and says so; no more than is needed',
    async () => {
      const { supervisor, script } = await work();
      const w = { s, agent: undefined as never, supervisor, script, run: supervisor.order.run };
      await until('the reserve is kept', () => existsSync(reserve));
      const ids: string[] = [];
      const all = { shot: 'screenshot', old: 'video', new: 'video', f: 'file' } as const;
      for (const [name, kind] of Object.entries(all)) ids.push(await sent(w, kind, name, 2 * MIB));
      await supervisor.end();
      s.clock.advance(2 * 86_400_000);
      writeFileSync(ballast, Buffer.alloc(freeBytes() - 5 * MIB));
      const states = async () => (await s.api('run.show', { run: w.run })).artifacts.map(({ state }) => state);
      await until('the oldest video is gone', async () => (await states())[1] === 'deleted');
      await stateIs('ok');
      const { artifacts, run } = await s.api('run.show', { run: w.run });
      assert.equal(
        artifacts.map(({ name, state }) => [name, state]),
        Object.keys(all).map((name) => [name, name === 'old' ? 'deleted' : 'complete']),
      );
      assert.is(artifacts[1]!.because, 'the disk of the coordinator was nearly full');
      assert.is(run.state, 'succeeded');
      assert.is((await content(s, ids[1]!)).status, 404);
      await s.api('resource.add', { queue: 'orders', value: 4 });
    },
  );

  t(
    'P15: full: the reserve is given back, so that ends and releases still fit, and is kept again afterwards',
    async () => {
      const { supervisor, script, job, item } = await work();
      await s.api('robot.pause', { robot: 'r1', paused: true });
      const waiting = (await s.api('job.run', { deployment: 'hello' })).jobs[0]!.id;
      await until('the reserve is kept', () => existsSync(reserve));
      fill(ballast);
      await stateIs('full');
      assert.not(existsSync(reserve));
      const taken = await refusalOf(script.call('resource.get', { queue: 'orders', timeout: 0 }));
      assert.match(taken.message, /disk is full: only what ends, lets go or deletes is done/);
      await script.call('resource.markProcessed', item);
      await supervisor.end();
      assert.is((await s.api('job.show', { job })).state, 'succeeded');
      assert.is((await s.api('job.batch', { ids: [waiting], change: { cancel: true } })).done, 1);
      assert.is((await s.api('job.show', { job: waiting })).state, 'cancelled');
      await s.api('queue.delete', { queue: 'orders', force: true });
      rmSync(ballast);
      await stateIs('ok');
      await until('the reserve is kept again', () => existsSync(reserve));
    },
  );

  t('P15: a start on a full disk takes the reserve', async () => {
    await until('the reserve is kept', () => existsSync(reserve));
    fill(ballast);
    await s.restart();
    assert.is((await s.api('session.show', {})).coordinator.disk.state, 'full');
  });
}

async function metrics(): Promise<string> {
  const response = await fetch(`${s.url}/metrics`, { headers: { authorization: `Bearer ${s.token}` } });
  return response.text();
}

t.run();
