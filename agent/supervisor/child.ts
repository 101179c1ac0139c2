/** Starts the package's command: no shell, its own process group, and bound to the supervisor's life where the OS can. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { joining } from './control-group.ts';

export interface Command {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** The control group in which it begins. */
  group?: string | undefined;
}

export interface Exit {
  code: number | undefined;
  signal: string | undefined;
}

/** The program of `argv[0]` as the command's own PATH finds it; undefined when nothing executable is there. */
export function findProgram(name: string, cwd: string, path: string): string | undefined {
  const candidates =
    isAbsolute(name) || name.includes('/') ? [resolve(cwd, name)] : path.split(delimiter).map((dir) => join(dir, name));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not executable: the next folder of the PATH
  }
}

/**
 * Spawns; resolves with the child when it runs, rejects with words for a person when it cannot be started. On Linux
 * `setpriv` asks the kernel to kill the command when this process dies, so that no command outlives its supervisor.
 */
export function startCommand({ argv, cwd, env, group }: Command): Promise<ChildProcess> {
  const [name, ...rest] = argv;
  const program = findProgram(name!, cwd, env.PATH ?? '');
  if (!program)
    return Promise.reject(
      new Error(
        `cannot start ${JSON.stringify(name)}: there is no such program (looked in the package and in ${env.PATH})`,
      ),
    );
  const setpriv = process.platform === 'linux' ? findProgram('setpriv', '/', '/usr/bin:/bin') : undefined;
  const bound = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', program, ...rest] : [program, ...rest];
  const [file, ...args] = group === undefined ? bound : joining(group, bound);
  const child = spawn(file!, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  return new Promise((started, failed) => {
    child.once('spawn', () => started(child));
    child.once('error', (error) => failed(new Error(`cannot start ${JSON.stringify(name)}: ${error.message}`)));
  });
}

/** How the command ended. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    const done = () => resolve({ code: child.exitCode ?? undefined, signal: child.signalCode ?? undefined });
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', done);
  });
}
