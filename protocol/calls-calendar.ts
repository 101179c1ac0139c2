/** Verbs about calendars (J18): the days on which schedules start nothing, and by which they count working days. */
import { z } from 'zod';
import { Name } from './fields.ts';
import { listing, listOf } from './listing.ts';
import { CalendarDetail, CalendarFile, CalendarView, DayOff, MAX_DAYS_OFF, WeekdaysOff } from './shapes-schedule.ts';
import { Nothing, read, write } from './verb.ts';

const people = ['person'] as const;

const content = {
  /** Days off of each week; Saturday and Sunday unless named. */
  weekdaysOff: WeekdaysOff.optional(),
  /** Instead of a file: the days themselves. */
  days: z.array(DayOff).max(MAX_DAYS_OFF).optional(),
  file: CalendarFile.optional(),
};

export const callsCalendar = {
  'calendar.list': read({
    who: people,
    params: listing(['name', 'created', 'updated', 'count']),
    result: listOf(CalendarView),
    http: 'GET /calendars',
    says: 'Calendars of days off, with the schedules that use them.',
  }),
  'calendar.show': read({
    who: people,
    params: { calendar: Name },
    result: CalendarDetail,
    http: 'GET /calendars/:calendar',
    says: 'A calendar with its days off.',
  }),
  'calendar.create': write({
    who: people,
    role: 'developer',
    params: { name: Name, ...content },
    result: CalendarDetail,
    http: 'POST /calendars',
    says:
      'Make a calendar of days off, out of a CSV or ICS file or of a list. One wrong line and nothing is saved. Events that repeat ' +
      'without an end are taken for the last year and the next ten.',
  }),
  'calendar.update': write({
    who: people,
    role: 'developer',
    params: { calendar: Name, name: Name.optional(), ...content },
    result: CalendarDetail,
    http: 'PATCH /calendars/:calendar',
    says: 'Change a calendar; given days, or a file, replace all days. Schedules that use it follow at once.',
  }),
  'calendar.delete': write({
    who: people,
    role: 'developer',
    params: { calendar: Name },
    result: Nothing,
    http: 'DELETE /calendars/:calendar',
    says: 'Delete a calendar that no schedule uses.',
  }),
};
