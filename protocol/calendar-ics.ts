/** Days off out of an iCalendar file (ICS): each day that an event touches. Repeating events up to a horizon. Pure. */
import ICAL from 'ical.js';
import type { FoundDay, Wrong } from './calendar-csv.ts';
import { type IcsEvent, type IcsLine, icsEvents } from './calendar-ics-lines.ts';
import { MAX_DAYS_OFF } from './shapes-schedule.ts';
import { DAY_MS, dateOf, dayOf } from './zone.ts';

/** Events that repeat are taken from so many years before the import to so many after it. */
export const YEARS_BACK = 1;
export const YEARS_AHEAD = 10;
/** Steps that the repeating events of one file may take. */
const MAX_STEPS = 20_000;

interface Reading {
  wrong: Wrong;
  /** Wall times: first and last day of what repeats. */
  from: number;
  to: number;
  steps: number;
  /** Occurrences that another event of the same UID stands for: `uid day`. */
  moved: ReadonlySet<string>;
  days: FoundDay[];
}

/** `now`: ms, for the horizon. Times in events are taken as they are written: 25 December 22:00 is the 25th in every zone. */
export function daysOfIcs(text: string, now: number, wrong: Wrong): FoundDay[] {
  const events = icsEvents(text, wrong);
  const year = new Date(now).getUTCFullYear();
  const moved = new Set(events.flatMap((event) => movedBy(event)));
  const from = Date.UTC(year - YEARS_BACK, 0, 1);
  const to = Date.UTC(year + YEARS_AHEAD, 11, 31);
  const reading: Reading = { wrong, from, to, steps: 0, moved, days: [] };
  for (const event of events) if (!/^cancelled$/i.test(textOf(event, 'status') ?? '')) addEvent(reading, event);
  return reading.days;
}

const movedBy = (event: IcsEvent): string[] => {
  const id = event.lines.find((line) => line.name === 'recurrence-id');
  return id ? [`${textOf(event, 'uid')} ${isoOf(id.value)}`] : [];
};
const textOf = (event: IcsEvent, name: string): string | undefined =>
  event.lines.find((line) => line.name === name)?.value;
const isoOf = (value: string) => `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;

function addEvent(reading: Reading, event: IcsEvent): void {
  const { wrong, days } = reading;
  const start = event.lines.find((line) => line.name === 'dtstart');
  const says = 'this event has no DTSTART: nobody knows its day';
  const first = start ? dayIn(reading, start) : wrong(event.line, says);
  const length = lengthOf(reading, event, first);
  for (const day of daysOf(reading, event, first))
    for (let i = 0; i < length; i++) {
      if (days.length > MAX_DAYS_OFF * 2)
        wrong(event.line, `with this event there are more than ${MAX_DAYS_OFF} days off; leave some out`);
      days.push({
        line: event.line,
        date: dateOf(day + i * DAY_MS),
        ...(event.name === '' ? {} : { name: event.name }),
      });
    }
}

/** RDATE alone adds days to the first one, which ical.js then leaves out. */
function daysOf(reading: Reading, event: IcsEvent, first: number): Iterable<number> {
  const has = (name: string) => event.lines.some((line) => line.name === name);
  if (has('rrule')) return occurrences(reading, event);
  return has('rdate') ? [first, ...occurrences(reading, event)] : [first];
}

/** The day that a line names, as a wall time. */
function dayIn(reading: Reading, line: IcsLine): number {
  const day = /^\d{8}(T\d{6}Z?)?$/.test(line.value) ? dayOf(isoOf(line.value)) : undefined;
  return day ?? reading.wrong(line.line, `"${line.text.slice(0, 60)}" names no day; expected is one like 20261225`);
}

/** In days; an end at midnight does not touch the day that it begins. */
function lengthOf(reading: Reading, event: IcsEvent, first: number): number {
  const end = event.lines.find((line) => line.name === 'dtend');
  if (!end) return daysIn(event);
  const last = dayIn(reading, end);
  if (last < first) return reading.wrong(end.line, 'this event ends before it begins');
  const time = end.value.slice(9, 15);
  return Math.max(1, (last - first) / DAY_MS + (time === '' || time === '000000' ? 0 : 1));
}

function daysIn(event: IcsEvent): number {
  const [, weeks, days] = /^P(?:(\d+)W)?(?:(\d+)D)?/.exec(textOf(event, 'duration') ?? '') ?? [];
  return Math.max(1, Number(weeks ?? 0) * 7 + Number(days ?? 0));
}

/** First days of an event that repeats (RRULE, RDATE without EXDATE), within the horizon. */
function* occurrences(reading: Reading, event: IcsEvent): Generator<number> {
  const uid = textOf(event, 'uid');
  const iterator = expansion(reading, event);
  for (let at = step(iterator, reading, event); at; at = step(iterator, reading, event)) {
    const day = Date.UTC(at.year, at.month - 1, at.day);
    if (day > reading.to) return;
    if (day >= reading.from && !reading.moved.has(`${uid} ${dateOf(day)}`)) yield day;
  }
}

function step(iterator: ICAL.RecurExpansion, reading: Reading, event: IcsEvent): ICAL.Time | undefined {
  if (++reading.steps > MAX_STEPS)
    return reading.wrong(event.line, 'this event repeats too often for a day off; give it an UNTIL or a later DTSTART');
  return iterator.next() ?? undefined;
}

function expansion(reading: Reading, event: IcsEvent): ICAL.RecurExpansion {
  const component = new ICAL.Component('vevent');
  for (const line of event.lines) {
    if (!['dtstart', 'rrule', 'rdate', 'exdate'].includes(line.name)) continue;
    if (/INTERVAL=0*([^0-9]|$)/i.test(line.value))
      return reading.wrong(line.line, 'this event repeats with INTERVAL=0; expected is at least 1');
    if (/FREQ=(HOURLY|MINUTELY|SECONDLY)/i.test(line.value))
      return reading.wrong(line.line, 'this event repeats several times a day; days off repeat daily at most');
    try {
      // Zones of the file are not looked up: the day counts as it is written.
      component.addProperty(ICAL.Property.fromString(line.text.replace(/;TZID=("[^"]*"|[^:;]*)/i, '')));
    } catch (cause) {
      return reading.wrong(line.line, `"${line.text.slice(0, 60)}" is not understood (${(cause as Error).message})`);
    }
  }
  try {
    const dtstart = component.getFirstPropertyValue('dtstart') as ICAL.Time;
    return new ICAL.RecurExpansion({ component, dtstart });
  } catch (cause) {
    const rule = event.lines.find((line) => line.name === 'rrule') ?? event.lines[0]!;
    return reading.wrong(rule.line, `"${rule.text.slice(0, 60)}" is not understood (${(cause as Error).message})`);
  }
}
