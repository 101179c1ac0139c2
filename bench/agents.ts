/**
 * What an idle agent costs the coordinator: resident memory with N connected agents (signed hello, pings) against none.
 * The coordinator is a process of its own and is restarted after the enrolments, so that nothing of them is left in it.
 * `node bench/agents.ts [--agents 2000] [--json]`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { apiFor, callOpen, tokenBySession } from '../bin/api.ts';
import { FakeAgent } from '../test/support/fake-agent.ts';
import { folder } from '../test/support/folder.ts';
import { until } from '../test/support/until.ts';

const { values } = parseArgs({
  options: { agents: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } },
});
const COUNT = Number(values.agents);
const LIMIT_MS = 300_000;
/** Enrolments and hellos under way at once. */
const AT_ONCE = 20;

interface Running {
  url: string;
  link: string;
  bytes(): Promise<number>;
  stop(): Promise<void>;
}

const data = join(folder('bench'), 'coordinator');
const agents = await enrolled();
const coordinator = await start();
const before = await coordinator.bytes();
await each(agents, (agent) => {
  Object.assign(agent, { url: coordinator.url });
  return agent.connect();
});
const api = await signedIn(coordinator);
await until(
  'every robot is idle',
  async () => {
    const { items } = await api.call('robot.list', {});
    return items.filter((r) => r.state === 'idle').length === COUNT;
  },
  LIMIT_MS,
);
const after = await coordinator.bytes();
for (const agent of agents) agent.close();
await coordinator.stop();

const bytesPerAgent = Math.round((after - before) / COUNT);
const result = { bench: 'agents', agents: COUNT, before, after, bytesPerAgent, ratio: after / before };
const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
process.stdout.write(
  values.json
    ? `${JSON.stringify(result)}\n`
    : `${COUNT} idle agents: ${(bytesPerAgent / 1024).toFixed(1)} KiB each; coordinator ${mib(before)} with none, ${mib(after)} with all: ${result.ratio.toFixed(2)} times\n`,
);

async function enrolled(): Promise<FakeAgent[]> {
  const first = await start();
  const api = await signedIn(first);
  const made: FakeAgent[] = [];
  await each(
    Array.from({ length: COUNT }, (_, i) => `robot-${i}`),
    async (name) => {
      const { token } = await api.call('robot.invite', { name });
      made.push(await FakeAgent.enrol(first.url, token, name));
    },
  );
  await first.stop();
  return made;
}

async function signedIn({ url, link }: Running) {
  const token = new URLSearchParams(link.split('?')[1]).get('token')!;
  const { cookie } = await callOpen(url, 'session.useLink', { token });
  return apiFor({ url, token: await tokenBySession(url, cookie, 'bench') });
}

async function start(): Promise<Running> {
  const args = ['--expose-gc', join(import.meta.dirname, 'coordinator-process.ts'), data];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { url, link } = JSON.parse((await lines.next()).value ?? 'null') as { url: string; link: string };
  const bytes = async () => {
    for (let i = 0; i < 3; i++) {
      child.stdin.write('collect\n');
      await lines.next();
    }
    return resident(child);
  };
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.stdin.end();
    });
  return { url, link, bytes, stop };
}

async function each<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function resident(child: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024;
}
