/** Stops a process so that it provably does nothing, and lets it go on. Linux only; elsewhere it says that it can't. */
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** ms until every thread has stopped; the kernel needs microseconds unless a thread waits for a disk. */
const FREEZE_LIMIT_MS = 2_000;
const LOOK_EVERY_MS = 2;

/** True when every thread of `pid` is stopped or gone; false when that can't be verified. */
export async function freeze(pid: number): Promise<boolean> {
  if (platform() !== 'linux') return false;
  const end = performance.now() + FREEZE_LIMIT_MS;
  signal(pid, 'SIGSTOP');
  while (!allStopped(pid)) {
    if (performance.now() > end) {
      thaw(pid);
      return false;
    }
    await pause(LOOK_EVERY_MS);
  }
  return true;
}

export function thaw(pid: number): void {
  if (platform() !== 'win32') signal(pid, 'SIGCONT');
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone: nothing to stop
  }
}

function allStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      'TtZX'.includes(stateOf(`/proc/${pid}/task/${thread}/stat`)),
    );
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return true; // gone: it grabs nothing
    throw error;
  }
}

/** The letter after the command's name, which itself may hold anything, also brackets. */
function stateOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return text.charAt(text.lastIndexOf(')') + 2);
}
