/** Run instances: offer and accept (P6), epochs (P3), reports (P7), ends (P8, J27), tokens (X2), files. */
import * as assert from 'uvu/assert';
import { runView } from '../../coordinator/domain/run-view.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('run instances');

function setup() {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy().name);
  return { f, robot, job };
}
function running() {
  const made = setup();
  return { ...made, run: made.f.start(made.robot) };
}
const line = (text: string, level: 'info' | 'error' = 'info') =>
  ({ kind: 'line', level, source: 'stdout', text }) as const;

t('P6: accepting counts the attempt and gives the order with two tokens of this run and epoch', () => {
  const f = fleet();
  f.publish({ timeout: 60_000, stopGrace: 4_321, parameters: [{ name: 'days', type: 'number', default: 2 }] }, 'd');
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy({ retries: 5, recording: 'on_failure' });
  const job = f.run(d.name);
  const run = f.dispatch(robot)!;
  assert.equal([f.job(job).attempts, f.job(job).state, run.state], [0, 'queued', 'assigned']);
  f.world.now += 50;
  const order = f.accept(run);
  assert.equal([f.job(job).attempts, f.job(job).state, f.job(job).started], [1, 'running', f.world.now]);
  const { supervisorToken, scriptToken, manifest, ...rest } = order;
  assert.equal(rest, {
    ...{ run: run.id, epoch: 1, job, number: 1, attempts: 6, deployment: d.name, source: 'manual', robot: 'Ann' },
    ...{ package: 'invoices', version: '1.0.0', sha256: 'd'.repeat(64), bytes: 321, params: { days: 2 } },
    ...{ recording: 'on_failure', timeoutMs: 60_000, stopGraceMs: 4_321 },
  });
  assert.is(manifest.name, 'invoices');
  assert.is.not(supervisorToken, scriptToken);
  const tokens = f.world.all('token').filter((token) => token.subject === run.id);
  assert.equal(tokens.map((token) => token.kind).sort(), ['script', 'supervisor']);
  assert.equal(
    tokens.map((token) => token.epoch),
    [1, 1],
  );
});

t('P6: said again because the answer was lost, accept gives new tokens and voids the first', () => {
  const { f, robot, job } = setup();
  const run = f.dispatch(robot)!;
  const first = f.accept(run);
  const second = f.accept(run);
  assert.is.not(first.scriptToken, second.scriptToken);
  assert.is(f.job(job).attempts, 1);
  assert.is(f.world.all('token').filter((token) => token.subject === run.id).length, 2);
  f.report(run, line('at work'));
  f.refused('IllegalState', 'run.accept', { run: run.id, epoch: run.epoch }, f.agent(robot));
});

t('P6: an offer that is withdrawn or refused costs no attempt and leaves no run instance', () => {
  const { f, robot, job } = setup();
  const first = f.dispatch(robot)!;
  f.do('run.withdraw', { run: first.id, epoch: first.epoch, because: 'no answer' });
  assert.equal([f.job(job).attempts, f.job(job).waiting, f.world.row('robot', robot).state], [0, 1, 'idle']);
  assert.match(f.job(job).message, 'attempt 1 of 4, waiting for a robot (no answer)');
  const second = f.dispatch(robot)!;
  assert.ok(second.epoch > first.epoch);
  f.do('run.refuse', { run: second.id, epoch: second.epoch, because: 'disk full' }, f.agent(robot));
  assert.is(f.world.all('run').length, 0);
  assert.equal([f.job(job).attempts, f.job(job).waiting], [0, 0]);
  assert.is(f.dispatch(robot), undefined);
  f.world.now = f.job(job).notBefore;
  f.do('job.due', { limit: 10 });
  assert.ok(f.dispatch(robot));
});

t('P6: a withdrawal that comes after the accept changes nothing', () => {
  const { f, run, job } = running();
  f.do('run.withdraw', { run: run.id, epoch: run.epoch, because: 'no answer' });
  assert.equal([f.world.row('run', run.id).state, f.job(job).state], ['running', 'running']);
});

t('P3: an agent whose connection was replaced, or of another robot, accepts nothing', () => {
  const { f, robot } = setup();
  const old = f.agent(robot);
  f.connect(robot);
  const run = f.dispatch(robot)!;
  f.refused('Unauthenticated', 'run.accept', { run: run.id, epoch: run.epoch }, old);
  f.refused('Forbidden', 'run.accept', { run: run.id, epoch: run.epoch }, f.agent(f.robot('Ben')));
  f.refused('RunEnded', 'run.accept', { run: run.id, epoch: run.epoch + 1 }, f.agent(robot));
});

