/** Ending a run's whole process tree (P9) and proving that it is empty: control group, process group, session and environment mark. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isLiving, processStat } from '../process-identity.ts';
import { groupPids, killAtOnce, removeGroup } from './control-group.ts';

/** Looks at the process table until the tree must be empty; each look kills what it finds. */
const MAX_LOOKS = 100;
/** ms between two looks: the first ones come quickly, as most trees die at once. */
const FIRST_LOOK_MS = 5;
const LATER_LOOK_MS = 100;

/** Variable by which every process of a run's tree is found, whoever started it. */
export const MARK = 'GANTRY_MARK';

export interface Tree {
  /** Value of the mark. */
  mark: string;
  /** The command's pid: leader of its group and session. 0 when it is not known. */
  root: number;
  /** Its control group, where there is one. */
  group?: string | undefined;
}

/** Pids of the tree's living processes; never this process itself. */
export function treePids({ mark, root, group }: Tree): number[] {
  const wanted = Buffer.from(`${MARK}=${mark}\0`);
  const inGroup = new Set(group === undefined ? [] : groupPids(group));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isLiving(pid) && (inGroup.has(pid) || belongs(pid, root, wanted)));
}

function belongs(pid: number, root: number, wanted: Buffer): boolean {
  const stat = processStat(pid);
  if (!stat) return false;
  if (root > 0 && (pid === root || stat.group === root || stat.session === root)) return true;
  return marked(pid, wanted);
}

function marked(pid: number, wanted: Buffer): boolean {
  try {
    const environ = readFileSync(`/proc/${pid}/environ`);
    const at = environ.indexOf(wanted);
    return at === 0 || (at > 0 && environ[at - 1] === 0);
  } catch {
    return false; // gone, or of another account: not started by this run
  }
}

/** Asks the command's group to end. */
export function askTree(root: number): void {
  signal(-root, 'SIGTERM');
}

/**
 * Kills until nobody of the tree is left. Resolves with the pids that would not die (empty = verified empty): only a
 * process stuck in the kernel can be among them.
 */
export async function killTree(tree: Tree): Promise<number[]> {
  if (process.platform !== 'linux') return killGroup(tree);
  let left: number[] = [];
  for (let look = 0; look < MAX_LOOKS; look++) {
    if (tree.group !== undefined) killAtOnce(tree.group);
    if (tree.root > 0 && look === 0) signal(-tree.root, 'SIGKILL');
    left = treePids(tree);
    if (left.length === 0) break;
    for (const pid of left) signal(pid, 'SIGKILL');
    await pause(look < 10 ? FIRST_LOOK_MS * (look + 1) : LATER_LOOK_MS);
  }
  if (tree.group !== undefined && left.length === 0) await clear(tree.group);
  return left;
}

/** The last process may be a moment from being gone for good. */
async function clear(group: string): Promise<void> {
  for (let look = 0; look < 20 && !removeGroup(group); look++) await pause(FIRST_LOOK_MS * (look + 1));
}

/** Without /proc there is the process group only (macOS) or nothing but the root (Windows, until its job object). */
async function killGroup({ root }: Tree): Promise<number[]> {
  if (root > 0 && !signal(process.platform === 'win32' ? root : -root, 'SIGKILL')) return [];
  await pause(LATER_LOOK_MS);
  return [];
}

/** False when there is nobody to signal. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // it ended before: what was wanted
  }
}
