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
  /** Of the running run's script. */
  token: string;
  /** The administrator's API token. */
  apiToken: string;
  data: string;
  /** Of the coordinator. */
  pid: number;
  api<V extends VerbName>(verb: V, params: ParamsIn<V>): Promise<Result<V>>;
  stop(): Promise<void>;
}

/** Starts it on `data` (a new folder unless given). */
export async function fleet(data = join(folder('bench'), 'data')): Promise<Fleet> {
  const args = [join(import.meta.dirname, '..', 'coordinator-process.ts'), data];
  const child = start(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { value: line } = await createInterface(child.process.stdout!)[Symbol.asyncIterator]().next();
  if (!line) throw new Error('the coordinator did not start; its message stands above');
  const { url, link } = JSON.parse(line) as { url: string; link: string };
  const apiToken = await tokenOf(url, link);
  const call: Fleet['api'] = (verb, params) => api(url, apiToken, verb, params);
  const { agent, run, token } = await runningRun(url, apiToken, call);
  const stop = async () => {
    run.close();
    agent.close();
    child.process.stdin!.end(); // the coordinator's word to stop
    await new Promise((resolve) => child.process.once('exit', resolve));
  };
  return { url, token, apiToken, data, pid: child.pid, api: call, stop };
}

async function tokenOf(url: string, link: string): Promise<string> {
  const cookie = await signInByLink(url, link);
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'bench' });
  const response = await fetch(`${url}/api/v1/tokens`, { method: 'POST', headers, body });
  return ((await response.json()) as { token: string }).token;
}

async function runningRun(url: string, apiToken: string, call: Fleet['api']) {
  await call('pool.create', { name: 'bench' });
  const { token: invitation } = await call('robot.invite', { name: 'robot', pool: 'bench' });
  const agent = await FakeAgent.enrol(url, invitation, 'robot');
  await agent.connect();
  const response = await publish(url, apiToken, await archiveOf(manifestOf('bench')));
  if (!response.ok) throw new Error(`the package was refused: ${await response.text()}`);
  const deployment = { name: 'bench', package: 'bench', version: 'latest', pool: 'bench', recording: 'never' } as const;
  await call('deployment.create', deployment);
  await call('job.run', { deployment: 'bench' });
  const order = await agent.order();
  const run = await FakeRun.open(url, order, 'supervisor');
  await run.report({ kind: 'started', pid: 4_711 });
  return { agent, run, token: order.scriptToken };
}
