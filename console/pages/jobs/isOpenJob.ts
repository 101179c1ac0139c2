/** Has a job not ended yet? */
import type { JobState } from '../../../protocol/fields.ts';

export const isOpenJob = ({ state }: { state: JobState }): boolean => state === 'queued' || state === 'running';