t('P7: a report is applied in order, lines get positions, counters count', () => {
  const { f, run } = running();
  f.quiet();
  const answer = f.report(
    run,
    { kind: 'started', pid: 44 },
    line('one'),
    { kind: 'step', step: 1, name: 'enter' },
    line('two', 'error'),
    { kind: 'step-end', step: 1, ok: false, ms: 33, error: 'no button' },
    { kind: 'progress', done: 3, total: 9 },
    { kind: 'output', value: { entered: 12 } },
    { kind: 'recording', says: 'recording 1280x720' },
  );
  assert.equal(answer, { acked: 8 });
  f.report(run, line('three'));
  const row = f.world.row('run', run.id);
  assert.equal([row.lines, row.errors, row.acked, row.recording], [3, 1, 9, 'recording 1280x720']);
  assert.equal([row.progress, row.output], [{ done: 3, total: 9 }, { entered: 12 }]);
  assert.is(row.started, row.accepted + 10);
  const shown = runView(f.world.view, row);
  assert.equal(shown.steps, [{ name: 'enter', atMs: 30, ok: false, ms: 33, error: 'no button' }]);
  const logs = f.world.all('log');
  assert.equal(
    logs.map((log) => [log.id, log.first, log.count]),
    [
      [`${run.id}:000000000001`, 1, 2],
      [`${run.id}:000000000003`, 3, 1],
    ],
  );
  assert.equal(
    (logs[0]!.lines as LogLine[]).map((l) => [l.n, l.text, l.atMs]),
    [
      [1, 'one', 20],
      [2, 'two', 40],
    ],
  );
  assert.equal(
    f.effects('lines').map((e) => e.lines.length),
    [2, 1],
  );
});

t('P7: what was acknowledged is skipped, a gap is refused with the number that must come', () => {
  const { f, run } = running();
  const send = (...ns: number[]) => ({
    run: run.id,
    epoch: run.epoch,
    entries: ns.map((n) => ({ n, atMs: n, e: line(`n${n}`) })),
  });
  const who = f.supervisor(run);
  f.do('run.report', send(1, 2), who);
  assert.equal(f.do('run.report', send(1, 2), who), { acked: 2 });
  assert.equal(f.do('run.report', send(2, 3), who), { acked: 3 });
  assert.is(f.world.row('run', run.id).lines, 3);
  const gap = f.refused('ValidationError', 'run.report', send(5), who);
  assert.match(gap.message, 'entry 4 must come next, not 5');
  f.refused('ValidationError', 'run.report', send(4, 6), who);
  assert.is(f.world.row('run', run.id).acked, 3);
});

t('P8: the end takes the log’s tail first, frees robot and script token, and keeps the supervisor’s', () => {
  const { f, robot, run, job } = running();
  f.quiet();
  f.world.now += 5_000;
  const answer = f.report(
    run,
    line('last'),
    { kind: 'output', value: 7 },
    { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 },
  );
  assert.equal(answer, { acked: 3 });
  const row = f.world.row('run', run.id);
  assert.equal([row.state, row.lines, row.exitCode, row.open, row.reported], ['succeeded', 1, 0, 0, 1]);
  assert.is(row.ended, run.accepted + 30);
  assert.equal([f.job(job).state, f.job(job).output, f.job(job).ended], ['succeeded', 7, row.ended]);
  assert.equal([f.world.row('robot', robot).state, f.world.row('robot', robot).run], ['idle', '']);
  assert.equal(
    f.world
      .all('token')
      .filter((token) => token.subject === run.id)
      .map((token) => token.kind),
    ['supervisor'],
  );
  assert.equal(
    f.effects('ended').map((e) => [e.run, e.state]),
    [[run.id, 'succeeded']],
  );
  assert.is(f.effects('stop').length, 0);
  assert.equal(
    f.effects('dispatch').map((e) => e.robot),
    [robot],
  );
});

t('J27: a late end changes nothing and is told to stop; its lines are still taken', () => {
  const { f, run, job } = running();
  f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silent for 300 s' });
  const lost = f.world.row('run', run.id);
  const answer = f.report(
    run,
    line('the tail'),
    { kind: 'progress', done: 1, total: 1 },
    { kind: 'output', value: 5 },
    { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 },
  );
  assert.is(answer.acked, 4);
  assert.match(answer.stop!, 'lost');
  const after = f.world.row('run', run.id);
  assert.equal(
    [after.state, after.reason, after.error, after.ended],
    [lost.state, 'agent-lost', 'silent for 300 s', lost.ended],
  );
  assert.equal([after.lines, after.progress, after.output, after.exitCode], [1, null, null, null]);
  assert.equal([f.job(job).state, f.job(job).waiting], ['running', 1]);
  assert.equal(f.report(run, { kind: 'recording', says: 'uploaded' }), { acked: 5 });
  assert.is(f.world.row('run', run.id).recording, 'uploaded');
});

