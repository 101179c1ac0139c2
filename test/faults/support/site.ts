/** A place for accidents: a coordinator with short timers, a robot behind a link of our own, work that keeps its own books. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { type Account, accountOf, readLedger } from '../../../bin/drill/account.ts';
import { gather } from '../../../bin/drill/gather.ts';
import { LinkProxy } from '../../../bin/drill/proxy.ts';
import { fill, mountSmallDisk, unmount } from '../../../bin/drill/small-disk.ts';
import type { JobDetail } from '../../../protocol/shapes.ts';
import { Installation, type Program } from '../../support/installation.ts';
import { kill, processesIn } from '../../support/processes.ts';
import { until } from '../../support/until.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ROBOT = 'desk-1';
/** ms for what only waits for a slow machine. */
export const PATIENCE_MS = 90_000;
/** The least that a deployment may ask for (P5): a run nobody hears of for so long is lost. */
export const LOST_AFTER_MS = 30_000;

/** After so many lost connections an agent waits longer than it takes to start another one. */
const FEW_LOSSES = 2;

export interface Work {
  queue: string;
  job: string;
  /** The run instance that is on, in the middle of its items. */
  run: string;
  /** Resolves when the adding of the last items was acknowledged. */
  added: Promise<void>;
}
export interface WorkOptions {
  items?: number;
  pauseMs?: number;
  attachBytes?: number;
  retries?: number;
  /** Items that are processed when the accident may happen; none = as soon as there is a job. */
  after?: number;
}

export class Site extends Installation {
  readonly roll: () => number;
  readonly ledger = join(this.folder, 'ledger');
  readonly queues: string[] = [];
  /** Keys whose adding was acknowledged. */
  readonly added: string[] = [];
  proxy!: LinkProxy;
  /** Coordinator and robot have their data on disks of their own that can be filled. */
  smallDisk = false;
  /** What the proxy waits for in the coordinator's bytes, and keeps back when it comes. */
  #wanted: { words: string; came: () => void } | undefined;

  constructor(roll: () => number) {
    super();
    this.roll = roll;
  }

  static async open(roll: () => number): Promise<Site> {
    const site = new Site(roll);
    writeFileSync(site.ledger, '');
    mkdirSync(site.coordinatorFolder, { mode: 0o700 });
    site.smallDisk = mountSmallDisk(site.coordinatorFolder);
    process.once('exit', () => site.#unmount());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // with what it started
    await site.startCoordinator();
    site.proxy = new LinkProxy({
      target: Number(new URL(site.url).port),
      slowBytes: 512 * 1024,
      keepBack: (bytes) => site.#keepsBack(bytes),
    });
    await site.proxy.start();
    await site.ok('login', '--link', site.link);
    await site.ok('pool', 'create', 'all');
    mkdirSync(site.agentFolder(ROBOT), { mode: 0o700 });
    if (site.smallDisk) mountSmallDisk(site.agentFolder(ROBOT));
    await site.addAgent(ROBOT);
    await site.ok('publish', join(ROOT, 'examples', 'drill'));
    const params = ['--param', `ledger=${site.ledger}`, '--param', 'queue=none'];
    const lost = ['--lost-after', `${LOST_AFTER_MS / 1_000}s`, '--recording', 'never'];
    await site.ok('deploy', 'drill', '--package', 'drill', '--pool', 'all', ...lost, ...params);
    return site;
  }

  override get agentUrl(): string {
    return this.proxy.url;
  }
  override launchCoordinator(port: string): Program {
    const program = join(import.meta.dirname, 'coordinator-process.ts');
    return this.launchNode([program, this.coordinatorFolder, port], { talks: true });
  }

  get runsFolder(): string {
    return join(this.agentFolder(ROBOT), 'runs');
  }
  /** The robot has to fetch its packages again. */
  forgetPackages(): void {
    const cache = join(this.agentFolder(ROBOT), 'cache');
    mkdirSync(cache, { recursive: true }); // the first run of all makes it
    for (const name of readdirSync(cache)) if (name.endsWith('.tgz')) rmSync(join(cache, name));
  }
  runFile(run: string, name: string): string {
    return join(this.runsFolder, run, name);
  }

  /** Says a word to the coordinator's process: `jump MS`, `pass MS`. */
  tell(line: string): void {
    this.coordinator!.process.stdin!.write(`${line}\n`);
  }

  /** ms that the coordinator's event loop was held up since it was asked last. */
  async loopDelay(): Promise<{ p99: number; max: number }> {
    const program = this.coordinator!;
    const from = program.out.length;
    this.tell('loop');
    const said = () => /^loop (.*)$/m.exec(program.out.slice(from))?.[1];
    return JSON.parse(await until('the coordinator says its delay', said)) as { p99: number; max: number };
  }

  /** A queue whose items are partly there and partly still being added, and a job that works it. */
  async begin({ items = 14, pauseMs = 30, attachBytes = 0, retries = 3, after = 3 }: WorkOptions = {}): Promise<Work> {
    const queue = `q-${randomUUID().slice(0, 8)}`;
    this.queues.push(queue);
    await this.api.call('queue.create', { name: queue, attemptLimit: 9 });
    const keys = Array.from({ length: items }, (_, n) => `${queue}-${n}`);
    const first = keys.splice(0, Math.ceil(items / 2));
    await this.api.call('resource.addMany', { queue, items: first.map((key) => ({ value: { key }, key })) });
    this.added.push(...first);
    const params = { queue, ledger: this.ledger, pauseMs, attachBytes };
    const { jobs } = await this.api.call('job.run', { deployment: 'drill', params, retries });
    const job = jobs[0]!.id;
    const added = this.#addAll(queue, keys);
    added.catch(() => {}); // looked at by `end`
    if (after === 0) return { queue, job, run: '', added };
    const counts = async () => (await this.api.call('queue.show', { queue })).counts.processed >= after;
    await until(`${after} items are processed`, counts, PATIENCE_MS);
    return { queue, job, run: await this.runOf(job), added };
  }

  /** The newest run instance of a job. */
  async runOf(job: string): Promise<string> {
    const newest = async () => (await this.api.call('job.show', { job })).runs.at(-1)?.id;
    return until(`${job} has a run`, newest, PATIENCE_MS);
  }

  /** One by one, each until it is acknowledged, whatever happens to the coordinator meanwhile. */
  async #addAll(queue: string, keys: string[]): Promise<void> {
    for (const key of keys)
      for (let acknowledged = false; !acknowledged; ) {
        try {
          await this.api.call('resource.add', { queue, value: { key }, key });
          acknowledged = true;
          this.added.push(key);
        } catch {
          await pause(20); // not reached, or not now: the same key again
        }
      }
  }

