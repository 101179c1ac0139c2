import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createAgent, enroll, type RunningAgent } from '../../agent/index.ts';
import { supervisorOf } from '../../agent/run-folder.ts';
import { treePids } from '../../agent/supervisor/tree.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { FakeCoordinator } from '../support/fake-coordinator.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { archiveOf, endRuns, NO_TOOLS, type OrderParts, orderOf } from './support/scene.ts';

const t = suite('an agent makes a machine a robot');

let coordinator: FakeCoordinator;
let data: string;
let agents: RunningAgent[] = [];
let processes: ChildProcess[] = [];

t.before.each(async () => {
  coordinator = await new FakeCoordinator().start();
  data = folder('agent');
});
t.after.each(async () => {
  for (const agent of agents) await agent.stop();
  for (const child of processes) child.kill('SIGKILL');
  agents = [];
  processes = [];
  await endRuns(data);
  await coordinator.stop();
});

const enrolled = () => enroll({ data, url: coordinator.url, token: 'good-token', name: 'robot one', labels: ['eu'] });

async function startAgent(): Promise<RunningAgent> {
  const agent = createAgent({ data, logLevel: 'silent', tools: NO_TOOLS });
  agents.push(agent);
  await agent.start();
  await until('the agent is connected', () => agent.state?.connected && coordinator.agent);
  return agent;
}

/** An agent in a process of its own, so that it can be killed. */
async function spawnAgent(): Promise<ChildProcess> {
  const hellos = coordinator.hellos.length;
  const index = join(import.meta.dirname, '..', '..', 'agent', 'index.ts');
  const program = `const { createAgent } = await import(${JSON.stringify(index)});
    await createAgent(${JSON.stringify({ data, logLevel: 'silent', tools: NO_TOOLS })}).start();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  processes.push(child);
  await until('the agent said hello', () => coordinator.hellos.length > hellos);
  return child;
}

async function offer(script: string, parts: OrderParts = {}): Promise<string> {
  const archive = await archiveOf({ 'main.sh': `#!/bin/sh\n${script}\n` });
  const order = orderOf(archive, ['./main.sh'], parts);
  coordinator.offer(order, archive);
  return order.run;
}
const workOf = (run: string) => join(data, 'runs', run, 'work');
const refusedWith = async (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as GantryError,
  );

t('X2: enrolling leaves a private key that only its account reads', async () => {
  const made = await enrolled();
  assert.equal(made, { robot: 'b_1', name: 'robot one' });
  assert.is(statSync(join(data, 'agent.json')).mode & 0o777, 0o600);
  assert.match(coordinator.publicKey, /BEGIN PUBLIC KEY/);
});

t('enrolling says what is wrong: token, address, twice', async () => {
  const base = { data, name: 'robot one', token: 'good-token' };
  const wrong = await refusedWith(enroll({ ...base, url: coordinator.url, token: 'bad' }));
  assert.is(wrong?.code, 'Unauthenticated');
  assert.match(wrong!.message, /make a new one in the console/);
  const nobody = await refusedWith(enroll({ ...base, url: 'http://127.0.0.1:1' }));
  assert.is(nobody?.code, 'Unavailable');
  assert.match(nobody!.message, /127\.0\.0\.1:1/);
  assert.is((await refusedWith(enroll({ ...base, url: 'robots.example' })))?.code, 'ValidationError');
  await enrolled();
  assert.is((await refusedWith(enrolled()))?.code, 'Conflict');
});

t('an agent that is not enrolled says how to enrol', async () => {
  const error = await refusedWith(createAgent({ data, logLevel: 'silent' }).start());
  assert.match(error!.message, /gantry agent enroll/);
});

t('one agent works in a folder at a time', async () => {
  await enrolled();
  await spawnAgent();
  const error = await refusedWith(createAgent({ data, logLevel: 'silent', tools: NO_TOOLS }).start());
  assert.is(error?.code, 'InUse');
});

t('P6: an offer is accepted, and only then something runs; the robot takes the next one afterwards', async () => {
  await enrolled();
  const agent = await startAgent();
  const first = await offer('echo first');
  await until('the first run has ended', () => coordinator.ended(first));
  const second = await offer('echo second');
  await until('the second run has ended', () => coordinator.ended(second));
  assert.equal(coordinator.lines(second, 'stdout'), ['second']);
  assert.is(coordinator.runs.get(first)!.accepted, 1);
  await until('the folders are cleared away', () => agent.state!.run === undefined);
  assert.equal(coordinator.problems, []);
});

t('P6: a supervisor that the machine could not start for a moment is started again, and the run is done', async () => {
  await enrolled();
  await startAgent();
  const path = process.env.PATH;
  process.env.PATH = 'x'.repeat(4_000_000); // more than a program can be given: spawn fails at once, not by an event
  const run = await offer('echo done');
  try {
    await until('it was tried', () => existsSync(join(data, 'runs', run, 'supervisor.log')));
  } finally {
    process.env.PATH = path;
  }
  await until('the run has ended', () => coordinator.ended(run));
  assert.equal([coordinator.ended(run)!.state, coordinator.lines(run, 'stdout')], ['succeeded', ['done']]);
  assert.is(coordinator.runs.get(run)!.accepted, 1);
});

