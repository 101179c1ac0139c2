/** Sets a drill's stage in a folder of its own: coordinator, a robot behind a link that can be cut, the package, a queue. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../../protocol/errors.ts';
import { type Api, apiFor, callOpen, tokenBySession } from '../api.ts';
import { type Child, Children } from '../demo/children.ts';
import { pack } from '../pack.ts';
import { packageRoot } from '../version.ts';
import { LinkProxy } from './proxy.ts';

export const QUEUE = 'drill';
const POOL = 'drill';
const ROBOT = 'drill-1';
const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;
/** An item may be in hand at every accident; none of them may send it to `error`. */
const ATTEMPTS = 20;
/** Added in one request at most. */
const PORTION = 1_000;

export interface StageOptions {
  folder: string;
  items: number;
  /** ms of work on an item. */
  itemMs: number;
  /** The robot's data folder, when it lies on a disk of its own. */
  robotFolder: string;
}

export class Stage {
  api!: Api;
  readonly children: Children;
  readonly ledger: string;
  /** Keys whose adding was acknowledged. */
  readonly added: string[] = [];
  proxy!: LinkProxy;
  readonly options: StageOptions;
  #coordinator!: Child;
  #agent!: Child;
  #port = 0;

  constructor(options: StageOptions) {
    this.options = options;
    this.children = new Children(options.folder);
    this.ledger = join(options.folder, 'ledger.jsonl');
  }

  async open(): Promise<void> {
    writeFileSync(this.ledger, '');
    const { url, link } = await this.startCoordinator();
    const token = new URLSearchParams(link!.split('?')[1]).get('token')!;
    const { cookie } = await callOpen(url, 'session.useLink', { token });
    this.api = apiFor({ url, token: await tokenBySession(url, cookie, 'drill') });
    this.#port = Number(new URL(url).port);
    this.proxy = new LinkProxy({ target: this.#port });
    await this.proxy.start();
    await this.api.call('pool.create', { name: POOL });
    const { token: invitation } = await this.api.call('robot.invite', { name: ROBOT, pool: POOL });
    const where = ['--url', this.proxy.url, '--data', this.options.robotFolder];
    await this.children.gantryOnce('enroll', ['agent', 'enroll', ...where, '--token', invitation, '--name', ROBOT]);
    await this.startAgent();
  }

  /** The package, the queue with its items, and a job that works it. Answers the job. */
  async begin(): Promise<string> {
    const packed = await pack(join(packageRoot, 'examples', 'drill'), {
      out: join(this.options.folder, 'drill.tgz'),
    });
    await this.api.publish(packed.file, packed.bytes, () => {});
    await this.api.call('queue.create', { name: QUEUE, attemptLimit: ATTEMPTS });
    for (let from = 0; from < this.options.items; from += PORTION) await this.#add(from);
    const params = { queue: QUEUE, ledger: this.ledger, pauseMs: this.options.itemMs, attachBytes: 256 * 1024 };
    const more = { pool: POOL, params, retries: 10, recording: 'never' as const };
    await this.api.call('deployment.create', { name: 'drill', package: 'drill', ...more });
    const { jobs } = await this.api.call('job.run', { deployment: 'drill' });
    return jobs[0]!.id;
  }

  async #add(from: number): Promise<void> {
    const count = Math.min(PORTION, this.options.items - from);
    const keys = Array.from({ length: count }, (_, n) => `item-${from + n + 1}`);
    await this.api.call('resource.addMany', { queue: QUEUE, items: keys.map((key) => ({ value: { key }, key })) });
    this.added.push(...keys);
  }

  async startCoordinator(): Promise<{ url: string; link?: string }> {
    const data = join(this.options.folder, 'coordinator');
    const name = this.#port === 0 ? 'coordinator' : `coordinator-${performance.now().toFixed(0)}`;
    const args = ['coordinator', 'start', '--data', data, '--port', String(this.#port), '--json'];
    this.#coordinator = this.children.gantry(name, args);
    const ready = await this.children.awaitOutput(this.#coordinator, /^\{"url".*\}$/m, START_LIMIT_MS);
    return JSON.parse(ready[0]) as { url: string; link?: string };
  }

  async startAgent(): Promise<void> {
    this.#agent = this.children.gantry('robot', ['agent', 'start', '--data', this.options.robotFolder]);
    await this.robotIs(true);
  }

  async robotIs(online: boolean): Promise<void> {
    await awaited(`the robot is ${online ? 'online' : 'offline'}`, START_LIMIT_MS, async () => {
      const { items } = await this.api.call('robot.list', {});
      return items.some((robot) => (robot.state !== 'offline') === online);
    });
  }

  /** Like a power cut: it cannot say a word. */
  killCoordinator = (): Promise<void> => killed(this.#coordinator);
  killAgent = (): Promise<void> => killed(this.#agent);

  /** The supervisor of the run that is on. */
  supervisor(): number | undefined {
    const runs = join(this.options.robotFolder, 'runs');
    for (const run of existsSync(runs) ? readdirSync(runs) : []) {
      const file = join(runs, run, 'supervisor.json');
      if (existsSync(join(runs, run, 'exit.json')) || !existsSync(file)) continue;
      return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
    }
    return undefined;
  }

  /** Runs of which something is still to be told. */
  reporting(): number {
    const runs = join(this.options.robotFolder, 'runs');
    return readdirSync(runs).filter((run) => existsSync(join(runs, run, 'order.json'))).length;
  }

  /** Processes of this drill's runs, by the mark in their environment (Linux). */
  alive(): string[] {
    if (!existsSync('/proc')) return [];
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && isOfRun(name, this.options.folder))
      .map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
  }

  async processed(): Promise<number> {
    return (await this.api.call('queue.show', { queue: QUEUE })).counts.processed;
  }
}

/** A run's command knows its books by their path, and carries its run's mark; so does whatever it started. */
function isOfRun(pid: string, folder: string): boolean {
  const environment = textOf(`/proc/${pid}/environ`).split('\0');
  return environment.some((v) => v.startsWith('GANTRY_MARK=')) && environment.some((v) => v.includes(folder));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // gone meanwhile, or not ours to read
  }
}

async function killed({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Looks until `condition` holds; refuses with `what` did not happen. */
export async function awaited(what: string, limitMs: number, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new GantryError('Internal', `${what}: not within ${limitMs / 1_000} s`);
    await pause(LOOK_EVERY_MS);
  }
}
