/** Programs that a bench starts: awaited until they listen, ended by their pid, on every way out. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createServer } from 'node:net';

const END_MS = 10_000;
const started = new Set<ChildProcess>();

export interface Child {
  pid: number;
  process: ChildProcess;
  /** Asks it to end, kills it when it does not within 10 s; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program; it is killed with this process at the latest. */
export function start(command: string, args: string[], options: SpawnOptions): Child {
  const process = spawn(command, args, options);
  started.add(process);
  const gone = new Promise<void>((resolve) => {
    process.once('exit', () => {
      started.delete(process);
      resolve();
    });
    process.once('error', () => resolve()); // could not be started: whoever awaits it hears of it by `listening`
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    process.kill(signal);
    const timer = setTimeout(() => process.kill('SIGKILL'), END_MS);
    await gone;
    clearTimeout(timer);
  };
  return { pid: process.pid ?? 0, process, stop };
}

/** A port of the loopback that nobody has now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
