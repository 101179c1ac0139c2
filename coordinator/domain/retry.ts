/** Whether a job whose run instance failed is tried again, and when (J22, J23). */
import type { JobRow } from './rows.ts';

/** ms; an exponential backoff grows no further. */
const MAX_BACKOFF_MS = 86_400_000;

/** `undefined`: no attempt is left. Otherwise how long it rests before, ms; 0 = it does not. */
export function restBefore(job: Pick<JobRow, 'attempts' | 'retries' | 'backoff'>): number | undefined {
  if (job.attempts > job.retries) return undefined;
  const { kind, ms } = job.backoff;
  if (kind === 'none' || ms === 0) return 0;
  const factor = kind === 'fixed' ? 1 : 2 ** Math.max(0, job.attempts - 1);
  return Math.min(ms * factor, MAX_BACKOFF_MS);
}
