import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { wallMs } from '../../agent/clock.ts';
import { supervisorEnvironment } from '../../agent/config.ts';
import { processStat } from '../../agent/process-identity.ts';
import type { RunFile } from '../../agent/run-folder.ts';
import { treePids } from '../../agent/supervisor/tree.ts';
import { FakeCoordinator } from '../support/fake-coordinator.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { archiveOf, DEFAULT_SETTINGS, endRuns, NO_TOOLS, type OrderParts, orderOf } from './support/scene.ts';

const t = suite('a supervisor runs one run instance');
const MAIN = join(import.meta.dirname, '..', '..', 'agent', 'supervisor', 'main.ts');

let coordinator: FakeCoordinator;
let data: string;
const started: ChildProcess[] = [];

t.before.each(async () => {
  coordinator = await new FakeCoordinator().start();
  data = folder('agent');
});
t.after.each(async () => {
  await endRuns(data);
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await coordinator.stop();
});

interface Begun {
  run: string;
  folder: string;
  child: ChildProcess;
  gone: Promise<number | null>;
}

/** A supervisor for a package of these files. */
async function begin(files: Record<string, string>, command: string[], parts: OrderParts = {}): Promise<Begun> {
  const archive = await archiveOf(files);
  const order = orderOf(archive, command, parts);
  coordinator.know(order, archive);
  const runFolder = join(data, 'runs', order.run);
  mkdirSync(runFolder, { recursive: true });
  const settings = { ...DEFAULT_SETTINGS };
  const file: RunFile = { order, url: coordinator.url, data, startedAt: wallMs(), settings, tools: NO_TOOLS };
  writeFileSync(join(runFolder, 'order.json'), JSON.stringify(file), { mode: 0o600 });
  return { run: order.run, folder: runFolder, ...supervise(runFolder) };
}

function supervise(runFolder: string): { child: ChildProcess; gone: Promise<number | null> } {
  const env = { ...supervisorEnvironment(), SECRET_OF_AGENT: 'must not be seen' };
  const child = spawn(process.execPath, [MAIN, runFolder], { env, stdio: 'ignore', detached: true });
  started.push(child);
  return { child, gone: new Promise((resolve) => child.on('exit', resolve)) };
}

const shell = (script: string) => ({ 'main.sh': `#!/bin/sh\n${script}\n` });

t('P8: lines come in order and once, then the end; the folder is cleared away when all is acknowledged', async () => {
  const { run, folder, gone } = await begin(shell('echo one; echo two >&2; printf "no newline"'), ['./main.sh']);
  assert.is(await gone, 0);
  assert.equal(coordinator.lines(run, 'stdout'), ['one', 'no newline']);
  assert.equal(coordinator.lines(run, 'stderr'), ['two']);
  const kinds = coordinator.entries(run).map((e) => e.kind);
  assert.is(kinds[0], 'started');
  assert.ok(kinds.lastIndexOf('line') < kinds.indexOf('ended'));
  assert.equal(coordinator.ended(run), { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 });
  assert.not.ok(existsSync(folder));
  assert.equal(coordinator.problems, []);
});

t('X12: the command gets a clean environment, its own working folder and what the table lists', async () => {
  const script = 'env; echo "cwd $(pwd)"; echo "param $GANTRY_PARAM_CUSTOMER"';
  const { run, folder, gone } = await begin(shell(script), ['./main.sh'], { params: { customer: 'Ms Ωmega' } });
  await gone;
  const lines = coordinator.lines(run, 'stdout');
  const names = lines.flatMap((l) => /^([A-Za-z_]+)=/.exec(l)?.[1] ?? []);
  const allowed = /^(PATH|HOME|LANG|TZ|TMPDIR|PWD|OLDPWD|SHLVL|_|GANTRY_[A-Z_]+)$/;
  assert.equal(
    names.filter((n) => !allowed.test(n)),
    [],
  );
  assert.ok(lines.includes(`cwd ${join(folder, 'work')}`));
  assert.ok(lines.includes('param Ms Ωmega'));
  const seen = JSON.parse(lines.find((l) => l.startsWith('GANTRY_RUN='))!.slice('GANTRY_RUN='.length));
  assert.equal(seen, {
    run,
    epoch: 7,
    job: 'j_1',
    attempt: 2,
    attempts: 4,
    deployment: 'invoices daily',
    source: 'manual',
    robot: 'robot one',
    package: 'invoices',
    version: '1.0.3',
  });
});

