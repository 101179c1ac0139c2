/** What processes cost, by /proc: CPU time of a program with all its children, resident memory. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

interface Stat {
  parent: number;
  /** CPU ms of the process itself, and of its children that ended. */
  own: number;
  ended: number;
}

/** CPU ms that these processes and their children have used since they started. */
export function cpuMs(pids: readonly number[]): number {
  if (pids.length === 0) return 0;
  const roots = new Set(pids);
  let sum = 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (!stat) continue;
    if (roots.has(Number(name))) sum += stat.own + stat.ended;
    else if (roots.has(stat.parent)) sum += stat.own;
  }
  return sum;
}

/** Bytes of memory that the process holds now. */
export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // ended between the listing and the look
  }
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ms = (from: number) => ((fields[from]! + fields[from + 1]!) * 1_000) / TICKS;
  return { parent: fields[1]!, own: ms(11), ended: ms(13) };
}
