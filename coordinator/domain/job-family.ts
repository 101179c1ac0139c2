/** Jobs that runs start (J30): who started whom, up and down. */
import type { ChildJob } from '../../protocol/shapes-job.ts';
import type { Look } from './lookup.ts';
import type { JobRow } from './rows.ts';

/** Jobs above one another: a job that starts itself, and so on, ends here. */
export const MAX_DEPTH = 20;

/** Its parent, that one's parent, and so on. */
export function ancestorsOf(view: Pick<Look, 'get'>, job: Readonly<JobRow>): Readonly<JobRow>[] {
  const found: Readonly<JobRow>[] = [];
  for (let at = job; at.parent !== '' && found.length < MAX_DEPTH; ) {
    const parent = view.get('job', at.parent);
    if (!parent) break;
    found.push(parent);
    at = parent;
  }
  return found;
}

/** What the run sees of it that waits for it. */
export function childJob(job: Readonly<JobRow>): ChildJob {
  const { id, deploymentName: deployment, state, message, output } = job;
  return {
    ...{ id, deployment, state, message },
    ...(output === null || output === undefined ? {} : { output: output as NonNullable<ChildJob['output']> }),
  };
}
