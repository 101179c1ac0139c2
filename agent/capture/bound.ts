/** Programs that stay (screen, window manager, recorder): they die with the process that started them, and end when told. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { pathOf, type Tools } from './tools.ts';

export interface BoundOptions {
  tools: Tools;
  stdio: StdioOptions;
  /** Added to the clean environment of the tools. */
  env?: Record<string, string>;
}

/** Starts `file`. On Linux the kernel kills it when its starter dies, however that happens (setpriv keeps the pid). */
export function startBound(file: string, args: string[], options: BoundOptions): ChildProcess {
  const { tools, stdio } = options;
  const setpriv = tools.platform === 'linux' ? pathOf(tools.setpriv) : undefined;
  const argv = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', file, ...args] : [file, ...args];
  const child = spawn(argv[0]!, argv.slice(1), { stdio, env: { ...tools.env, ...options.env }, windowsHide: true });
  child.on('error', () => {}); // also reported as an end: see hasEnded
  return child;
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** True as soon as it has ended, false after `limitMs`. */
export function ended(child: ChildProcess, limitMs: number): Promise<boolean> {
  if (hasEnded(child)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), limitMs);
    const onExit = () => done(true);
    const done = (yes: boolean) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(yes);
    };
    child.once('exit', onExit);
  });
}

/** Tries each way in turn until the program has ended; the last resort is SIGKILL. Resolves when it is gone. */
export async function end(child: ChildProcess, ways: { ask: () => void; waitMs: number }[]): Promise<void> {
  for (const { ask, waitMs } of [...ways, { ask: () => child.kill('SIGKILL'), waitMs: LAST_WAIT_MS }]) {
    if (hasEnded(child)) return;
    ask();
    if (await ended(child, waitMs)) return;
  }
}
/** ms after SIGKILL; only a process stuck in the kernel outlives it, and nobody can help there. */
const LAST_WAIT_MS = 5_000;