t('E5: tokens and credentials are masked in every written form', async () => {
  const secret = 'p"ä ss/wörd+1';
  const script = `
    const { secret } = JSON.parse(process.env.GANTRY_PARAMS).login;
    console.log('plain ' + secret);
    console.log(JSON.stringify({ secret }));
    console.log(encodeURIComponent(secret));
    console.log(Buffer.from('user:' + secret).toString('base64'));
    console.error('token ' + process.env.GANTRY_RUN_TOKEN);
    process.stdout.write('x'.repeat(65530) + secret + 'y'.repeat(100) + '\\n');`;
  const { run, gone } = await begin({ 'main.js': script }, ['node', 'main.js'], {
    params: { login: { user: 'ann', secret } },
    manifest: { parameters: [{ name: 'login', type: 'credential', required: true }] },
  });
  await gone;
  const all = coordinator.lines(run).join('\n');
  assert.match(all, /plain •••/);
  for (const form of [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    'wörd+1',
    `script-token-${run}`,
  ])
    assert.not.ok(all.includes(form), form);
  assert.not.ok(all.includes(Buffer.from(`user:${secret}`).toString('base64').slice(8, -3)));
});

t('J33: a program without the SDK leaves its output in a file', async () => {
  const { run, gone } = await begin(shell(`echo '{"entered": 12}' > "$GANTRY_OUTPUT"`), ['./main.sh']);
  await gone;
  assert.equal(
    coordinator.entries(run).find((e) => e.kind === 'output'),
    { kind: 'output', value: { entered: 12 } },
  );
});

