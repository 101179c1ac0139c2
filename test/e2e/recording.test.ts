/** Recording modes and evidence on real screens: a real coordinator, a real agent, real supervisors, Xvfb and ffmpeg. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { findTools } from '../../agent/capture/tools.ts';
import { enroll } from '../../agent/enroll.ts';
import { createAgent } from '../../agent/index.ts';
import { pack } from '../../bin/pack.ts';
import type { RecordingMode } from '../../protocol/fields.ts';
import type { JobDetail, RunView } from '../../protocol/shapes.ts';
import { type Stage, stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('recording');
const LIMIT_MS = 60_000;

/** Waits for its parameter's word: `fail` throws after an error line, `wait` stays until it is ended. */
const SCRIPT = `import { robot } from 'gantry';
await robot.screenshot('at the start');
if (robot.params.how === 'fail') { robot.log.error('the page is not as expected'); throw new Error('no such button'); }
if (robot.params.how === 'wait') await new Promise((resolve) => { robot.signal.addEventListener('abort', resolve); setInterval(() => {}, 1000); }).then(() => process.exit(0));
`;

interface Robot extends Stage {
  agentData: string;
  run(mode: RecordingMode, how: 'end' | 'fail' | 'wait'): Promise<string>;
  ended(job: string): Promise<JobDetail>;
  /** The run once its recording's fate is told. */
  told(job: string, fate: RegExp): Promise<RunView>;
  leave(): Promise<void>;
}

async function withRobot(tools: Partial<Awaited<ReturnType<typeof findTools>>> = {}): Promise<Robot> {
  const s = await stage();
  const agentData = folder('agent');
  const { token } = await s.api('robot.invite', { name: 'desk' });
  await enroll({ data: agentData, url: s.url, token, name: 'desk' });
  const agent = createAgent({
    data: agentData,
    logLevel: 'silent',
    tools: { ...(await findTools(process.env)), ...tools },
  });
  await agent.start();
  await s.api('pool.create', { name: 'p' });
  await s.api('pool.join', { pool: 'p', robot: 'desk' });
  await publish(s);
  const ended = (job: string) =>
    until(
      `${job} ended`,
      async () => (await s.api('job.show', { job }).then((d) => (d.ended ? d : undefined))) as JobDetail,
      LIMIT_MS,
    );
  return Object.assign(s, {
    agentData,
    run: async (recording: RecordingMode, how: string) => {
      const { jobs } = await s.api('job.run', { deployment: 'filmed', recording, retries: 0, params: { how } });
      return jobs[0]!.id;
    },
    ended,
    told: async (job: string, fate: RegExp) => {
      await ended(job);
      return until(
        `the recording of ${job} is told: ${fate}`,
        async () => {
          const run = (await s.api('job.show', { job })).runs[0]!;
          return fate.test(run.recording) || (run.video && fate.test('video')) ? run : undefined;
        },
        LIMIT_MS,
      );
    },
    leave: async () => {
      await until('the agent has cleared its runs', () => supervisorsOf(agentData).length === 0, LIMIT_MS);
      await agent.stop();
      await s.close();
    },
  });
}

