/** Ends the runs that are still on when the demo is stopped: supervisors outlive their agents on purpose, the demo's must not. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from '../api.ts';
import { note } from '../output.ts';

/** ms for supervisors to end their process trees after the force-close, before they are killed themselves. */
const END_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Force-closes every open job, and waits until the supervisors below `folder` have ended and uploaded, within a limit. */
export async function endRuns(api: Api | undefined, folder: string): Promise<void> {
  if (!api) return;
  await closeJobs(api);
  const end = performance.now() + END_LIMIT_MS;
  while (supervisors(folder).length > 0 && performance.now() < end) await pause(LOOK_EVERY_MS);
}

/** After the agents are stopped, so that nobody starts them again: what is still there is killed. */
export function killSupervisors(folder: string): void {
  for (const pid of supervisors(folder)) process.kill(pid, 'SIGKILL'); // the kernel takes its screen and script along
}

async function closeJobs(api: Api): Promise<void> {
  try {
    for (const state of ['queued', 'running'] as const) {
      const { items } = await api.call('job.list', { state, limit: 500 });
      for (const { id } of items) await api.call('job.cancel', { job: id, force: true });
    }
  } catch (error) {
    note(`the demo's jobs could not be closed (${(error as Error).message}); their supervisors are ended instead`);
  }
}

/** Living supervisors of this folder's agents: a pid counts only if that process says that it is one of them. */
function supervisors(folder: string): number[] {
  return globSync(join(folder, '*', 'runs', '*', 'supervisor.json'))
    .map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid)
    .filter(
      (pid) => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder),
    );
}
