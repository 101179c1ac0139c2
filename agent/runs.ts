/** The runs on this agent's disk and their supervisors: starts them, finds them again, notices when one vanished (P4, P6, P9). */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { HeldRun, RunOrder } from '../protocol/calls-agent.ts';
import { type Sentence, say } from '../protocol/sentence.ts';
import { steadyMs } from './clock.ts';
import { supervisorEnvironment } from './config.ts';
import { keepWithin } from './kept-evidence.ts';
import { bootId, isAlive } from './process-identity.ts';
import {
  dataPaths,
  hasEnded,
  isOn,
  isOrdered,
  type RunFile,
  readRunFile,
  runPaths,
  supervisorAlive,
  supervisorOf,
} from './run-folder.ts';
import { writeDurably } from './spool/durable-file.ts';
import { groupOf } from './supervisor/control-group.ts';
import { OWN_EXTENSION } from './supervisor/sdk-shim.ts';
import { killTree } from './supervisor/tree.ts';

/** ms between two looks at the supervisors: a vanished one is known within two seconds (P5). */
const LOOK_MS = 500;
/** ms that a supervisor has to end its run by itself after a stop, and between two looks whether it has. */
const ENDS_ITSELF_MS = 3_000;
const ENDED_LOOK_MS = 50;
/** ms before a supervisor that ended without finishing its report is started again; doubled each time up to the longest. */
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 60_000;

export interface RunsOptions {
  data: string;
  keptBytes: number;
  onVanished: (run: { run: string; epoch: number; because: Sentence }) => void;
  log: (level: 'info' | 'warn' | 'error', data: Record<string, unknown>, text: string) => void;
}

interface Held {
  folder: string;
  order: RunOrder;
  /** The supervisor that this process started, until it has exited. */
  starting: boolean;
  restarts: number;
  /** Its tree is verified empty though nobody has written its end down yet: the robot is free (P9). */
  dead: boolean;
  notBeforeMs: number;
}

