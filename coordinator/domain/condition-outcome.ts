/** What the end of a condition's job means for it (Q51): it rests when nothing came of it, pauses itself after three failures. */
import { type Sentence, say } from '../../protocol/sentence.ts';
import { saveCondition, tellCondition } from './condition.ts';
import { restAfterSuccess } from './condition-rest.ts';
import type { JobRow } from './rows.ts';
import { saidIn } from './said.ts';
import type { View } from './view.ts';

export const FAILURES_TO_PAUSE = 3;
/** Characters of the job's message that the reason repeats. */
const MESSAGE_LENGTH = 300;

/**
 * Called by the door of jobs, once for each job that reached its end. A cancel says nothing about the work; what still ran
 * when the condition stopped changes neither its reason nor its count.
 */
export function conditionJobEnded(view: View, job: Readonly<JobRow>): void {
  const found = view.get('condition', job.condition);
  if (!found) return;
  const row = { ...found, lastJob: job.id };
  if (row.state !== 'enabled' || job.state === 'cancelled') {
    view.put('condition', row);
    tellCondition(view, row);
    return;
  }
  if (job.state === 'succeeded') {
    const rest = restAfterSuccess(row, view.get('queue', row.id), job.ended);
    saveCondition(view, { ...row, ...rest, failuresInRow: 0 });
    return;
  }
  const failuresInRow = row.failuresInRow + 1;
  const pauses = failuresInRow >= FAILURES_TO_PAUSE;
  if (pauses) saveCondition(view, { ...row, failuresInRow }, 'pause', reasonOf(job));
  else saveCondition(view, { ...row, failuresInRow });
}

function reasonOf(job: Readonly<JobRow>): Sentence {
  const message = job.messageAs ? saidIn(job, 'message') : job.message.slice(0, MESSAGE_LENGTH);
  return say`the last was ${{ job: job.id }} (${{ says: message }}); find the cause, then enable the condition again`;
}
