/** A coordinator in a process of its own with one running run: what a bench's robots talk to. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { api, archiveOf, manifestOf, publish, signInByLink } from '../../test/services/support/stage.ts';
import { FakeAgent, FakeRun } from '../../test/support/fake-agent.ts';
import { folder } from '../../test/support/folder.ts';
import { start } from './child.ts';

export interface Fleet {
  url: string;
  /** Of the first running run's script. */
  token: string;
  /** Of every running run's script. */
  tokens: string[];
  /** Their supervisors' ends. */
  held: FakeRun[];
  /** A new one-time link into the console. */
  link(): Promise<string>;
  /** The administrator's API token. */
  apiToken: string;
  data: string;
  /** Of the coordinator. */
  pid: number;
  api<V extends VerbName>(verb: V, params: ParamsIn<V>): Promise<Result<V>>;
  /** How often the rule of each verb ran so far. Only with `count`. */
  ruleRuns(): Promise<Record<string, number>>;
  /** What its memory is made of, and how long its event loop was held up since the last `meter`. */
  meter(): Promise<Meter>;
  stop(): Promise<void>;
}

/** Bytes, and ms. The loop's own resolution of 2 ms is within its numbers. */
export interface Meter extends NodeJS.MemoryUsage {
  loopMs: { p50: number; p99: number; max: number };
}

export interface FleetOptions {
  /** A new folder unless given; one in which no fleet was before. */
  data?: string;
  /** Robots with a running run each; 1 unless given. */
  runs?: number;
  /** Counts rules, for `ruleRuns`. */
  count?: boolean;
  /** Folder of the built console; it serves none unless given. */
  console?: string;
}

export async function fleet(options: FleetOptions = {}): Promise<Fleet> {
  const { data = join(folder('bench'), 'data'), runs = 1, count = false, console = '' } = options;
  const program = join(import.meta.dirname, '..', 'coordinator-process.ts');
  const args = [program, data, count ? 'count' : '', '0', '5000', console];
  const child = start(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.process.stdout!)[Symbol.asyncIterator]();
  const { value: line } = await lines.next();
  if (!line) throw new Error('the coordinator did not start; its message stands above');
  const { url, link } = JSON.parse(line) as { url: string; link: string };
  const apiToken = await tokenOf(url, link);
  const call: Fleet['api'] = (verb, params) => api(url, apiToken, verb, params);
  const { agents, held, tokens } = await runningRuns(url, apiToken, call, runs);
  const asked = async (word: string) => {
    child.process.stdin!.write(`${word}\n`);
    return JSON.parse((await lines.next()).value!);
  };
  const ruleRuns = (): Promise<Record<string, number>> => asked('count');
  const meter = (): Promise<Meter> => asked('meter');
  const stop = async () => {
    for (const one of [...held, ...agents]) one.close();
    child.process.stdin!.end(); // the coordinator's word to stop
    await new Promise((resolve) => child.process.once('exit', resolve));
  };
  return {
    url,
    token: tokens[0]!,
    tokens,
    held,
    link: () => signInLink(call),
    apiToken,
    data,
    pid: child.pid,
    api: call,
    ruleRuns,
    meter,
    stop,
  };
}

const signInLink = async (call: Fleet['api']): Promise<string> => (await call('session.makeLink', {})).link;

async function tokenOf(url: string, link: string): Promise<string> {
  const cookie = await signInByLink(url, link);
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'bench' });
  const response = await fetch(`${url}/api/v1/tokens`, { method: 'POST', headers, body });
  return ((await response.json()) as { token: string }).token;
}

async function runningRuns(url: string, apiToken: string, call: Fleet['api'], runs: number) {
  const response = await publish(url, apiToken, await archiveOf(manifestOf('bench')));
  if (!response.ok) throw new Error(`the package was refused: ${await response.text()}`);
  await call('pool.create', { name: 'bench' });
  const deployment = { name: 'bench', package: 'bench', version: 'latest', pool: 'bench', recording: 'never' } as const;
  await call('deployment.create', deployment);
  const [agents, held, tokens] = [[] as FakeAgent[], [] as FakeRun[], [] as string[]];
  for (let n = 0; n < runs; n++) {
    const { token: invitation } = await call('robot.invite', { name: `robot-${n}`, pool: 'bench' });
    const agent = await FakeAgent.enrol(url, invitation, `robot-${n}`);
    await agent.connect();
    await call('job.run', { deployment: 'bench' });
    const order = await agent.order();
    const run = await FakeRun.open(url, order, 'supervisor');
    await run.report({ kind: 'started', pid: 4_711 });
    agents.push(agent);
    held.push(run);
    tokens.push(order.scriptToken);
  }
  return { agents, held, tokens };
}
