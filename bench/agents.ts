/**
 * What an idle agent costs the coordinator: resident memory with N connected agents (signed hello, pings) against none.
 * `node --expose-gc bench/agents.ts [--agents 2000] [--json]`. The agents live in another process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stage } from '../test/services/support/stage.ts';
import { FakeAgent } from '../test/support/fake-agent.ts';
import { until } from '../test/support/until.ts';

const { values } = parseArgs({
  options: { agents: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } },
});
const COUNT = Number(values.agents);
/** Connecting all of them: 200 hellos a second are admitted. */
const LIMIT_MS = 300_000;
/** Enrolments under way at once. */
const AT_ONCE = 20;

async function measure(): Promise<void> {
  const s = await stage({ limits: { hellosPerSecond: 5_000, attemptsPerMinute: 1_000_000 } });
  const agents = fork(import.meta.filename, ['--agents', String(COUNT)], { stdio: 'inherit' });
  try {
    const tokens: string[] = [];
    for (let i = 0; i < COUNT; i++) tokens.push((await s.api('robot.invite', { name: `robot-${i}` })).token);
    await settle();
    const before = resident();
    const connected = answer(agents, 'connected');
    agents.send({ url: s.url, tokens });
    await connected;
    await until(
      'every robot is idle',
      async () => {
        const { items } = await s.api('robot.list', {});
        return items.filter((r) => r.state === 'idle').length === COUNT;
      },
      LIMIT_MS,
    );
    await settle();
    const after = resident();
    const each = (after - before) / COUNT;
    const result = {
      bench: 'agents',
      agents: COUNT,
      beforeBytes: before,
      afterBytes: after,
      bytesPerAgent: Math.round(each),
      ratio: after / before,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else
      process.stdout.write(
        `${COUNT} idle agents: ${(each / 1024).toFixed(1)} KiB each; coordinator ${mib(before)} with none, ${mib(after)} with all (${(after / before).toFixed(2)} times)\n`,
      );
  } finally {
    agents.kill();
    await s.close();
  }
}

/** In the other process: enrol, connect, stay. */
async function beAgents(): Promise<void> {
  const { url, tokens } = await new Promise<{ url: string; tokens: string[] }>((resolve) =>
    process.once('message', resolve as never),
  );
  const kept: FakeAgent[] = [];
  const left = tokens.entries();
  const worker = async () => {
    for (const [i, token] of left) {
      const agent = await FakeAgent.enrol(url, token, `robot-${i}`);
      await agent.connect();
      kept.push(agent);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.send?.('connected');
}

const answer = (child: ChildProcess, word: string) =>
  new Promise<void>((resolve, reject) => {
    child.on('message', (m) => m === word && resolve());
    child.on('exit', (code) => reject(new Error(`the agents' process ended with ${code}`)));
  });

/** Garbage is collected until it no longer helps. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

if (process.send) await beAgents();
else await measure();