t('S16: a script logs, steps, reports progress, attaches and fails by its local socket', async () => {
  const script = `
    const socket = require('node:net').connect(process.env.GANTRY_SOCKET);
    const say = (m) => socket.write(JSON.stringify(m) + '\\n');
    require('node:fs').writeFileSync('made.txt', 'attached content');
    say({ do: 'log', level: 'warn', text: 'hello', fields: { a: 1 } });
    say({ do: 'step', step: 1, name: 'enter' });
    say({ do: 'progress', done: 1, total: 9 });
    say({ do: 'step-end', step: 1, ok: false, ms: 3, error: 'no field' });
    say({ do: 'output', value: 'o'.repeat(900000) });
    say({ do: 'error', kind: 'business', message: 'customer is blocked' });
    say({ id: 1, do: 'attach', path: 'made.txt', name: 'note.txt' });
    say({ id: 2, do: 'attach', path: 'absent.txt' });
    say({ id: 3, do: 'screenshot', label: 'x' });
    let text = '';
    socket.on('data', (d) => {
      text += d;
      if (text.split('\\n').length === 4) { console.log(text); process.exit(1); }
    });`;
  const { run, gone } = await begin({ 'main.cjs': script }, ['node', 'main.cjs']);
  await gone;
  const entries = coordinator.entries(run);
  const { e } = coordinator.runs.get(run)!.entries.find((x) => x.e.kind === 'line' && x.e.source === 'script')!;
  assert.equal(e, { kind: 'line', level: 'warn', source: 'script', text: 'hello', fields: { a: 1 } });
  assert.equal(
    entries.find((x) => x.kind === 'step-end'),
    { kind: 'step-end', step: 1, ok: false, ms: 3, error: 'no field' },
  );
  assert.is((entries.find((x) => x.kind === 'output') as { value: string }).value.length, 900_000);
  const { state, reason, error } = coordinator.ended(run)!;
  assert.equal([state, reason, error], ['failed', 'business-error', 'customer is blocked']);
  assert.is(coordinator.artifact('note.txt')!.content.toString(), 'attached content');
  const answers = coordinator.lines(run, 'stdout').join('\n');
  assert.match(answers, /"re":1,"ok":\{"name":"note.txt"\}/);
  assert.match(answers, /"re":2,"err":\{"code":"ValidationError"/);
  assert.equal(coordinator.problems, []);
});

t('J5: a package finds the SDK without shipping it, by import and by require', async () => {
  const script = `
    import { createRequire } from 'node:module';
    const found = import.meta.resolve('gantry');
    console.log('import ' + (await import('node:fs')).readFileSync(new URL(found), 'utf8').includes('/sdk/index.'));
    console.log('require ' + createRequire(import.meta.url).resolve('gantry').endsWith('index.js'));`;
  const { run, gone } = await begin({ 'main.mjs': script }, ['node', 'main.mjs']);
  await gone;
  assert.equal(coordinator.lines(run, 'stdout'), ['import true', 'require true']);
});

t('J26: a cancel asks softly first: the script hears the abort and finishes in its own way', async () => {
  const script = `
    const socket = require('node:net').connect(process.env.GANTRY_SOCKET, () => console.log('ready'));
    socket.on('data', (d) => { console.log('heard ' + JSON.parse(d).abort); process.exit(0); });`;
  const { run, gone } = await begin({ 'main.cjs': script }, ['node', 'main.cjs']);
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
  const { run, gone } = await begin(shell(script), ['./main.sh']);
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

t('J28: a run that takes too long fails with reason timeout', async () => {
  const { run, gone } = await begin(shell('sleep 1000'), ['./main.sh'], { timeoutMs: 300, stopGraceMs: 100 });
  await gone;
  const { state, reason } = coordinator.ended(run)!;
  assert.equal([state, reason], ['failed', 'timeout']);
  assert.equal(treePids({ mark: run, root: 0 }), []);
});

t('P3: a coordinator that says stop ends the tree at once', async () => {
  const { run, gone } = await begin(shell('trap "" TERM; echo ready; while :; do sleep 1; done'), ['./main.sh']);
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  coordinator.supervisors.get(run)!.notice('run.stop', { run, epoch: 7, because: 'the run is lost' });
  await gone;
  assert.equal([coordinator.ended(run)!.state, coordinator.ended(run)!.reason], ['cancelled', 'forced']);
});

t('a failing script ends with its exit code and its last words', async () => {
  const { run, gone } = await begin(shell('echo "cannot open door" >&2; exit 3'), ['./main.sh']);
  await gone;
  const ended = coordinator.ended(run)!;
  assert.equal(
    [ended.state, ended.reason, ended.exitCode, ended.error],
    ['failed', 'script-error', 3, 'cannot open door'],
  );
});

t('a command that does not exist fails as spawn, naming it', async () => {
  const { run, gone } = await begin(shell(''), ['no-such-program']);
  await gone;
  assert.is(coordinator.ended(run)!.reason, 'spawn');
  assert.match(coordinator.ended(run)!.error!, /no-such-program/);
});

t('J4: an archive whose content is not what was ordered never runs', async () => {
  const { run, gone } = await begin(shell('echo ran'), ['./main.sh'], { sha256: 'ab'.repeat(32) });
  await gone;
  assert.is(coordinator.ended(run)!.reason, 'package');
  assert.not.ok(coordinator.lines(run).includes('ran'));
});

t('P7: while the coordinator is away nothing is lost; afterwards all lines come in order, once', async () => {
  const script =
    'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; echo done-writing; while [ ! -f go ]; do sleep 0.05; done';
  const { run, folder, gone } = await begin(shell(script), ['./main.sh']);
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
  const { run, gone } = await begin({ 'main.cjs': script }, ['node', 'main.cjs']);
  await gone;
  assert.is(coordinator.artifact('big.bin')!.content.length, 3_500_000);
  assert.ok(coordinator.artifact('big.bin')!.content.equals(Buffer.alloc(3_500_000, 'gantry')));
  assert.is(coordinator.ended(run)!.state, 'succeeded');
});

t('P6: a killed supervisor takes the command along; the next one reports the loss and spawns nothing', async () => {
  const script = 'echo ready; while :; do sleep 1; done';
  const { run, folder, child, gone } = await begin(shell(script), ['./main.sh']);
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  const root = (coordinator.entries(run).find((e) => e.kind === 'started') as { pid: number }).pid;
  child.kill('SIGKILL');
  await gone;
  await until('the kernel killed the command', () => {
    const state = processStat(root)?.state;
    return state === undefined || state === 'Z' || state === 'X';
  });
  assert.is(await supervise(folder).gone, 0);
  const ended = coordinator.ended(run)!;
  assert.equal([ended.state, ended.reason], ['lost', 'supervisor-vanished']);
  assert.is(coordinator.entries(run).filter((e) => e.kind === 'started').length, 1);
  assert.equal(treePids({ mark: run, root: 0 }), []);
  assert.equal(coordinator.problems, []);
});

t('one supervisor per run: a second one leaves the folder to the first', async () => {
  const { run, folder, gone } = await begin(shell('echo ready; while [ ! -f go ]; do sleep 0.05; done'), ['./main.sh']);
  await until('it is on', () => coordinator.lines(run).includes('ready'));
  assert.is(await supervise(folder).gone, 0);
  writeFileSync(join(folder, 'work', 'go'), '');
  await gone;
  assert.is(coordinator.entries(run).filter((e) => e.kind === 'started').length, 1);
  assert.is(coordinator.ended(run)!.state, 'succeeded');
});

t.run();
