/** Cron rules (J18): five fields, checked one by one so that the wrong one is named; the next match on the wall's clock. */
import { Cron } from 'croner';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';

const FIELDS = [
  { name: 'minute', allowed: '0 to 59' },
  { name: 'hour', allowed: '0 to 23' },
  { name: 'day of month', allowed: '1 to 31, L (the last), 15W (the weekday nearest to the 15th)' },
  { name: 'month', allowed: '1 to 12 or JAN to DEC' },
  {
    name: 'day of week',
    allowed: '0 to 7 or SUN to SAT (0 and 7 are Sunday), MON#2 (the second Monday), FRI#L (the last Friday)',
  },
] as const;
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Cron rules that are kept, parsed. */
const MAX_KEPT = 1_000;
const kept = new Map<string, Cron>();

/**
 * The first match after `wall`, both on the wall's clock; undefined when there is none. Daylight saving is no matter here:
 * schedule-times.ts finds out when the wall shows it.
 */
export function nextCron(text: string, wall: number): number | undefined {
  return cronOf(text).nextRun(new Date(wall))?.getTime();
}

function cronOf(text: string): Cron {
  const known = kept.get(text);
  if (known) return known;
  const made = parsed(text);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(text, made);
  return made;
}

/** As if the wall's clock were UTC. `paused`: it must never start a timer of its own. */
const parsed = (text: string) => new Cron(text, { mode: '5-part', utcOffset: 0, paused: true });

/** `ValidationError` that names the field and what may stand there. */
export function checkCron(text: string, field: string): void {
  if (text.startsWith('@')) {
    if (NICKNAMES.includes(text.toLowerCase())) return;
    wrong(field, `there is no "${text}"; there are ${NICKNAMES.join(', ')}, or five fields like "0 6 * * 1-5"`);
  }
  const fields = text.split(/\s+/);
  if (fields.length !== FIELDS.length) wrong(field, countText(fields.length));
  fields.forEach((one, i) => {
    const alone = FIELDS.map((_, j) => (i === j ? one : '*')).join(' ');
    const problem = problemOf(alone);
    if (problem === undefined) return;
    const { name, allowed } = FIELDS[i]!;
    wrong(
      field,
      `the ${name} "${one}" is not understood; allowed are ${allowed}; * for any, lists (1,15), ranges (9-17), steps (*/5, 10-50/20)`,
    );
  });
  const problem = problemOf(text);
  if (problem !== undefined) wrong(field, problem);
}

function problemOf(text: string): string | undefined {
  try {
    parsed(text);
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

const countText = (count: number): string =>
  `has ${count} fields; five are expected (minute, hour, day of month, month, day of week), like "0 6 * * 1-5"` +
  (count > 5 ? '. There are no seconds and no years: a schedule starts at whole minutes' : '');

const wrong = (field: string, says: string): never =>
  refuse('ValidationError', say`${{ field }}: ${{ says }}`, { field });
