import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { FakeCoordinator } from '../support/fake-coordinator.ts';
import { suite } from '../support/suite.ts';
import { Supervision, shell } from './support/supervision.ts';

const t = suite('a supervisor runs one run instance');

let scene: Supervision;
let coordinator: FakeCoordinator;

t.before.each(async () => {
  scene = await new Supervision().start();
  coordinator = scene.coordinator;
});
t.after.each(() => scene.stop());

t('P8: lines come in order and once, then the end; the folder is cleared away when all is acknowledged', async () => {
  const { run, folder, gone } = await scene.begin(shell('echo one; echo two >&2; printf "no newline"'), ['./main.sh']);
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
  const { run, folder, gone } = await scene.begin(shell(script), ['./main.sh'], { params: { customer: 'Ms Ωmega' } });
  await gone;
  const lines = coordinator.lines(run, 'stdout');
  const names = lines.flatMap((l) => /^([A-Za-z_]+)=/.exec(l)?.[1] ?? []);
  const allowed =
    /^(PATH|HOME|LANG|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|PWD|OLDPWD|SHLVL|_|GANTRY_[A-Z_]+)$/;
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
  const { run, gone } = await scene.begin({ 'main.js': script }, ['node', 'main.js'], {
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
  const { run, gone } = await scene.begin(shell(`echo '{"entered": 12}' > "$GANTRY_OUTPUT"`), ['./main.sh']);
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
  const { run, gone } = await scene.begin({ 'main.cjs': script }, ['node', 'main.cjs']);
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
  const { run, gone } = await scene.begin({ 'main.mjs': script }, ['node', 'main.mjs']);
  await gone;
  assert.equal(coordinator.lines(run, 'stdout'), ['import true', 'require true']);
});

t('a failing script ends with its exit code and its last words', async () => {
  const { run, gone } = await scene.begin(shell('echo "cannot open door" >&2; exit 3'), ['./main.sh']);
  await gone;
  const ended = coordinator.ended(run)!;
  assert.equal(
    [ended.state, ended.reason, ended.exitCode, ended.error],
    ['failed', 'script-error', 3, 'cannot open door'],
  );
});

t('a command that does not exist fails as spawn, naming it', async () => {
  const { run, gone } = await scene.begin(shell(''), ['no-such-program']);
  await gone;
  assert.is(coordinator.ended(run)!.reason, 'spawn');
  assert.match(coordinator.ended(run)!.error!, /no-such-program/);
});

t('J4: an archive whose content is not what was ordered never runs', async () => {
  const { run, gone } = await scene.begin(shell('echo ran'), ['./main.sh'], { sha256: 'ab'.repeat(32) });
  await gone;
  assert.is(coordinator.ended(run)!.reason, 'package');
  assert.not.ok(coordinator.lines(run).includes('ran'));
});

t.run();
