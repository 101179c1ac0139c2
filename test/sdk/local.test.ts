import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Entry, ScriptProcess } from './support/script-process.ts';
import { withScripts } from './support/script-run.ts';

const t = suite('what a script tells its supervisor');

const kinds = (told: Entry[]) => told.map((entry) => entry.do);

t('S5: log, steps, progress and output arrive complete and in order, then a flush', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(`
    import { robot } from 'gantry';
    const { log, step } = robot; // needs no this
    log.info('first', { n: 1, big: 2n, error: new TypeError('inside') });
    const got = await step('count', () => { for (let i = 0; i < 500; i++) log.debug('line ' + i); return 7; });
    robot.progress(1, 2);
    robot.output({ got });
    log.warn('last');
  `);
  assert.equal([ended.code, ended.stdout, ended.stderr], [0, '', '']);
  const { told } = script;
  assert.is(told[0]!.text, 'first');
  const fields = told[0]!.fields as { n: number; big: string; error: { name: string } };
  assert.equal([fields.n, fields.big, fields.error.name], [1, '2', 'TypeError']);
  assert.equal(
    told.filter((e) => e.level === 'debug').map((e) => e.text),
    Array.from({ length: 500 }, (_, i) => `line ${i}`),
  );
  assert.equal(kinds(told.filter((e) => e.level !== 'debug')), [
    'log',
    'step',
    'step-end',
    'progress',
    'output',
    'log',
    'flush',
  ]);
  const end = told.find((e) => e.do === 'step-end')!;
  assert.equal([end.step, end.ok, Number.isInteger(end.ms)], [1, true, true]);
  assert.equal(told.find((e) => e.do === 'output')!.value, { got: 7 });
});

t('nothing is lost when the script ends by process.exit on the next line', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(`
    import { robot } from 'gantry';
    for (let i = 0; i < 3000; i++) robot.log.info('line ' + i + ' ' + 'x'.repeat(300)); // more than a socket's buffer
    process.exit(4);
  `);
  assert.is(ended.code, 4);
  assert.is(script.told.length, 3_000);
  assert.match(String(script.told.at(-1)!.text), /^line 2999/);
});

t('an error inside a step gets one screenshot, also through several steps, and goes on', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(`
    import { robot } from 'gantry';
    try {
      await robot.step('outer', () => robot.step('inner', async () => { throw new Error('no button'); }));
    } catch (error) { robot.log.info(error.message); }
  `);
  assert.is(ended.code, 0);
  assert.equal(kinds(script.told), ['step', 'step', 'screenshot', 'step-end', 'step-end', 'log', 'flush']);
  assert.equal(
    script.told.filter((e) => e.do === 'step-end').map((e) => [e.step, e.ok, e.error]),
    [
      [2, false, 'no button'],
      [1, false, 'no button'],
    ],
  );
});

t('E9: a screenshot that cannot be taken is a warning, not an error', async () => {
  const script = new ScriptProcess();
  script.answer = (entry) => {
    if (entry.do === 'screenshot') throw { code: 'Unavailable', message: 'there is no screen' };
    return {};
  };
  await script.run(`import { robot } from 'gantry'; robot.output(await robot.screenshot('here') ?? 'none');`);
  assert.equal(kinds(script.told), ['screenshot', 'log', 'output', 'flush']);
  assert.match(String(script.told[1]!.text), /no screenshot "here": there is no screen/);
});

t('S5: attach names the whole path; private switches off once and on again, also after an error', async () => {
  const script = new ScriptProcess();
  script.answer = (entry) => (entry.do === 'attach' ? { name: entry.name } : {});
  const ended = await script.run(`
    import { robot } from 'gantry';
    const name = await robot.attach('report.pdf');
    await Promise.all([1, 2].map(() => robot.private(() => robot.log.info('secret work'))));
    await robot.private(() => { throw new Error(name); }).catch((error) => robot.log.info(error.message));
  `);
  assert.equal(ended.stderr, '');
  const [attach, ...rest] = script.told;
  assert.match(String(attach!.path), /^\/.*\/report\.pdf$/);
  const seen = rest.map((e) => (e.do === 'private' ? e.on : e.text));
  assert.equal(seen, [true, 'secret work', 'secret work', false, true, false, 'report.pdf', undefined]);
});

t('S5: when the recording cannot be paused, the private part does not begin', async () => {
  const script = new ScriptProcess();
  script.answer = (entry) => {
    if (entry.do === 'private' && entry.on) throw { code: 'Internal', message: 'the recorder does not answer' };
    return {};
  };
  const ended = await script.run(`
    import { robot } from 'gantry';
    await robot.private(() => robot.log.info('seen'));
  `);
  assert.is(ended.code, 1);
  assert.is(
    script.told.some((e) => e.text === 'seen'),
    false,
  );
});

t('J33: an output that is no JSON or over 1 MiB is refused with what to do', async () => {
  const script = new ScriptProcess();
  await script.run(`
    import { robot } from 'gantry';
    for (const value of [undefined, 'x'.repeat(1024 * 1024)])
      try { robot.output(value); } catch (error) { robot.log.info(error.code + ' ' + error.message); }
  `);
  assert.match(String(script.told[0]!.text), /^ValidationError output.*must be a JSON value/);
  assert.match(String(script.told[1]!.text), /at most 1 MiB.*attach a file/);
});

