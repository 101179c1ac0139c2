/**
 * How many jobs ended in each hour of the last two days, by state, for the overview (C1): kept in the transaction that
 * ends the job, so that nobody ever counts a million rows.
 */
import type { JobState } from '../../protocol/fields.ts';
import type { Look } from './lookup.ts';
import type { JobRow } from './rows.ts';
import type { View } from './view.ts';

export const HOUR_MS = 3_600_000;
/** Hours that are kept: two days and the one under way. */
const HOURS = 49;
const ID = 'ended:job';

type Ended = Extract<JobState, 'succeeded' | 'failed' | 'cancelled'>;
/** By the hour, counted from 1970. */
type Hours = Readonly<Record<string, Readonly<Partial<Record<Ended, number>>>>>;

/** To be called by the door of jobs when one has ended. */
export function countEnd(view: View, job: Readonly<Pick<JobRow, 'state' | 'ended'>>): void {
  const kept = hoursOf(view);
  const hour = Math.floor(job.ended / HOUR_MS);
  const state = job.state as Ended;
  const oldest = Math.max(hour, ...Object.keys(kept).map(Number)) - HOURS;
  const counts = { ...kept[hour], [state]: (kept[hour]?.[state] ?? 0) + 1 };
  const hours = Object.entries({ ...kept, [hour]: counts }).filter(([at]) => Number(at) > oldest);
  view.put('meta', { id: ID, value: Object.fromEntries(hours) });
}

/** `from`: an instant (ms) in the hour. */
export function endedIn(view: Look, from: number): Record<Ended, number> {
  const { succeeded = 0, failed = 0, cancelled = 0 } = hoursOf(view)[Math.floor(from / HOUR_MS)] ?? {};
  return { succeeded, failed, cancelled };
}

const hoursOf = (view: Look): Hours => (view.get('meta', ID)?.value as Hours | undefined) ?? {};
