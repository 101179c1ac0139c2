/** A coordinator on a free port with real SQLite, an administrator's token, packages, deployments, robots: what tests need. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tar from 'tar';
import { systemClock } from '../../../coordinator/clock.ts';
import type { CoordinatorOptions } from '../../../coordinator/config.ts';
import { type Coordinator, createCoordinator } from '../../../coordinator/index.ts';
import { requestFor } from '../../../protocol/api-route.ts';
import type { ParamsIn, Result, VerbName } from '../../../protocol/contract.ts';
import { GantryError, type WireError } from '../../../protocol/errors.ts';
import { FakeAgent, type FakeRun, FakeRun as Run } from '../../support/fake-agent.ts';
import { folder } from '../../support/folder.ts';

/** A clock that the test moves; it also runs by itself. */
export class TestClock {
  #ahead = 0;
  #wallAhead = 0;
  readonly after = systemClock.after;
  now(): number {
    return Date.now() + this.#ahead + this.#wallAhead;
  }
  monotonic(): number {
    return performance.now() + this.#ahead;
  }
  advance(ms: number): void {
    this.#ahead += ms;
  }
  /** Somebody sets the wall clock; no time goes by. */
  jump(ms: number): void {
    this.#wallAhead += ms;
  }
}

export interface Stage {
  coordinator: Coordinator;
  url: string;
  data: string;
  clock: TestClock;
  /** The administrator's API token. */
  token: string;
  api<V extends VerbName>(verb: V, params: ParamsIn<V>): Promise<Result<V>>;
  agent(name: string, pool?: string): Promise<FakeAgent>;
  /** Uploads `name`@`version` and makes a deployment of the same name on `pool`. */
  deploy(name: string, pool: string, more?: Partial<ParamsIn<'deployment.create'>>): Promise<void>;
  publish(archive: Buffer): Promise<Response>;
  /** A job of `deployment`, accepted by `agent`: its supervisor and script. */
  running(agent: FakeAgent, deployment: string): Promise<{ job: string; supervisor: FakeRun; script: FakeRun }>;
  restart(options?: Partial<CoordinatorOptions>): Promise<void>;
  close(): Promise<void>;
}

export async function stage(options: Partial<CoordinatorOptions> = {}): Promise<Stage> {
  const data = options.data ?? join(folder('coordinator', 'memory'), 'data');
  const clock = new TestClock();
  const agents: FakeAgent[] = [];
  const runs: FakeRun[] = [];
  const start = async (more: Partial<CoordinatorOptions> = {}) => {
    const coordinator = createCoordinator({ data, port: 0, logLevel: 'silent', clock, ...options, ...more });
    await coordinator.start();
    return coordinator;
  };
  const coordinator = await start();
  const self: Stage = {
    coordinator,
    url: coordinator.url,
    data,
    clock,
    token: await firstToken(coordinator),
    api: (verb, params) => api(self.url, self.token, verb, params),
    agent: async (name, pool) => {
      const { token } = await self.api('robot.invite', { name, ...(pool === undefined ? {} : { pool }) });
      const agent = await FakeAgent.enrol(self.url, token, name, { machine: `machine of ${name}` });
      agents.push(agent);
      await agent.connect();
      return agent;
    },
    publish: (archive) => publish(self.url, self.token, archive),
    deploy: async (name, pool, more = {}) => {
      const response = await self.publish(await archiveOf(manifestOf(name)));
      if (!response.ok) throw GantryError.fromWire((await response.json()) as WireError);
      await self.api('deployment.create', {
        name,
        package: name,
        version: 'latest',
        pool,
        recording: 'never',
        ...more,
      });
    },
    running: async (agent, deployment) => {
      const before = agent.orders.length;
      const { jobs } = await self.api('job.run', { deployment });
      const order = await agent.order(before + 1);
      const supervisor = await Run.open(self.url, order, 'supervisor');
      const script = await Run.open(self.url, order, 'script');
      runs.push(supervisor, script);
      await supervisor.report({ kind: 'started', pid: 4_711 });
      return { job: jobs[0]!.id, supervisor, script };
    },
    restart: async (more) => {
      const port = Number(new URL(self.url).port);
      await self.coordinator.stop();
      self.coordinator = await start({ port, ...more });
    },
    close: async () => {
      for (const one of [...agents, ...runs]) one.close();
      await self.coordinator.stop();
    },
  };
  return self;
}

/** The first administrator's one-time link, spent for an API token. */
async function firstToken(coordinator: Coordinator): Promise<string> {
  const cookie = await signInByLink(coordinator.url, coordinator.firstSignIn!.link);
  const headers = { cookie, origin: coordinator.url, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'test' });
  const response = await fetch(`${coordinator.url}/api/v1/tokens`, { method: 'POST', headers, body });
  return ((await response.json()) as { token: string }).token;
}

export const tokenInLink = (link: string): string => link.slice(link.indexOf('token=') + 'token='.length);

/** The session cookie, as a `Cookie` header carries it. */
export async function signInByLink(url: string, link: string): Promise<string> {
  const headers = { origin: url, 'content-type': 'application/json' };
  const body = JSON.stringify({ token: tokenInLink(link) });
  const response = await fetch(`${url}/api/v1/session/link`, { method: 'POST', headers, body });
  if (!response.ok) throw GantryError.fromWire((await response.json()) as WireError);
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

export async function api<V extends VerbName>(
  url: string,
  token: string,
  verb: V,
  params: ParamsIn<V>,
): Promise<Result<V>> {
  const { method, path, body } = requestFor(verb, params as Record<string, unknown>);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, body === undefined ? { method, headers } : { method, headers, body });
  const answer = (await response.json()) as unknown;
  if (!response.ok) throw GantryError.fromWire(answer as WireError);
  return answer as Result<V>;
}

export const publish = (url: string, token: string, archive: Buffer): Promise<Response> =>
  fetch(`${url}/api/v1/packages`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
    body: new Uint8Array(archive),
  });

export const manifestOf = (name: string, version = '1.0.0') => ({
  name,
  version,
  title: `Package ${name}`,
  command: ['node', 'main.js'],
});

/** A `.tgz` with this manifest and these further files. */
export async function archiveOf(manifest: unknown, files: Record<string, string> = { 'main.js': '' }): Promise<Buffer> {
  const at = folder('package');
  const all: Record<string, string> = { 'process.json': JSON.stringify(manifest), ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(join(at, name, '..'), { recursive: true });
    writeFileSync(join(at, name), content);
  }
  return packed(at, Object.keys(all));
}

export async function packed(cwd: string, names: string[], more: object = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of tar.create({ gzip: true, cwd, portable: true, mtime: new Date(0), ...more }, names))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The error that `work` ends with; a success is a failure of the test. */
export async function refusalOf(work: Promise<unknown>): Promise<GantryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GantryError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