t('an uncaught error is told as the reason, printed as Node does it, and exits with code 1', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(`import { robot } from 'gantry'; robot.log.info('x'); null.foo;`);
  assert.is(ended.code, 1);
  assert.match(ended.stderr, /TypeError: Cannot read properties of null[\s\S]*at .*main\.mjs:1/);
  const last = script.told.at(-1)!;
  assert.equal([last.do, last.kind], ['error', 'error']);
  assert.match(String(last.message), /^TypeError: Cannot read/);
});

t('a BusinessError out of the script, even one that used nothing else of the SDK, is told as such', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(
    `import { BusinessError } from 'gantry'; throw new BusinessError('customer is blocked');`,
  );
  assert.is(ended.code, 1);
  assert.equal(script.told, [{ do: 'error', kind: 'business', message: 'customer is blocked' }]);
});

t('an unhandled rejection is told, too', async () => {
  const script = new ScriptProcess();
  const ended = await script.run(`import 'gantry'; setTimeout(() => Promise.reject(new RangeError('late')), 1);`);
  assert.is(ended.code, 1);
  assert.equal(script.told, [{ do: 'error', kind: 'error', message: 'RangeError: late' }]);
});

t('S3: an abort from the supervisor fires robot.signal with a reason in words', async () => {
  const script = new ScriptProcess();
  const ending = script.run(`
    import { once } from 'node:events';
    import { robot } from 'gantry';
    const { signal } = robot;
    const alive = setInterval(() => {}, 1000);
    signal.addEventListener('abort', () => { clearInterval(alive); robot.output(signal.reason.message); });
    robot.log.info('ready');
  `);
  await until('it is ready', () => script.told.some((e) => e.text === 'ready'));
  script.send({ abort: 'cancelled', graceMs: 10_000 });
  assert.is((await ending).code, 0);
  assert.match(String(script.told.find((e) => e.do === 'output')!.value), /it was cancelled, 10 s are left/);
});

t('SIGTERM fires the signal for those who look at it, and ends those who do not', async () => {
  const [looks, ignores] = [new ScriptProcess(), new ScriptProcess()];
  const both = Promise.all([
    looks.run(`
      import { robot } from 'gantry';
      const alive = setInterval(() => {}, 1000);
      robot.signal.addEventListener('abort', () => { clearInterval(alive); robot.output('ended'); });
      robot.log.info('ready');
    `),
    ignores.run(`import { robot } from 'gantry'; setInterval(() => {}, 1000); robot.log.info('ready');`),
  ]);
  await until('both are ready', () => looks.told.length > 0 && ignores.told.length > 0);
  looks.child!.kill('SIGTERM');
  ignores.child!.kill('SIGTERM');
  const [one, other] = await both;
  assert.equal([one.code, one.signal], [0, null]);
  assert.is(looks.told.find((e) => e.do === 'output')!.value, 'ended');
  assert.is(other.signal, 'SIGTERM');
});

t('without a supervisor the words go to the terminal: logs to stderr, output to stdout', async () => {
  const script = new ScriptProcess();
  const source = `
    import { robot } from 'gantry';
    robot.log.info('hello ' + robot.params.name, { run: robot.run.id });
    await robot.step('look', () => robot.screenshot('page'));
    await robot.private(() => robot.output({ a: 1 }));
  `;
  const ended = await script.run(source, { GANTRY_PARAMS: '{"name":"Ada"}' }, true);
  assert.equal([ended.code, JSON.parse(ended.stdout)], [0, { a: 1 }]);
  assert.match(ended.stderr, /info {2}hello Ada \{ run: 'local' \}\nstep {2}look\nscreenshot: page/);
  assert.equal(script.told, []);
});

t('a broken environment is refused with the variable’s name', async () => {
  const ended = await new ScriptProcess().run(`import { robot } from 'gantry'; robot.params;`, { GANTRY_PARAMS: '[1' });
  assert.match(ended.stderr, /GantryError.*GANTRY_PARAMS must hold a JSON object/);
});

t('S3, S4: a whole run: parameters and ids from the environment, the abort finishes the resource in hand', () =>
  withScripts(async (s) => {
    const { token } = await s.script();
    await s.api('resource.add', { queue: 'q', value: 1 });
    await s.api('resource.add', { queue: 'q', value: 2 });
    const script = new ScriptProcess();
    const source = `
      import { setTimeout as pause } from 'node:timers/promises';
      import { robot } from 'gantry';
      const worked = [];
      await robot.queue(robot.params.queue).each(async ({ value }) => {
        robot.log.info('working on ' + value);
        while (!robot.signal.aborted) await pause(5);
        worked.push(value);
      });
      robot.output({ worked, attempt: robot.run.attempt, run: robot.run.id });
    `;
    const ending = script.run(source, {
      GANTRY_URL: s.url,
      GANTRY_RUN_TOKEN: token,
      GANTRY_PARAMS: '{"queue":"q"}',
      GANTRY_RUN: '{"run":"r_7","epoch":1,"job":"j_1","attempt":2,"attempts":4}',
    });
    await until('it works', () => script.told.some((e) => e.text === 'working on 1'));
    script.send({ abort: 'cancelled', graceMs: 10_000 });
    const ended = await ending;
    assert.equal([ended.code, ended.stderr], [0, ''], 'an idle connection does not keep the process');
    assert.equal(script.told.find((e) => e.do === 'output')!.value, { worked: [1], attempt: 2, run: 'r_7' });
    assert.equal((await s.api('queue.show', { queue: 'q' })).counts, {
      new: 1,
      in_progress: 0,
      processed: 1,
      error: 0,
    });
  }),
);

t.run();
