/** Runs one program to its end, with a limit on time and output: how tools are tried. Not for programs that stay (bound.ts). */
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where programs are looked for when the environment has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Bytes of output kept of one program; more ends it. */
const OUTPUT_LIMIT = 8 * 1024 * 1024;
/** ms a program may take to say its version. */
export const TRY_LIMIT_MS = 15_000;

/** Name → value; what is absent is not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ran {
  ok: boolean;
  stdout: string;
  stderr: string;
  /** Why it is not ok, for a person. */
  says: string;
}

export interface RunOptions {
  /** Exactly what the program gets; see cleanEnvironment. */
  env: Record<string, string>;
  limitMs?: number;
}

/** Never rejects: a program that can't be started, fails or takes too long is `ok: false` with the reason in `says`. */
export function run(file: string, args: string[], options: RunOptions): Promise<Ran> {
  const limitMs = options.limitMs ?? TRY_LIMIT_MS;
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: OUTPUT_LIMIT, windowsHide: true, env: options.env },
      (error, stdout, stderr) =>
        resolve({ ok: !error, stdout, stderr, says: error ? reason(error, stderr, limitMs) : '' }),
    );
    child.stdin?.on('error', () => {}); // it may end before its input is closed: its exit code tells what counts
    child.stdin?.end();
  });
}

function reason(error: { killed?: boolean; code?: unknown; message: string }, stderr: string, limitMs: number): string {
  if (error.killed) return `took longer than ${limitMs} ms`;
  if (error.code === 'ENOENT') return 'is not there';
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? `ended with ${String(error.code ?? error.message)}` : last.slice(0, 300);
}

/** What our own tools get: the agent's environment without anything of Gantry's, so that a run's mark never reaches them (P9). */
export function cleanEnvironment(env: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const name of [
    'PATH',
    'HOME',
    'LANG',
    'TZ',
    'TMPDIR',
    'XDG_RUNTIME_DIR',
    'SystemRoot',
    'TEMP',
    'LD_LIBRARY_PATH',
  ]) {
    const value = env[name];
    if (value !== undefined) clean[name] = value;
  }
  clean.PATH ??= DEFAULT_PATH;
  return clean;
}

/** The absolute path of `name` in PATH (or `name` itself when it is a path), if it is an executable file. */
export function which(name: string, env: Environment): string | undefined {
  const folders = isAbsolute(name) ? [''] : (env.PATH ?? DEFAULT_PATH).split(delimiter);
  return folders.map((folder) => (folder === '' ? name : join(folder, name))).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not for us: the next candidate decides
  }
}
