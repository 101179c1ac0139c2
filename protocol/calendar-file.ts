/** Reads a calendar file (J18), CSV or ICS, into a list of days off: in order, each once. One wrong line and nothing comes of it. */
import { daysOfCsv, type Wrong } from './calendar-csv.ts';
import { daysOfIcs } from './calendar-ics.ts';
import { refuse } from './errors.ts';
import { say } from './sentence.ts';
import { type CalendarFile, type DayOff, MAX_DAY_NAME, MAX_DAYS_OFF } from './shapes-schedule.ts';

/** `now`: ms, for the horizon of events that repeat. `ValidationError` names the line. */
export function daysInFile({ format, text }: CalendarFile, now: number): DayOff[] {
  const wrong: Wrong = (line, says) =>
    refuse('ValidationError', say`file: line ${{ line }}: ${{ says }}. Nothing was saved`, { field: 'file' });
  const found = format === 'csv' ? daysOfCsv(text, wrong) : daysOfIcs(text, now, wrong);
  if (found.length === 0)
    return refuse('ValidationError', say`file: there is no day in it; expected is ${{ expected: expected[format] }}`, {
      field: 'file',
    });
  return orderedDays(found);
}

const expected = {
  csv: 'one day in each line, like 2026-12-25,Christmas',
  ics: 'a calendar with events (BEGIN:VEVENT)',
};

/** By date; a day that is there twice counts once, and the first name of it stays. */
export function orderedDays(given: readonly DayOff[]): DayOff[] {
  const days = new Map<string, DayOff>();
  for (const { date, name } of given) {
    if (days.get(date)?.name !== undefined) continue;
    days.set(date, { date, ...(name ? { name: [...name].slice(0, MAX_DAY_NAME).join('') } : {}) });
  }
  if (days.size > MAX_DAYS_OFF)
    refuse(
      'ValidationError',
      say`days: ${{ count: days.size }} days off are too many; at most ${{ max: MAX_DAYS_OFF }} can be kept`,
      {
        field: 'days',
      },
    );
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}
