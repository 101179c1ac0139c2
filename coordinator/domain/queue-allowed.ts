/** May this run use this queue? Only those that its deployment names; when it names none, every one (X2). */
import { refuse } from '../../protocol/errors.ts';
import type { Look } from './lookup.ts';
import type { QueueRow } from './rows.ts';

/** Taking the permission away counts at once. A run whose deployment is gone was given nothing less than before. */
export function mayUseQueue(view: Look, run: string, { id, name }: Readonly<Pick<QueueRow, 'id' | 'name'>>): void {
  const job = view.get('job', view.get('run', run)?.job ?? '');
  const allowed = view.get('deployment', job?.deployment ?? '')?.allowQueues ?? [];
  if (job === undefined || allowed.length === 0 || allowed.includes(id)) return;
  const deployment = JSON.stringify(job.deploymentName);
  refuse(
    'Forbidden',
    `runs of ${job.deploymentName} may not use the queue ${name}; ` +
      `allow it: gantry deploy ${deployment} --allow-queue ${JSON.stringify(name)}`,
    { field: 'queue' },
  );
}
