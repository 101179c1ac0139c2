/** Which processes of this machine belong to a folder, by their environment or command line (Linux), and how they are ended. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Found {
  pid: number;
  command: string;
  environment: string[];
}

function read(pid: number, what: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return []; // it ended meanwhile
  }
}

/** All living processes, except this one, of which `wanted` says yes. A dead one that was not waited for yet has neither. */
export function processes(wanted: (found: Found) => boolean): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .map((pid) => ({ pid, command: read(pid, 'cmdline').join(' '), environment: read(pid, 'environ') }))
    .filter((found) => found.command !== '' && wanted(found));
}

/** Everything that was started with this folder in its environment or arguments: TMPDIR points into it. */
export const processesIn = (folder: string): Found[] =>
  processes((p) => p.command.includes(folder) || p.environment.some((v) => v.includes(folder)));

/** The command of a run and all that came of it. */
export const processesOfRun = (run: string): Found[] => processes((p) => p.environment.includes(`GANTRY_MARK=${run}`));

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended meanwhile: what was wanted
  }
}
