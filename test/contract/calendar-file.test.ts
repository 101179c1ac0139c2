/** Calendar files (J18): CSV and ICS as people have them, and what is wrong with one, by its line. */
import * as assert from 'uvu/assert';
import { daysInFile } from '../../protocol/calendar-file.ts';
import { GantryError } from '../../protocol/errors.ts';
import { MAX_DAYS_OFF } from '../../protocol/shapes-schedule.ts';
import { suite } from '../support/suite.ts';

const t = suite('calendar files');
const NOW = Date.parse('2026-11-26T12:00:00Z');

const csv = (text: string) => daysInFile({ format: 'csv', text }, NOW);
const ics = (...lines: string[]) =>
  daysInFile(
    { format: 'ics', text: ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n') },
    NOW,
  );
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const dates = (days: { date: string }[]) => days.map(({ date }) => date);

/** What the refusal says. */
function wrong(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    assert.equal([error.code, error.field], ['ValidationError', 'file']);
    return error.message;
  }
  throw new Error('was not refused');
}

t('J18: CSV with a header, with names in quotes; in order, each day once', () => {
  const days = csv('date,name\n2026-12-26,"Boxing day, second"\n2026-12-25,Christmas\n\n2026-12-25,again\n');
  assert.equal(days, [
    { date: '2026-12-25', name: 'Christmas' },
    { date: '2026-12-26', name: 'Boxing day, second' },
  ]);
});

t('J18: CSV without a header, with semicolons, tabs, points, a mark at the beginning, Windows line ends', () => {
  assert.equal(csv('\uFEFF25.12.2026;Weihnachten\r\n1.1.2027;Neujahr\r\n'), [
    { date: '2026-12-25', name: 'Weihnachten' },
    { date: '2027-01-01', name: 'Neujahr' },
  ]);
  assert.equal(csv('Feiertag\tDatum\nOstern\t2026/4/6'), [{ date: '2026-04-06', name: 'Ostern' }]);
  assert.equal(csv('20261225'), [{ date: '2026-12-25' }]);
});

const wrongCsv: [string, RegExp][] = [
  [
    'date\n2026-12-25\nChristmas\n',
    /^file: line 3: "Christmas" is no day; expected is a day that exists, such as 2026-12-25/,
  ],
  ['2026-02-30', /^file: line 1: "2026-02-30" is no day/],
  [
    '2026-12-25\n12/26/2026',
    /^file: line 2: .* write it as 2026-12-25: in this form nobody knows which is the month\. Nothing was saved/,
  ],
  ['2026-12-25,"open\n2026-12-26', /^file: line 1: /],
  ['', /^file: there is no day in it; expected is one day in each line, like 2026-12-25,Christmas/],
  ['date,name\n', /^file: there is no day in it/],
];
for (const [text, says] of wrongCsv)
  t(`J18: CSV ${JSON.stringify(text)} is refused`, () =>
    assert.match(
      wrong(() => csv(text)),
      says,
    ),
  );

t('J18: more days than a calendar keeps are refused', () => {
  const day = (i: number) => new Date(NOW + i * 86_400_000).toISOString().slice(0, 10);
  const many = Array.from({ length: MAX_DAYS_OFF + 1 }, (_, i) => day(i));
  assert.is(csv(many.slice(1).join('\n')).length, MAX_DAYS_OFF);
  assert.throws(() => csv(many.join('\n')), /5001 days off are too many; at most 5000/);
});

t('J18: ICS: a day, several days, times, names with escapes, alarms inside', () => {
  const days = ics(
    ...event(
      'DTSTART;VALUE=DATE:20261225',
      'SUMMARY:Christmas\\, first',
      'BEGIN:VALARM',
      'TRIGGER:-PT5M',
      'END:VALARM',
    ),
    ...event('DTSTART;VALUE=DATE:20261230', 'DTEND;VALUE=DATE:20270101', 'SUMMARY;LANGUAGE=en:Between', ' the years'),
    ...event('DTSTART;TZID=America/New_York:20270118T090000', 'DTEND;TZID=America/New_York:20270119T000000'),
    ...event('DTSTART:20270201T220000Z', 'DTEND:20270202T030000Z'),
    ...event('DTSTART;VALUE=DATE:20270301', 'DURATION:P2D'),
  );
  assert.equal(days.slice(0, 3), [
    { date: '2026-12-25', name: 'Christmas, first' },
    { date: '2026-12-30', name: 'Betweenthe years' },
    { date: '2026-12-31', name: 'Betweenthe years' },
  ]);
  assert.equal(dates(days.slice(3)), ['2027-01-18', '2027-02-01', '2027-02-02', '2027-03-01', '2027-03-02']);
});

