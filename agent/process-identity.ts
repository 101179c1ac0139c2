/** Which process is it? A pid alone may be somebody else's by now: pid and start time together are one process. */
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { wallMs } from './clock.ts';

export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, from /proc; '' where there is no /proc. */
  startTime: string;
  /** Changes at every boot. */
  boot: string;
}

/** What the kernel says of a process; undefined when it is gone (a zombie counts as gone). */
export interface ProcessStat {
  state: string;
  parent: number;
  group: number;
  session: number;
  startTime: string;
}

export function processStat(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses and may itself contain spaces and parentheses.
    const field = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group, session] = field;
    return {
      state: state!,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      startTime: field[19]!,
    };
  } catch {
    return undefined; // gone between two looks: that is the answer
  }
}

/** A zombie is no process any more: it only waits for its parent to look. */
export function isLiving(pid: number): boolean {
  const state = processStat(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

let boot: string | undefined;

/** Identity of this boot of the machine. */
export function bootId(): string {
  boot ??= readBootId();
  return boot;
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `up-${Math.round((wallMs() / 1000 - uptime()) / 10)}`; // not Linux: when it was booted, to ten seconds
  }
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTime: processStat(pid)?.startTime ?? '', boot: bootId() };
}

/** Is exactly this process still running? */
export function isAlive(p: ProcessIdentity): boolean {
  if (p.boot !== bootId()) return false;
  if (process.platform === 'linux') {
    const stat = processStat(p.pid);
    return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X' && stat.startTime === p.startTime;
  }
  try {
    return process.kill(p.pid, 0);
  } catch {
    return false; // no such process
  }
}
