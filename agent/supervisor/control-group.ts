/**
 * The run's control group (P9): what is born in it stays in it, whatever it does with its session and its environment. Only
 * where the machine has version 2 and lets this account make one below its own; elsewhere tree.ts finds processes by mark.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readJson, runPaths } from '../run-folder.ts';

/** What `spawned` in the run folder says: an agent that comes later ends the same group. */
export interface SpawnMark {
  /** ms of the run. */
  atMs: number;
  group?: string | undefined;
}

/** The folder of a new group below this process's own; undefined where there can be none. */
export function newGroup(run: string): string | undefined {
  const own = process.platform === 'linux' ? ownGroup() : undefined;
  if (own === undefined) return undefined;
  const group = join(own, `gantry-${run}`);
  try {
    mkdirSync(group);
    return group;
  } catch {
    return undefined; // read-only, or another account's: as in most containers
  }
}

/** By trying: it depends on the kernel, the account and the container. */
export function hasControlGroups(): boolean {
  const group = newGroup(`probe-${process.pid}`);
  if (group) removeGroup(group);
  return group !== undefined;
}

/** The group in which the command of this run folder was started. */
export const groupOf = (folder: string): string | undefined => readJson<SpawnMark>(runPaths(folder).spawned)?.group;

/** `argv` so that it begins in this group: it joins before the program itself is there, or goes on without. */
export const joining = (group: string, argv: readonly string[]): string[] => [
  ...['/bin/sh', '-c', '{ echo $$ > "$0"; } 2>/dev/null; exec "$@"', join(group, 'cgroup.procs')],
  ...argv,
];

/** Living processes of the group and of the groups that they made in it. */
export function groupPids(group: string): number[] {
  const pids = read(join(group, 'cgroup.procs')).split('\n').filter(Boolean).map(Number);
  return [...pids, ...groupsIn(group).flatMap(groupPids)];
}

/** All at once, by the kernel (5.14 and later); nobody can fork away meanwhile. */
export function killAtOnce(group: string): void {
  try {
    writeFileSync(join(group, 'cgroup.kill'), '1', { flag: 'r+' });
  } catch {
    // an older kernel, or the group is gone: who is left is killed one by one
  }
}

/** When nobody is left in it; false while a process is still dying there. */
export function removeGroup(group: string): boolean {
  for (const inner of groupsIn(group)) removeGroup(inner);
  try {
    rmdirSync(group);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

const groupsIn = (group: string): string[] => {
  try {
    const entries = readdirSync(group, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(group, name));
  } catch {
    return []; // gone
  }
};

/** The group of this process in the tree of version 2, as a folder. */
function ownGroup(): string | undefined {
  const path = /^0::(\/.*)$/m.exec(read('/proc/self/cgroup'))?.[1];
  // "… <root> <mount point> <options> … - cgroup2 …"; spaces in paths are written \040 and mean: not ours to touch
  const [, root, mount] = /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(read('/proc/self/mountinfo')) ?? [];
  if (path === undefined || root === undefined || mount === undefined) return undefined;
  const below = relative(root, path);
  return below.startsWith('..') ? undefined : join(mount, below);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // no such file system here, or the group is gone
  }
}
