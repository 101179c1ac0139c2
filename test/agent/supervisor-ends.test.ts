import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { isLiving } from '../../agent/process-identity.ts';
import { hasControlGroups, newGroup, removeGroup } from '../../agent/supervisor/control-group.ts';
import { treePids } from '../../agent/supervisor/tree.ts';
import type { FakeCoordinator } from '../support/fake-coordinator.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { Supervision, shell } from './support/supervision.ts';

const t = suite('a supervisor ends its run, whatever happens');

let scene: Supervision;
let coordinator: FakeCoordinator;

t.before.each(async () => {
  scene = await new Supervision().start();
  coordinator = scene.coordinator;
});
t.after.each(() => scene.stop());

t('J26: a cancel asks softly first: the script hears the abort and finishes in its own way', async () => {
  const script = `
    const socket = require('node:net').connect(process.env.GANTRY_SOCKET, () => console.log('ready'));
    socket.on('data', (d) => { console.log('heard ' + JSON.parse(d).abort); process.exit(0); });`;
  const { run, gone } = await scene.begin({ 'main.cjs': script }, ['node', 'main.cjs']);
  await until('the script is ready', () => coordinator.lines(run).includes('ready'));
  coordinator.supervisors.get(run)!.notice('run.cancel', { run, epoch: 7, reason: 'cancelled', graceMs: 60_000 });
  await gone;
  assert.ok(coordinator.lines(run).includes('heard cancelled'));
  const { state, reason } = coordinator.ended(run)!;
  assert.equal([state, reason], ['cancelled', 'cancelled']);
});

t('P9: who ignores the softness is killed with the whole tree, own sessions and orphans included', async () => {
  const script = `
    trap '' TERM
    setsid sh -c 'trap "" TERM; while :; do sleep 1; done' &
    (setsid sh -c 'sleep 1000 & echo grandchild' &) 
    echo ready
    while :; do sleep 1; done`;
  const { run, gone } = await scene.begin(shell(script), ['./main.sh']);
  await until(
    'the tree is up',
    () => coordinator.lines(run).includes('ready') && coordinator.lines(run).includes('grandchild'),
  );
  assert.ok(treePids({ mark: run, root: 0 }).length >= 4);
  coordinator.supervisors.get(run)!.notice('run.cancel', { run, epoch: 7, reason: 'cancelled', graceMs: 200 });
  await gone;
  assert.equal(treePids({ mark: run, root: 0 }), []);
  assert.is(coordinator.ended(run)!.state, 'cancelled');
});

if (hasControlGroups())
  t('P9: a process that left its session, its parent and its environment behind is ended with the run', async () => {
    const script = `(setsid env -i sh -c 'echo orphan $$; touch up; exec sleep 1000' &)
      while [ ! -f up ]; do sleep 0.05; done`;
    const { run, gone } = await scene.begin(shell(script), ['./main.sh']);
    await gone;
    const [, pid] = /orphan (\d+)/.exec(coordinator.lines(run).join('\n')) ?? [];
    assert.ok(Number(pid) > 0);
    assert.not(isLiving(Number(pid)));
    const again = newGroup(run);
    assert.ok(again, 'its group is gone, or it could not be made again');
    removeGroup(again);
    assert.is(coordinator.ended(run)!.state, 'succeeded');
  });
else t.skip('P9: control groups', 'this machine lets nobody make one');

t('J28: a run that takes too long fails with reason timeout', async () => {
  const { run, gone } = await scene.begin(shell('sleep 1000'), ['./main.sh'], { timeoutMs: 300, stopGraceMs: 100 });
  await gone;
  const { state, reason } = coordinator.ended(run)!;
  assert.equal([state, reason], ['failed', 'timeout']);
  assert.equal(treePids({ mark: run, root: 0 }), []);
});

