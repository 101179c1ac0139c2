/** The example packages as a real agent runs them, and one run with a real browser whose video is looked at. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail, LogLine, ResourceView } from '../../protocol/shapes.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('examples');
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
});
t.after(() => fleet.stop());

const runJob = async (...args: string[]) => (await fleet.gantry('run', ...args, '--json')).json<JobDetail[]>()[0]!;

t.within(120_000, 'J1: examples/hello greets whom its parameter names and hands the greeting back', async () => {
  await fleet.ok('publish', join(EXAMPLES, 'hello'));
  await fleet.ok('deploy', 'Hello', '--package', 'hello', '--pool', 'all', '--recording', 'never');
  const world = await runJob('Hello');
  assert.is(world.state, 'succeeded', world.message);
  assert.equal(world.output, { greeting: 'Hello, world!' });

  const anna = await runJob('Hello', '--param', 'name=Anna "A" Ü');
  assert.equal(anna.output, { greeting: 'Hello, Anna "A" Ü!' });
  const lines = await fleet.json<LogLine[]>('job', 'log', anna.id);
  const line = lines.find((l) => l.source === 'script')!;
  assert.is(line.text, 'Hello, Anna "A" Ü!');
  assert.equal(line.fields, { attempt: 1 });
  assert.ok(lines.some((l) => l.source === 'stdout' && l.text.startsWith('what a script prints')));
});

t.within(
  120_000,
  'S16: examples/shell takes parameters from its environment and leaves its output in a file',
  async () => {
    await fleet.ok('publish', join(EXAMPLES, 'shell'));
    await fleet.ok('deploy', 'Shell', '--package', 'shell', '--pool', 'all', '--recording', 'never', '--retries', '2');
    const job = await runJob('Shell', '--param', 'name=Joe "the \\ shell"', '--param', 'count=2');
    assert.is(job.state, 'succeeded', job.message);
    assert.equal(job.output, { greeted: 'Joe "the \\ shell"', times: 2 });
    const said = (await fleet.json<LogLine[]>('job', 'log', job.id)).filter((l) => l.source === 'stdout');
    assert.equal(
      said.map((l) => l.text.slice(-8)),
      ['(1 of 2)', '(2 of 2)'],
    );
  },
);

t.within(
  120_000,
  'S16: examples/python works a queue, logs, steps, attaches and answers with its standard library alone',
  async () => {
    await fleet.ok('publish', join(EXAMPLES, 'python'));
    await fleet.ok('queue', 'create', 'texts', '--attempts', '3');
    await fleet.ok(
      'queue',
      'add',
      'texts',
      '{"text":"the end of the Ünder the"}',
      '{"text":"the sea"}',
      '{"colour":"blue"}',
    );
    writeFileSync(join(fleet.folder, 'stop words.txt'), 'the\nOf\n');
    const params = ['--param', 'queue=texts', '--param', 'stopwords=@stop words.txt'];
    await fleet.ok('deploy', 'Python', '--package', 'python', '--pool', 'all', '--recording', 'never', ...params);
    const job = await runJob('Python', '--retries', '0');
    assert.is(job.state, 'succeeded', job.message);
    assert.equal(job.output, { texts: 2, words: 3 });
    const { run, artifacts } = await fleet.api.call('run.show', { run: job.runs[0]!.id });
    assert.equal(
      run.steps.map((s) => [s.name.slice(0, 8), s.ok]),
      [
        ['count i_', true],
        ['count i_', true],
        ['count i_', true],
      ],
    );
    assert.equal(
      artifacts.map((a) => a.name),
      ['report.txt'],
    );
    assert.equal(run.progress?.done, 2);
    const lines = (await fleet.json<LogLine[]>('job', 'log', job.id)).filter((l) => l.source === 'script');
    assert.match(lines[0]!.text, 'attempt 1 on desk-1');
    assert.equal([lines[0]!.fields, lines[1]!.level], [{ ignored: 2 }, 'warn']);
    assert.match(lines[1]!.text, 'the value has no text');
    const { queue } = await fleet.json<{ queue: { counts: object } }>('queue', 'show', 'texts');
    assert.equal(queue.counts, { new: 0, in_progress: 0, processed: 2, error: 1 });
  },
);

t.within(120_000, 'S16: what a Python robot holds is free again when it fails', async () => {
  const main = `
from gantry import robot
item = robot.call("resource.get", queue="texts", lock={"read": True, "write": True}, timeout=0)
raise RuntimeError("in the middle of " + item["id"])
`;
  const files = { 'gantry.py': readFileSync(join(EXAMPLES, 'python', 'gantry.py'), 'utf8'), 'main.py': main };
  await fleet.deployPackage('breaks', files, { command: ['python3', 'main.py'] });
  await fleet.ok('queue', 'add', 'texts', '{"text":"held"}');
  const job = await runJob('breaks', '--retries', '0', '--recording', 'never');
  assert.equal([job.state, job.runs[0]!.reason], ['failed', 'script-error']);
  assert.match(job.message, 'RuntimeError: in the middle of i_');
  const { resources } = await fleet.json<{ resources: ResourceView[] }>(
    'queue',
    'show',
    'texts',
    '--status',
    'in_progress',
  );
  assert.equal(
    resources.map((r) => [r.attemptsLeft, r.readLock, r.writeLock]),
    [[2, undefined, undefined]],
  );
});

t.within(120_000, 'J22: a package that fails is run again until its retries are used up', async () => {
  const job = await runJob('Shell', '--param', 'fail=true');
  assert.is(job.state, 'failed');
  assert.equal(
    job.runs.map((r) => [r.number, r.state, r.reason, r.exitCode]),
    [
      [1, 'failed', 'script-error', 3],
      [2, 'failed', 'script-error', 3],
      [3, 'failed', 'script-error', 3],
    ],
  );
  const lines = await fleet.json<LogLine[]>('job', 'log', job.id);
  assert.ok(lines.some((l) => l.source === 'stderr' && l.text === 'asked to fail: exit code 3'));
});

const ROBOT = `
import { robot } from 'gantry';
const browser = await robot.browser();
const [page] = await browser.pages();
await robot.step('open the form', () => page.goto(robot.params.url));
await page.type('#name', 'typed by a robot', { delay: 40 });
await robot.screenshot('filled in');
await Promise.all([page.waitForNavigation(), page.click('#send')]);
robot.log.error('an error line');
robot.output({ answer: await page.$eval('h1', (h) => h.textContent) });
await new Promise((resolve) => setTimeout(resolve, 2_500)); // stays on the last page for the film
await browser.close();
`;

t.within(180_000, 'E7, E6: a real browser on a recorded screen; the video is whole and not black', async () => {
  const got: string[] = [];
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const { searchParams } = new URL(request.url!, 'http://here');
    if (searchParams.has('name')) got.push(searchParams.get('name')!);
    response.end(
      searchParams.has('name')
        ? '<body style="background:#0a4"><h1>thank you</h1>'
        : '<body style="background:#fc0"><form><input id=name name=name size=40><button id=send>Send</button></form>',
    );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  try {
    const parameters = [{ name: 'url', type: 'text', required: true }];
    await fleet.deployPackage('form', { 'main.mjs': ROBOT }, { parameters, needs: { screen: '1024x768' } });
    const job = await runJob('form', '--param', `url=${url}`, '--retries', '0');
    assert.is(job.state, 'succeeded', job.message);
    assert.equal(job.output, { answer: 'thank you' });
    assert.equal(got, ['typed by a robot']);
    await videoIsGood(job);
  } finally {
    site.close();
    site.closeAllConnections();
  }
});

async function videoIsGood(job: JobDetail): Promise<void> {
  const id = job.runs[0]!.id;
  const { run, artifacts } = await until(
    'the video is uploaded',
    async () => {
      const shown = await fleet.api.call('run.show', { run: id });
      return shown.run.video && shown.artifacts.every((a) => a.state === 'complete') ? shown : undefined;
    },
    60_000,
  );
  const seconds = (run.ended! - run.started!) / 1000;
  assert.is(run.video!.width, 1024);
  assert.is(run.video!.height, 768);
  assert.ok(run.video!.seconds > seconds - 2, `${run.video!.seconds} s of video for a run of ${seconds} s`);
  const labels = artifacts.filter((a) => a.kind === 'screenshot').map((a) => a.label);
  assert.ok(labels.includes('filled in'), `screenshots: ${labels.join(', ')}`);
  assert.ok(run.screenshots >= 2, 'the error line has a screenshot, too');

  const response = await fetch(`${fleet.url}/api/v1/artifacts/${run.video!.artifact}/content`, {
    headers: { authorization: `Bearer ${fleet.token}` },
  });
  const file = join(fleet.folder, 'video.mp4');
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const probe = ffprobe(file);
  assert.is(probe.width, 1024);
  assert.is(probe.codec_name, 'h264');
  const [red, green, blue] = lastColour(file, run.video!.seconds - 1);
  assert.ok(
    green! > 100 && green! > red! && green! > blue!,
    `the last page is green, the video says ${red} ${green} ${blue}`,
  );
}

function ffprobe(file: string): { width: number; codec_name: string } {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_streams', '-of', 'json', file];
  const { stdout, stderr } = spawnSync('ffprobe', args, { encoding: 'utf8' });
  assert.is(stderr, '');
  return (JSON.parse(stdout) as { streams: [{ width: number; codec_name: string }] }).streams[0];
}

/** The mean colour of the frame at `second`: red, green, blue. */
function lastColour(file: string, second: number): number[] {
  const one = ['-frames:v', '1', '-vf', 'scale=1:1:flags=area', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-ss', String(Math.max(0, second)), '-i', file, ...one]);
  return [...stdout];
}

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
