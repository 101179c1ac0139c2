/** P14 over real processes: an agent that is drained, a coordinator that is told to end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail } from '../../protocol/shapes.ts';
import type { RobotView } from '../../protocol/shapes-fleet.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('drain, over real processes');
const MOST_STOP_MS = 5_000;
let fleet: Installation;

/** Runs until the file that its parameter names is there. */
const WAITS = `
import { robot } from 'gantry';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
robot.log.info('at work');
while (!existsSync(robot.params.until)) await pause(50);
robot.output('finished');
`;

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
  const parameters = [{ name: 'until', type: 'text', required: true }];
  await fleet.deployPackage('waits', { 'main.mjs': WAITS }, { parameters });
  await fleet.ok('deploy', 'waits', '--recording', 'never', '--retries', '0');
});
t.after(() => fleet.stop());

const file = (name: string) => join(fleet.folder, name);
const show = (job: string) => fleet.api.call('job.show', { job }) as Promise<JobDetail>;
const robot = async () => ((await fleet.api.call('robot.list', {})).items as RobotView[])[0]!;

async function start(name: string): Promise<string> {
  const { jobs } = await fleet.api.call('job.run', { deployment: 'waits', params: { until: file(name) } });
  return jobs[0]!.id;
}

const running = (job: string) =>
  until(
    'it is at work',
    async () => ((await show(job)).runs[0]?.lines ?? 0) > 0 && (await show(job)).state === 'running',
  );

t.within(
  600_000,
  'P14: SIGTERM ends a coordinator within 5 s, whoever hangs on it; agents come back, and the run goes on',
  async () => {
    const job = await start('zeroth');
    await running(job);
    const waiting = fleet.launch(['job', 'wait', job]);
    const agent = fleet.agents.get('desk-1')!;
    const coordinator = fleet.coordinator!;
    agent.process.kill('SIGSTOP'); // it answers nothing, not even the goodbye
    const from = performance.now();
    coordinator.process.kill('SIGTERM');
    const code = await coordinator.exit;
    const took = performance.now() - from;
    agent.process.kill('SIGCONT');
    assert.equal([code, took < MOST_STOP_MS], [0, true], `${Math.round(took)} ms\n${coordinator.err}`);
    await fleet.startCoordinator();
    await until('the agent is back', async () => (await robot()).state === 'busy');
    writeFileSync(file('zeroth'), '');
    await until('its run went on', async () => (await show(job)).state === 'succeeded');
    assert.equal([(await show(job)).runs.length, (await show(job)).attempts], [1, 1]);
    waiting.process.kill();
    await waiting.exit;
  },
);

t.within(600_000, 'P14: a drained agent finishes and reports its run, takes no other, and ends', async () => {
  const first = await start('first');
  await running(first);
  const drain = fleet.launch(['agent', 'drain', '--data', fleet.agentFolder('desk-1')]);
  await until('the coordinator knows', async () => /then its agent is being drained/.test((await robot()).because));
  const second = await start('second');
  assert.equal([drain.process.exitCode, fleet.agents.get('desk-1')!.process.exitCode], [null, null]);
  writeFileSync(file('first'), '');
  assert.is(await drain.exit, 0, drain.err);
  assert.match(drain.out, 'drained: the agent has ended');
  assert.is(await fleet.agents.get('desk-1')!.exit, 0);
  const [ended, waits] = [await show(first), await show(second)];
  assert.equal([ended.state, ended.output, ended.runs.length], ['succeeded', 'finished', 1]);
  assert.equal([waits.state, waits.runs.length, (await robot()).state], ['queued', 0, 'offline']);
  writeFileSync(file('second'), '');
  await fleet.startAgent('desk-1');
  await until('the second has run', async () => (await show(second)).state === 'succeeded');
  const [idle, away] = [await robot(), await fleet.gantry('agent', 'drain', '--data', file('nowhere'))];
  assert.equal([idle.because, away.code, /no agent works in/.test(away.err)], ['', 1, true]);
});

t.within(600_000, 'P14: an idle agent that is drained ends at once, and why says it before', async () => {
  const drain = fleet.launch(['agent', 'drain', '--no-wait', '--data', fleet.agentFolder('desk-1')]);
  assert.is(await drain.exit, 0, drain.err);
  assert.is(await fleet.agents.get('desk-1')!.exit, 0);
  assert.match(fleet.agents.get('desk-1')!.err, 'drained: stopping');
});

t.run();