export class Runs {
  readonly #options: RunsOptions;
  readonly #folder: string;
  readonly #held = new Map<string, Held>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#folder = dataPaths(options.data).runs;
  }

  /** Looks at what an earlier agent left and goes on watching. */
  async start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) this.#find(name);
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Stops watching; the supervisors go on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** The run whose command may be on: at most one (J9). */
  get live(): string | undefined {
    for (const [run, { folder, dead }] of this.#held) if (!dead && isOn(folder)) return run;
    return undefined;
  }

  /** Nothing of any run is left to do or to report. */
  get none(): boolean {
    return this.#held.size === 0;
  }

  /** What `agent.hello` tells (P4). */
  list(): HeldRun[] {
    return [...this.#held].flatMap(([run, held]) => {
      if (!isOrdered(held.folder)) return [];
      const boot = supervisorOf(held.folder)?.boot ?? bootId();
      return [{ run, epoch: held.order.epoch, alive: this.#alive(held), ended: hasEnded(held.folder), boot }];
    });
  }

  /** Keeps the order on the disk and starts its supervisor. */
  async begin(file: RunFile): Promise<void> {
    const { run } = file.order;
    const folder = join(this.#folder, run);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await writeDurably(runPaths(folder).order, JSON.stringify(file), 0o600);
    const held = { folder, order: file.order, starting: false, restarts: 0, dead: false, notBeforeMs: 0 };
    this.#held.set(run, held);
    this.#startSupervisor(held);
  }

  /** Softly, by way of the supervisor; it knows the grace. */
  cancel(run: string): void {
    const identity = this.#supervisor(run);
    if (identity) signal(identity.pid, 'SIGTERM');
  }

  /**
   * Ends the supervisor and its tree; what it spooled is still reported by the next one. A supervisor that is connected
   * has heard the same and ends by itself, with recorder and exit record in order: it gets a moment for that.
   */
  async kill(run: string): Promise<void> {
    const held = this.#held.get(run);
    if (!held) return;
    const end = steadyMs() + ENDS_ITSELF_MS;
    while (!hasEnded(held.folder) && this.#alive(held) && !this.#stopped && steadyMs() < end)
      await pause(ENDED_LOOK_MS);
    if (hasEnded(held.folder)) return; // it only reports: nothing is left to end
    const identity = this.#supervisor(run);
    if (identity) signal(identity.pid, 'SIGKILL');
    await killTree({ mark: run, root: 0, group: groupOf(held.folder) });
  }

  /** The coordinator wants nothing of it. */
  async forget(run: string): Promise<void> {
    const held = this.#held.get(run);
    const identity = this.#supervisor(run);
    if (identity) signal(identity.pid, 'SIGKILL');
    await killTree({ mark: run, root: 0, group: held && groupOf(held.folder) });
    this.#held.delete(run);
    if (held) rmSync(held.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #supervisor(run: string) {
    const held = this.#held.get(run);
    const identity = held && supervisorOf(held.folder);
    return identity && isAlive(identity) ? identity : undefined;
  }

  #find(name: string): void {
    const folder = join(this.#folder, name);
    if (this.#held.has(name) || name === 'node_modules') return;
    const file = readRunFile(folder);
    if (file)
      this.#held.set(name, { folder, order: file.order, starting: false, restarts: 0, dead: false, notBeforeMs: 0 });
    else if (!existsSync(runPaths(folder).evidence)) rmSync(folder, { recursive: true, force: true });
  }

  #alive(held: Held): boolean {
    return held.starting || supervisorAlive(held.folder);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    for (const [run, held] of this.#held) {
      if (this.#stopped) return;
      if (this.#alive(held)) continue;
      if (!isOrdered(held.folder)) this.#finished(run);
      else await this.#leftBehind(run, held);
    }
  }

  #finished(run: string): void {
    this.#held.delete(run);
    this.#options.log('info', { run }, 'run reported and cleared away');
    keepWithin(this.#folder, this.#options.keptBytes);
  }

  /** No supervisor, but something to report: what still runs of it is ended, then another supervisor tells the rest. */
  async #leftBehind(run: string, held: Held): Promise<void> {
    if (steadyMs() < held.notBeforeMs) return;
    const spawned = existsSync(runPaths(held.folder).spawned);
    if (spawned && !hasEnded(held.folder)) {
      const left = await killTree({ mark: run, root: 0, group: groupOf(held.folder) });
      const because =
        left.length > 0
          ? say`its supervisor vanished; ${{ count: left.length }} processes would not die`
          : say`its supervisor vanished`;
      held.dead = left.length === 0;
      this.#options.log('error', { run, left }, 'supervisor vanished');
      this.#options.onVanished({ run, epoch: held.order.epoch, because });
    }
    this.#startSupervisor(held);
  }

  #startSupervisor(held: Held): void {
    const main = join(import.meta.dirname, 'supervisor', `main${OWN_EXTENSION}`);
    const out = openSync(runPaths(held.folder).log, 'a', 0o600);
    held.starting = true;
    held.notBeforeMs = steadyMs() + Math.min(FIRST_RESTART_MS * 2 ** held.restarts++, LONGEST_RESTART_MS);
    const { run } = held.order;
    const gone = () => {
      held.starting = false;
      void this.#look();
    };
    const failed = (error: Error) => {
      this.#options.log('error', { run, error: error.message }, 'supervisor could not be started; it is tried again');
      gone();
    };
    try {
      const child = spawn(process.execPath, [main, held.folder], {
        detached: true,
        stdio: ['ignore', out, out],
        env: supervisorEnvironment(),
        cwd: this.#folder,
      });
      child.unref();
      child.on('error', failed);
      child.on('exit', gone);
      this.#options.log('info', { run, supervisor: child.pid }, 'supervisor started');
    } catch (error) {
      failed(error as Error); // some failures, such as too little memory, come at once and not as an event
    } finally {
      closeSync(out);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended meanwhile: what was wanted
  }
}