t('P3: a stale epoch changes nothing and is told to stop; its lines are still taken', () => {
  const { f, run } = running();
  const entries = [
    { n: 1, atMs: 1, e: line('stale') },
    { n: 2, atMs: 2, e: { kind: 'ended', state: 'failed', reason: 'script-error' } as const },
  ];
  const answer = f.do('run.report', { run: run.id, epoch: run.epoch - 1, entries }, f.supervisor(run, run.epoch - 1));
  assert.is(answer.acked, 2);
  assert.match(answer.stop!, 'given out again');
  assert.equal([f.world.row('run', run.id).state, f.world.row('run', run.id).lines], ['running', 1]);
});

t('P3: a supervisor reports only its own run; of an unknown one nothing is kept', () => {
  const { f, run } = running();
  const entries = [{ n: 7, atMs: 1, e: line('x') }];
  const other = { kind: 'supervisor', run: 'r_other', epoch: run.epoch, workspace: 'w_main' } as const;
  f.refused('Forbidden', 'run.report', { run: run.id, epoch: run.epoch, entries }, other);
  const answer = f.do('run.report', { run: 'r_other', epoch: run.epoch, entries }, other);
  assert.is(answer.acked, 7);
  assert.match(answer.stop!, 'unknown');
});

t('P5: a run whose supervisor vanished is lost; said of an ended one it changes nothing', () => {
  const { f, robot, run, job } = running();
  const said = { run: run.id, epoch: run.epoch, because: 'killed' };
  f.do('run.vanished', said, f.agent(robot));
  assert.equal([f.world.row('run', run.id).state, f.world.row('run', run.id).reason], ['lost', 'supervisor-vanished']);
  const before = f.job(job);
  f.do('run.vanished', said, f.agent(robot));
  f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
  assert.equal(f.job(job), before);
});

t('Q29, Q15: the end of a run releases its locks and counts a failure on what it had taken', () => {
  const { f, robot, run } = running();
  f.do('queue.create', { name: 'invoices', attemptLimit: 3 }, f.person());
  f.do('resource.add', { queue: 'invoices', value: 1 }, f.person());
  const script = { kind: 'script', run: run.id, epoch: run.epoch, workspace: 'w_main' } as const;
  const { id } = f.do('resource.get', { queue: 'invoices', lock: { read: true, write: true } }, script);
  f.end(run, 'failed', 'no such button');
  const row = f.world.row('resource', id);
  assert.equal([row.readOwner, row.writeOwner, row.attemptsLeft, row.status], ['', '', 2, 'in_progress']);
  f.refused('RunEnded', 'resource.get', { queue: 'invoices' }, script);
  assert.ok(f.dispatch(robot));
});

t('E12: a file is announced once, counted once, and may come after the end', () => {
  const { f, run } = running();
  f.end(run);
  const file = {
    run: run.id,
    epoch: run.epoch,
    kind: 'screenshot' as const,
    name: 's1.png',
    mime: 'image/png',
    bytes: 90,
    sha256: 'e'.repeat(64),
    atMs: 5,
    label: 'no button',
    meta: {},
  };
  const first = f.do('artifact.create', file, f.supervisor(run));
  assert.equal([first.state, first.received], ['uploading', 0]);
  f.do('artifact.received', { artifact: first.id, received: 40, complete: false });
  const again = f.do('artifact.create', file, f.supervisor(run));
  assert.equal([again.id, again.received], [first.id, 40]);
  assert.is(f.world.row('run', run.id).screenshots, 1);
  f.refused('Conflict', 'artifact.create', { ...file, sha256: 'f'.repeat(64) }, f.supervisor(run));
  f.do('artifact.received', { artifact: first.id, received: 90, complete: true });
  f.do('artifact.received', { artifact: first.id, received: 40, complete: false });
  const row = f.world.row('artifact', first.id);
  assert.equal([row.state, row.received], ['complete', 90]);
  f.refused('Forbidden', 'artifact.create', { ...file, run: 'r_other' }, f.supervisor(run));
});

t('E7: the probed video stands on the run', () => {
  const { f, run } = running();
  const video = { artifact: 'a_1', bytes: 5, seconds: 1.5, width: 640, height: 480, fps: 5, offsetMs: 12 };
  f.do('run.video', { run: run.id, video });
  assert.equal(runView(f.world.view, f.world.row('run', run.id)).video, video);
});

t.run();
