/** The demo's accident: kills the processes of one run in the middle of an item, as a crash would, and says which item it held. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../../protocol/errors.ts';
import type { Api } from '../api.ts';

const LOOK_EVERY_MS = 100;

export interface Crash {
  job: string;
  run: string;
  /** The resource that was in hand when the run died. */
  resource: string;
  pids: number[];
}

interface Wanted {
  /** Items that the run must have finished before. */
  after: number;
  /** The resource that must not be the one in hand: it is refused at once, by whoever takes it. */
  except: string;
  limitMs: number;
}

/** Waits until a run of `jobs` has done some items and holds another one, then kills its script with SIGKILL. */
export async function crashOneRun(api: Api, jobs: string[], { after, except, limitMs }: Wanted): Promise<Crash> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    for (const job of jobs) {
      const found = await heldItem(api, job, after);
      const pids = found ? scriptPids(found.run) : [];
      if (!found || found.resource === except || pids.length === 0) continue;
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      return { job, ...found, pids };
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new GantryError(
    'Internal',
    `no run of the demo had ${after} items done and another in hand within ${limitMs / 1000} s; its log says why (gantry job log ${jobs[0]})`,
  );
}

async function heldItem(api: Api, job: string, after: number): Promise<{ run: string; resource: string } | undefined> {
  const detail = await api.call('job.show', { job });
  const run = detail.runs.at(-1);
  if (detail.state !== 'running' || run?.state !== 'running') return undefined;
  const { events } = await api.call('run.show', { run: run.id });
  const ended = new Set(events.filter((e) => e.kind === 'processed' || e.kind === 'failed').map((e) => e.resource));
  const held = events.findLast((e) => e.kind === 'taken' && !ended.has(e.resource));
  return held && ended.size >= after ? { run: run.id, resource: held.resource } : undefined;
}

/** Processes that carry this run in their environment: the script and its browser (Linux). */
function scriptPids(run: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1')
          .split('\0')
          .some((v) => v.startsWith('GANTRY_RUN=') && v.includes(run));
      } catch {
        return false; // gone meanwhile, or not ours to read
      }
    });
}