t('J9: while one run is on, another offer is declined; a draining agent declines all', async () => {
  await enrolled();
  const agent = await startAgent();
  const first = await offer('while [ ! -f go ]; do sleep 0.05; done');
  await until('it is on', () => coordinator.entries(first).some((e) => e.kind === 'started'));
  await offer('echo never');
  await until('it was declined', () => coordinator.refusals.length === 1);
  assert.match(coordinator.refusals[0]!.because, new RegExp(first));
  agent.drain();
  writeFileSync(join(workOf(first), 'go'), '');
  await until('the first run has ended', () => coordinator.ended(first));
  await offer('echo never');
  await until('it was declined', () => coordinator.refusals.length === 2);
  assert.is(coordinator.refusals[1]!.because, 'it is being drained');
});

t('P4: a killed agent does not touch the run; the next agent finds it and says so', async () => {
  await enrolled();
  const child = await spawnAgent();
  const run = await offer('echo on; while [ ! -f go ]; do sleep 0.05; done; echo off');
  await until('it is on', () => coordinator.lines(run).includes('on'));
  child.kill('SIGKILL');
  await until('the agent is gone', () => child.signalCode);
  const agent = await startAgent();
  const { boot, ...held } = coordinator.hellos.at(-1)!.runs[0]!;
  assert.equal(held, { run, epoch: 7, alive: true, ended: false });
  assert.ok(boot.length > 0);
  assert.is(agent.state!.run, run);
  writeFileSync(join(workOf(run), 'go'), '');
  await until('it has ended', () => coordinator.ended(run));
  assert.equal(coordinator.lines(run, 'stdout'), ['on', 'off']);
  assert.is(coordinator.ended(run)!.state, 'succeeded');
  await until('the robot is free', () => agent.state!.run === undefined);
});

t(
  'P5, P6: a vanished supervisor is known at once: tree dead, loss reported, spool replayed, nothing spawned again',
  async () => {
    await enrolled();
    await startAgent();
    const run = await offer(
      'setsid sh -c "echo grandchild; while :; do sleep 1; done" & echo on; while :; do sleep 1; done',
    );
    await until('it is on', () => ['on', 'grandchild'].every((l) => coordinator.lines(run).includes(l)));
    process.kill(supervisorOf(join(data, 'runs', run))!.pid, 'SIGKILL');
    await until('the loss is reported', () => coordinator.runs.get(run)!.vanished.length === 1);
    assert.equal(treePids({ mark: run, root: 0 }), []);
    const retry = await offer('echo again');
    await until('the robot takes the retry at once', () => coordinator.ended(retry));
    assert.equal(coordinator.refusals, []);
    await until('the end is reported', () => coordinator.ended(run));
    assert.is(coordinator.ended(run)!.state, 'lost');
    assert.is(coordinator.entries(run).filter((e) => e.kind === 'started').length, 1);
    assert.is(coordinator.runs.get(run)!.accepted, 1);
    assert.equal(coordinator.problems, []);
  },
);

t('J26: a cancel that reaches only the agent is passed on softly, a forced one at once', async () => {
  await enrolled();
  await startAgent();
  const soft = await offer('trap "echo bye; exit 0" TERM; echo on; while :; do sleep 0.05; done');
  await until('it is on', () => coordinator.lines(soft).includes('on'));
  coordinator.agent!.notice('run.cancel', { run: soft, epoch: 7, reason: 'cancelled', graceMs: 10_000 });
  await until('it has ended', () => coordinator.ended(soft));
  assert.is(coordinator.ended(soft)!.state, 'cancelled');
  assert.ok(coordinator.lines(soft).includes('bye'));
  const hard = await offer('trap "" TERM; echo on; while :; do sleep 0.05; done');
  await until('it is on', () => coordinator.lines(hard).includes('on'));
  coordinator.agent!.notice('run.cancel', { run: hard, epoch: 7, reason: 'forced', graceMs: 0 });
  await until('it has ended', () => coordinator.ended(hard));
  assert.equal(treePids({ mark: hard, root: 0 }), []);
});

t('P10: an agent outlives its coordinator and comes back by itself', async () => {
  await enrolled();
  const agent = await startAgent();
  await coordinator.stop();
  await until('the agent noticed', () => !agent.state!.connected);
  await coordinator.start();
  await until('the agent is back', () => agent.state!.connected && coordinator.agent);
  const run = await offer('echo after');
  await until('it runs', () => coordinator.ended(run));
  assert.equal(coordinator.problems, []);
});

t('P4: forget removes a run with everything of it', async () => {
  await enrolled();
  const child = await spawnAgent();
  const run = await offer('echo on; while :; do sleep 0.05; done');
  await until('it is on', () => coordinator.lines(run).includes('on'));
  child.kill('SIGKILL');
  await until('the agent is gone', () => child.signalCode);
  coordinator.answers.set(run, 'forget');
  const agent = await startAgent();
  await until('it is forgotten', () => agent.state!.run === undefined);
  assert.equal(treePids({ mark: run, root: 0 }), []);
});

t.run();
