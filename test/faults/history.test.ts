/**
 * Real clients over real sockets on one queue, while the coordinator and the clients are killed with -9 at random:
 * afterwards what every client wrote down and what the coordinator recorded must explain each other (P2, S10, Q28, Q29).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import { dice } from '../store/support/rows.ts';
import { FakeAgent, FakeRun } from '../support/fake-agent.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Journal, problemsOf } from './support/history-checker.ts';
import { journalOf, recorded, wholeLines } from './support/record.ts';

const t = suite('history under kill -9');
const long = process.env.GANTRY_LONG === '1';
const CLIENTS = 3;
const KILLS = long ? 60 : 5;
/** Lines that the clients write between two kills, at most. */
const MOST_LINES = 120;
const ATTEMPTS = 4;
const QUEUE = 'shared';
/** ms until the clients, all of them, have written so much, on a slow machine. */
const WRITE_LIMIT_MS = 90_000;
const LIMIT_MS = long ? 60 * 60_000 : 6 * 60_000;
const seed = Number(process.env.GANTRY_SEED ?? randomInt(2 ** 31));
const roll = dice(seed);

interface Client {
  agent: FakeAgent;
  order: RunOrder;
  child: ChildProcess;
  journal: string;
}

let fleet: Installation;
const agents: FakeAgent[] = [];
const clients: Client[] = [];
/** Of every run that there was. */
const files: { run: string; path: string }[] = [];
let started = 0;

t.before(async () => {
  process.stdout.write(`seed ${seed} (GANTRY_SEED)\n`);
  fleet = await Installation.start();
  await fleet.deployPackage('worker', { 'main.mjs': '' });
  await fleet.api.call('queue.create', { name: QUEUE, attemptLimit: ATTEMPTS });
  for (let n = 1; n <= CLIENTS; n++) {
    const { token } = await fleet.api.call('robot.invite', { name: `desk-${n}`, pool: 'all' });
    agents.push(await FakeAgent.enrol(fleet.url, token, `desk-${n}`));
    await agents.at(-1)!.connect();
  }
});
t.after(async () => {
  for (const { child } of clients) child.kill('SIGKILL');
  for (const agent of agents) agent.close();
  await fleet.stop();
});

/** A run on this agent, and a process that works the queue in its name. */
async function startClient(agent: FakeAgent): Promise<Client> {
  const before = agent.orders.length;
  await fleet.api.call('job.run', { deployment: 'worker', robots: [agent.name], retries: 0 });
  const order = await agent.order(before + 1);
  const journal = join(fleet.folder, `journal-${++started}`);
  files.push({ run: order.run, path: journal });
  const script = join(import.meta.dirname, 'support', 'journal-client.ts');
  const args = [script, fleet.url, order.scriptToken, QUEUE, journal, String(seed + started)];
  const child = spawn(process.execPath, args, { env: fleet.environment(), stdio: ['pipe', 'inherit', 'inherit'] });
  const client = { agent, order, child, journal };
  clients.push(client);
  return client;
}

/** Its process is dead; its supervisor says so. */
async function endRun({ order }: Client, state: 'failed' | 'succeeded'): Promise<void> {
  const supervisor = await FakeRun.open(fleet.url, order, 'supervisor');
  await supervisor.end(state);
  supervisor.close();
}

async function killClient(): Promise<void> {
  const client = clients[Math.floor(roll() * clients.length)]!;
  client.child.kill('SIGKILL');
  await once(client.child, 'exit');
  clients.splice(clients.indexOf(client), 1);
  await endRun(client, 'failed');
  await startClient(client.agent);
}

/** The robots come back with the runs that they are on. */
async function killCoordinator(): Promise<void> {
  const { process: child, exit } = fleet.coordinator!;
  child.kill('SIGKILL');
  await exit;
  await fleet.startCoordinator();
  for (const { agent, order } of clients) {
    const { run, epoch } = order;
    await agent.connect([{ run, epoch, alive: true, ended: false, boot: agent.facts.boot }]);
  }
}

const written = (): number => files.reduce((sum, { path }) => sum + wholeLines(path).length, 0);

async function moreLines(): Promise<void> {
  const goal = written() + 1 + Math.floor(roll() * MOST_LINES);
  await until(`the clients have written ${goal} lines`, () => written() >= goal, WRITE_LIMIT_MS);
}

/** The requests in hand are answered; then every client ends by itself. */
async function finish(): Promise<void> {
  for (const client of clients) {
    client.child.stdin!.end();
    const code = client.child.exitCode ?? ((await once(client.child, 'exit')) as [number | null])[0];
    assert.is(code, 0, 'a client ends by itself');
    await endRun(client, 'succeeded');
  }
  clients.splice(0);
}

t.within(LIMIT_MS, 'P2, S10, Q28: what clients were told and what was recorded explain each other', async () => {
  for (const agent of agents) await startClient(agent);
  for (let n = 0; n < KILLS; n++) {
    await moreLines();
    await (roll() < 0.5 ? killCoordinator() : killClient());
  }
  await moreLines();
  await finish();
  const journals: Journal[] = files.map(({ run, path }) => journalOf(run, path));
  const resources = await recorded(fleet.api, QUEUE);
  const answers = journals.flatMap(({ said }) => said.filter(({ answered }) => answered !== undefined)).length;
  process.stdout.write(`${KILLS} kills, ${answers} answers, ${resources.length} resources\n`);
  assert.ok(answers > 0 && resources.length > 0);
  assert.equal(problemsOf(journals, resources), []);
});

t.run();
