/** The demo's processes: started with their output in files, ended by pid when the demo ends, whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../../protocol/errors.ts';
import { environment } from '../settings.ts';
import { packageRoot } from '../version.ts';

/** ms a child gets between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 6_000;
const LOOK_EVERY_MS = 50;

export interface Child {
  name: string;
  process: ChildProcess;
  log: string;
}

export class Children {
  readonly #folder: string;
  readonly #all: Child[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a program of Node; its output goes to NAME.log in the demo's folder. */
  start(name: string, args: string[], env: Record<string, string> = {}): Child {
    const log = join(this.#folder, `${name}.log`);
    const out = openSync(log, 'a');
    const child = {
      name,
      log,
      process: spawn(process.execPath, args, {
        stdio: ['ignore', out, out],
        env: { ...environment, ...env },
        cwd: packageRoot,
      }),
    };
    this.#all.push(child);
    return child;
  }

  /** Starts this very `gantry` with other arguments. */
  gantry(name: string, args: string[]): Child {
    return this.start(name, [process.argv[1]!, ...args]);
  }

  /** Runs `gantry` to its end; refuses with its own last words when it failed. */
  async gantryOnce(name: string, args: string[]): Promise<void> {
    const child = this.gantry(name, args);
    const code = await new Promise<number | null>((resolve) => child.process.on('exit', resolve));
    if (code !== 0)
      throw new GantryError('Internal', `"gantry ${args[0]} ${args[1]}" ended with ${code}: ${lastWords(child.log)}`);
  }

  /** The first match in a child's output; refuses when the child ends or `limitMs` passes before. */
  async awaitOutput(child: Child, pattern: RegExp, limitMs: number): Promise<RegExpExecArray> {
    const end = performance.now() + limitMs;
    for (;;) {
      const match = pattern.exec(readFileSync(child.log, 'utf8'));
      if (match) return match;
      if (child.process.exitCode !== null)
        throw new GantryError(
          'Internal',
          `${child.name} ended with ${child.process.exitCode}: ${lastWords(child.log)}`,
        );
      if (performance.now() > end)
        throw new GantryError(
          'Internal',
          `${child.name} said nothing of what was expected for ${limitMs / 1000} s; its output is in ${child.log}`,
        );
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Ends all, youngest first, each softly and then by force. */
  async stop(): Promise<void> {
    for (const child of this.#all.splice(0).reverse()) await endChild(child.process);
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}

const lastWords = (log: string) => readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') || '(no output)';
