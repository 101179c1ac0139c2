/** What the id of a resource or a job says about its age: ids sort by the time at which they were made (coordinator/ids.ts). */

const TIME_DIGITS = 9;
const PREFIX = 'i_';
/** An id's time may be ahead of the creation date when the clock was set back: by no more than this. */
export const CLOCK_SLACK_MS = 86_400_000;
/**
 * The same for pages that a person looks at: a day's rows beside each span would be a hundred empty pages. What was made
 * after the clock was set back by more than this is in the lists, and may be missing from spans of its creation.
 */
export const PAGE_SLACK_MS = 300_000;

/** Before the ids of this instant (ms) and after all ids of those before it. */
export const idsFrom = (ms: number, prefix = PREFIX): string =>
  prefix +
  Math.min(Math.max(0, ms), 36 ** TIME_DIGITS - 1)
    .toString(36)
    .padStart(TIME_DIGITS, '0');

/** After the ids of all that was created at this instant (ms), and of some created later. */
export const idsUpTo = (ms: number, prefix = PREFIX): string => idsFrom(ms + CLOCK_SLACK_MS, prefix);

/** The instant (ms) at which the id was made. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(PREFIX.length, PREFIX.length + TIME_DIGITS), 36);
