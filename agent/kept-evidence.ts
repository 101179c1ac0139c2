/** Recordings that stay on the agent (E10, mode `local`): the oldest go when they are more than the limit. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runPaths } from './run-folder.ts';

/** Deletes the oldest kept run folders under `runs` until the rest holds at most `limitBytes`. */
export function keepWithin(runs: string, limitBytes: number): void {
  const kept = readdirSync(runs)
    .map((name) => join(runs, name))
    .filter((folder) => existsSync(runPaths(folder).evidence) && !existsSync(runPaths(folder).order))
    .map((folder) => ({ folder, ...sizeOf(runPaths(folder).evidence) }))
    .sort((a, b) => a.usedMs - b.usedMs);
  let total = kept.reduce((sum, k) => sum + k.bytes, 0);
  for (const { folder, bytes } of kept) {
    if (total <= limitBytes) return;
    rmSync(folder, { recursive: true, force: true });
    total -= bytes;
  }
}

function sizeOf(folder: string): { bytes: number; usedMs: number } {
  const files = readdirSync(folder).map((name) => statSync(join(folder, name)));
  return {
    bytes: files.reduce((sum, f) => sum + f.size, 0),
    usedMs: Math.max(0, ...files.map((f) => f.mtimeMs)),
  };
}