t('J18: ICS: what repeats without an end is there from last year to ten years ahead', () => {
  const days = dates(ics(...event('DTSTART;VALUE=DATE:19991225', 'RRULE:FREQ=YEARLY', 'SUMMARY:Christmas')));
  assert.equal([days[0], days.at(-1), days.length], ['2025-12-25', '2036-12-25', 12]);
});

t('J18: ICS: counts, ends, exceptions, moved and cancelled ones', () => {
  const uid = 'UID:one@example';
  const days = ics(
    ...event(uid, 'DTSTART;VALUE=DATE:20270104', 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20270111'),
    ...event(uid, 'RECURRENCE-ID;VALUE=DATE:20270118', 'DTSTART;VALUE=DATE:20270120'),
    ...event(uid, 'RECURRENCE-ID;VALUE=DATE:20270125', 'DTSTART;VALUE=DATE:20270125', 'STATUS:CANCELLED'),
    ...event('DTSTART;VALUE=DATE:20270601', 'STATUS:CANCELLED'),
    ...event('DTSTART;VALUE=DATE:20270507', 'RDATE;VALUE=DATE:20270510,20270512'),
    ...event('DTSTART;TZID=Europe/Berlin:20271231T200000', 'RRULE:FREQ=YEARLY;UNTIL=20291231T235959Z'),
  );
  assert.equal(dates(days), [
    '2027-01-04',
    '2027-01-20',
    '2027-05-07',
    '2027-05-10',
    '2027-05-12',
    '2027-12-31',
    '2028-12-31',
    '2029-12-31',
  ]);
});

const wrongIcs: [string, () => unknown, RegExp][] = [
  [
    'no calendar',
    () => daysInFile({ format: 'ics', text: 'date,name\n' }, NOW),
    /^file: line 1: "date,name" is no line of a calendar file/,
  ],
  [
    'an event alone',
    () => daysInFile({ format: 'ics', text: 'BEGIN:VEVENT\nEND:VEVENT' }, NOW),
    /line 1: expected is BEGIN:VCALENDAR/,
  ],
  [
    'cut off',
    () => daysInFile({ format: 'ics', text: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n' }, NOW),
    /line 2: BEGIN:VEVENT has no END: the file is cut off/,
  ],
  ['a wrong end', () => ics('BEGIN:VEVENT', 'END:VTODO'), /line 4: END:VTODO ends nothing: open is VEVENT/],
  [
    'a line without a value',
    () => ics(...event('DTSTART;VALUE=DATE:20261225', 'SUMMARY')),
    /line 5: "SUMMARY" is no line/,
  ],
  ['no day', () => ics(...event('SUMMARY:x')), /line 3: this event has no DTSTART/],
  [
    'a day that does not exist',
    () => ics(...event('DTSTART;VALUE=DATE:20260230')),
    /line 4: "DTSTART;VALUE=DATE:20260230" names no day/,
  ],
  [
    'an end before the beginning',
    () => ics(...event('DTSTART:20261225', 'DTEND:20261220')),
    /line 5: this event ends before it begins/,
  ],
  [
    'a rule that is none',
    () => ics(...event('DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=SOMETIMES')),
    /line 5: "RRULE:FREQ=SOMETIMES" is not understood/,
  ],
  [
    'every second',
    () => ics(...event('DTSTART:20261225T000000', 'RRULE:FREQ=SECONDLY')),
    /line 5: .* days off repeat daily at most/,
  ],
  ['a step of 0', () => ics(...event('DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=DAILY;INTERVAL=0')), /line 5/],
  [
    'a day in the year 9999',
    () => ics(...event('DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:99991231')),
    /line 3: with this event there are more than 5000 days off/,
  ],
  [
    'daily since 1900',
    () => ics(...event('DTSTART;VALUE=DATE:19000101', 'RRULE:FREQ=DAILY')),
    /line 3: this event repeats too often/,
  ],
  ['nothing', () => ics(), /^file: there is no day in it; expected is a calendar with events/],
];
for (const [name, read, says] of wrongIcs) t(`J18: ICS, ${name}: refused`, () => assert.match(wrong(read), says));

t.run();