t('P3: a coordinator that says stop ends the tree at once', async () => {
  const { run, gone } = await scene.begin(shell('trap "" TERM; echo ready; while :; do sleep 1; done'), ['./main.sh']);
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  coordinator.supervisors.get(run)!.notice('run.stop', { run, epoch: 7, because: 'the run is lost' });
  await gone;
  assert.equal([coordinator.ended(run)!.state, coordinator.ended(run)!.reason], ['cancelled', 'forced']);
});

t('P7: while the coordinator is away nothing is lost; afterwards all lines come in order, once', async () => {
  const script =
    'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; echo done-writing; while [ ! -f go ]; do sleep 0.05; done';
  const { run, folder, gone } = await scene.begin(shell(script), ['./main.sh']);
  await until('it writes', () => coordinator.lines(run, 'stdout').length > 0);
  await coordinator.stop();
  const spool = join(folder, 'spool', '000000000001.jsonl');
  await until('it wrote on', () => readFileSync(spool, 'utf8').includes('done-writing'));
  await coordinator.start();
  writeFileSync(join(folder, 'work', 'go'), '');
  assert.is(await gone, 0);
  const expected = Array.from({ length: 3000 }, (_, i) => `line ${i}`);
  assert.equal(coordinator.lines(run, 'stdout'), [...expected, 'done-writing']);
  assert.equal(coordinator.problems, []);
});

t('E12: an upload that breaks goes on where it stopped', async () => {
  const script = `
    const fs = require('node:fs');
    fs.writeFileSync('big.bin', Buffer.alloc(3500000, 'gantry'));
    const socket = require('node:net').connect(process.env.GANTRY_SOCKET);
    socket.write(JSON.stringify({ id: 1, do: 'attach', path: 'big.bin' }) + '\\n');
    socket.on('data', () => process.exit(0));`;
  coordinator.breakUploads = 3;
  const { run, gone } = await scene.begin({ 'main.cjs': script }, ['node', 'main.cjs']);
  await gone;
  assert.is(coordinator.artifact('big.bin')!.content.length, 3_500_000);
  assert.ok(coordinator.artifact('big.bin')!.content.equals(Buffer.alloc(3_500_000, 'gantry')));
  assert.is(coordinator.ended(run)!.state, 'succeeded');
});

t('P6: a killed supervisor takes the command along; the next one reports the loss and spawns nothing', async () => {
  const script = 'echo ready; while :; do sleep 1; done';
  const { run, folder, child, gone } = await scene.begin(shell(script), ['./main.sh']);
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  const root = (coordinator.entries(run).find((e) => e.kind === 'started') as { pid: number }).pid;
  child.kill('SIGKILL');
  await gone;
  await until('the kernel killed the command', () => !isLiving(root));
  assert.is(await scene.supervise(folder).gone, 0);
  const ended = coordinator.ended(run)!;
  assert.equal([ended.state, ended.reason], ['lost', 'supervisor-vanished']);
  assert.is(coordinator.entries(run).filter((e) => e.kind === 'started').length, 1);
  assert.equal(treePids({ mark: run, root: 0 }), []);
  assert.equal(coordinator.problems, []);
});

t('P6: of six supervisors that start for one run at the same moment one spawns its command, once', async () => {
  const ledger = join(scene.data, 'ledger');
  const script = `echo spawned >> ${ledger}; echo ready; while [ ! -f go ]; do sleep 0.05; done`;
  const first = await scene.begin(shell(script), ['./main.sh']);
  const all = [first, ...Array.from({ length: 5 }, () => scene.supervise(first.folder))];
  const { run, folder } = first;
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  const alive = () => all.filter(({ child }) => child.exitCode === null);
  await until('the others have left', () => alive().length === 1);
  assert.is(await scene.supervise(folder).gone, 0, 'one that comes later leaves, too');
  writeFileSync(join(folder, 'work', 'go'), '');
  assert.equal(new Set(await Promise.all(all.map(({ gone }) => gone))), new Set([0]));
  assert.is(readFileSync(ledger, 'utf8'), 'spawned\n');
  assert.is(coordinator.entries(run).filter((e) => e.kind === 'started').length, 1);
  assert.is(coordinator.ended(run)!.state, 'succeeded');
});

t.run();