async function publish(s: Stage): Promise<void> {
  const source = join(folder('package'), 'filmed');
  mkdirSync(source);
  const parameters = [{ name: 'how', type: 'text', default: 'end' }];
  const manifest = {
    name: 'filmed',
    version: '1.0.0',
    command: ['node', 'main.js'],
    parameters,
    needs: { screen: '640x480' },
  };
  writeFileSync(join(source, 'process.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'package.json'), '{"type":"module"}');
  writeFileSync(join(source, 'main.js'), SCRIPT);
  const { file } = await pack(source, { out: `${source}.tgz` });
  const response = await s.publish(readFileSync(file));
  assert.ok(response.ok, await response.text());
  await s.api('deployment.create', { name: 'filmed', package: 'filmed', pool: 'p' });
}

/** Supervisors of this folder's runs that are alive. */
const supervisorsOf = (data: string): number[] =>
  globSync('/proc/[0-9]*/cmdline').flatMap((file) => {
    try {
      return readFileSync(file, 'utf8').includes(data) ? [Number(file.split('/')[2])] : [];
    } catch {
      return []; // it ended between the two looks
    }
  });

t.within(
  120_000,
  'E11: a screen with nothing on it is said on the timeline and on the run while the run is on',
  async () => {
    const r = await withRobot();
    try {
      const job = await r.run('always', 'wait');
      const shown = async () => (await r.api('job.show', { job })).runs[0];
      const run = await until(
        'the run says it',
        async () => {
          const now = await shown();
          return /^recording: .*one colour only/.test(now?.recording ?? '') ? now : undefined;
        },
        LIMIT_MS,
      );
      assert.is(run.state, 'running');
      const { lines } = await r.api('run.log', { run: run.id });
      const [began, said] = [/^recording .* at 5 frames/, /one colour only/].map(
        (what) => lines.find((l) => what.test(l.text))!,
      );
      assert.ok(said!.atMs - began!.atMs < 10_000, `${said!.atMs - began!.atMs} ms`);
      await r.api('job.cancel', { job });
      assert.match((await r.told(job, /^uploaded/)).recording, /^uploaded \(the screen was one colour for \d+ s\)$/);
    } finally {
      await r.leave();
    }
  },
);

t.within(240_000, 'E10: each mode keeps exactly the videos that it names', async () => {
  const r = await withRobot();
  try {
    const cases = [
      ['always', 'end', /^video$/],
      ['never', 'end', /never/],
      ['on_success', 'end', /^video$/],
      ['on_success', 'fail', /deleted: recorded for success only/],
      ['on_failure', 'end', /deleted: recorded for failure only/],
      ['on_failure', 'fail', /^video$/],
      ['local', 'end', /kept on the agent/],
    ] as const;
    for (const [mode, how, fate] of cases) {
      const run = await r.told(await r.run(mode, how), fate);
      assert.is(run.state, how === 'fail' ? 'failed' : 'succeeded', `${mode} ${how}`);
      assert.is(run.video !== undefined, fate.test('video'), `${mode} ${how}: ${run.recording}`);
      if (run.video) assert.equal([run.video.width, run.video.height], [640, 480]);
    }
    const kept = globSync(join(r.agentData, 'runs', '*', 'evidence', 'video.mp4'));
    assert.is(kept.length, 1, 'only the run of mode local left its video on the agent');
  } finally {
    await r.leave();
  }
});

t.within(120_000, 'E10: a cancelled run is neither success nor failure', async () => {
  const r = await withRobot();
  try {
    const job = await r.run('on_failure', 'wait');
    await until(
      'the script runs',
      async () => ((await r.api('job.show', { job })).runs[0]?.screenshots ?? 0) > 0,
      LIMIT_MS,
    );
    await r.api('job.cancel', { job });
    const run = await r.told(job, /deleted: recorded for failure only/);
    assert.equal([run.state, run.video], ['cancelled', undefined]);
  } finally {
    await r.leave();
  }
});

t.within(120_000, 'E6: an error line and a failure get their screenshots, linked to the line', async () => {
  const r = await withRobot();
  try {
    const job = await r.run('never', 'fail');
    const { runs } = await r.ended(job);
    const { lines } = await r.api('run.log', { run: runs[0]!.id, level: 'error' });
    const shot = lines.find((line) => line.text === 'the page is not as expected')?.screenshot;
    assert.ok(shot, 'the error line names its screenshot');
    const artifacts = await until(
      'the screenshots are uploaded',
      async () => {
        const shown = await r.api('run.show', { run: runs[0]!.id });
        const whole = shown.artifacts.filter((a) => a.kind === 'screenshot' && a.state === 'complete');
        return whole.length >= 2 && whole.some((a) => a.name === shot) ? whole : undefined;
      },
      LIMIT_MS,
    );
    assert.ok(artifacts.some((a) => a.label === 'at the start'));
    assert.ok(artifacts.every((a) => a.bytes > 100));
  } finally {
    await r.leave();
  }
});

const missing = (install: string) => ({ missing: true, costs: 'no video', install }) as const;

t.within(120_000, 'E9: without a recorder the run goes on, and a warning says what to install', async () => {
  const r = await withRobot({ ffmpeg: missing('apt-get install ffmpeg') });
  try {
    const { state, message, runs } = await r.ended(await r.run('always', 'end'));
    assert.is(state, 'succeeded', message);
    const { lines } = await r.api('run.log', { run: runs[0]!.id, level: 'warn' });
    assert.ok(
      lines.some((line) => line.text.includes('apt-get install ffmpeg')),
      JSON.stringify(lines),
    );
  } finally {
    await r.leave();
  }
});

t.within(
  120_000,
  'J32: a robot without a screen is not given a package that needs one, and the job says so',
  async () => {
    const r = await withRobot({ xvfb: missing('apt-get install xvfb') });
    try {
      const job = await r.run('always', 'end');
      const { waiting, state } = await r.api('job.show', { job });
      assert.is(state, 'queued');
      assert.match(JSON.stringify(waiting), /desk.*screen/);
    } finally {
      await r.leave();
    }
  },
);

t.run();