  /** The job as it ended. */
  async end({ job, added }: Work): Promise<JobDetail> {
    await added;
    const ended = async () => {
      const detail = await this.api.call('job.show', { job });
      return detail.ended ? detail : undefined;
    };
    return until(`the job ${job} has ended`, ended, PATIENCE_MS);
  }

  /** The job succeeded after run instances with these ends. */
  async expectEnds(work: Work, ...ends: string[]): Promise<JobDetail> {
    const detail = await this.end(work);
    assert.is(detail.state, 'succeeded', detail.message);
    assert.equal(
      detail.runs.map((run) => run.state),
      ends,
    );
    return detail;
  }

  supervisorOf(run: string): number | undefined {
    return processesIn(this.folder).find((p) => p.command.includes('supervisor/main') && p.command.includes(run))?.pid;
  }
  get agent(): Program {
    return this.agents.get(ROBOT)!;
  }
  async killAgent(): Promise<void> {
    kill(this.agent.process.pid!);
    await this.agent.exit;
  }
  restartAgent(): Promise<void> {
    return this.startAgent(ROBOT);
  }
  /**
   * An agent that lost its connection again and again comes back after up to half a minute (P10); a new one begins anew. For
   * those who are not here to wait.
   */
  async restedAgent(): Promise<void> {
    const lost = this.agent.out.split('not connected').length - 1;
    if (lost < FEW_LOSSES) return;
    await this.killAgent();
    await this.restartAgent();
  }
  async killCoordinator(): Promise<void> {
    kill(this.coordinator!.process.pid!);
    await this.coordinator!.exit;
  }

  async robotIs(online: boolean): Promise<void> {
    const seen = async () => {
      const { items } = await this.api.call('robot.list', {});
      return items.some((robot) => robot.name === ROBOT && (robot.state !== 'offline') === online);
    };
    await until(`the robot is ${online ? 'online' : 'offline'}`, seen, PATIENCE_MS);
  }

  /** The next piece from the coordinator that holds `words` is kept back, with its connection; resolves when it came. */
  keepBack(words: string): Promise<void> {
    return new Promise((came) => {
      this.#wanted = { words, came };
    });
  }
  #keepsBack(bytes: Buffer): boolean {
    if (!this.#wanted || !bytes.includes(this.#wanted.words)) return false;
    this.#wanted.came();
    this.#wanted = undefined;
    return true;
  }

  /** Waits until the command of a run has begun by its own books. */
  async spawned(run: string): Promise<void> {
    await until(`the command of ${run} runs`, () => this.books().spawned.has(run), PATIENCE_MS);
  }
  async fileOfRun(run: string, name: string): Promise<void> {
    await until(`${run} has its ${name}`, () => existsSync(this.runFile(run, name)), PATIENCE_MS);
  }
  books() {
    return readLedger(readFileSync(this.ledger, 'utf8'));
  }

  /** Everything is reported, nothing of a run is alive; what the books and the coordinator say of it. */
  async account(): Promise<Account> {
    await until('all is reported and nothing is alive', () => this.#left().length === 0, PATIENCE_MS).catch(
      () => {}, // the account names what is not
    );
    const alive = this.#left();
    return accountOf({ ledger: this.books(), recorded: await gather(this.api, this.queues), added: this.added, alive });
  }

  /** Runs that still report, and processes of runs. */
  #left(): string[] {
    const mine = processesIn(this.folder).filter(
      (p) => p.command.includes('supervisor/main') || p.environment.some((v) => v.startsWith('GANTRY_MARK=')),
    );
    const reporting = readdirSync(this.runsFolder).filter((name) => existsSync(this.runFile(name, 'order.json')));
    return [
      ...mine.map(({ pid, command }) => `${pid} ${command}`),
      ...reporting.map((run) => `${run} is not reported`),
    ];
  }

  /** The disk of one of them has no room left until the result is called. */
  fillDisk(of: 'robot' | 'coordinator'): () => void {
    const ballast = join(of === 'robot' ? this.agentFolder(ROBOT) : this.coordinatorFolder, 'ballast');
    fill(ballast);
    return () => rmSync(ballast, { force: true });
  }
  #unmount(): void {
    if (this.smallDisk) for (const disk of [this.agentFolder(ROBOT), this.coordinatorFolder]) unmount(disk);
    this.smallDisk = false;
  }

  async close(): Promise<string[]> {
    this.proxy.set('pass');
    const left = await this.stop();
    await this.proxy.stop();
    this.#unmount();
    return left;
  }
}
