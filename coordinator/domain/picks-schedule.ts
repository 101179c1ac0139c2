/** The ordered searches over schedules. */
import { pick } from './pick.ts';

export const schedulePicks = {
  schedulesDue: pick()({
    table: 'schedule',
    fixed: { enabled: 1 },
    by: [],
    upTo: 'next',
    order: [
      ['next', 'asc'],
      ['id', 'asc'],
    ],
  }),
  /** By the clock they were last looked at with: those of a clock that went back since come first. */
  schedulesSeen: pick()({
    table: 'schedule',
    fixed: { enabled: 1 },
    by: [],
    order: [
      ['asOf', 'desc'],
      ['id', 'asc'],
    ],
  }),
  calendars: pick()({ table: 'calendar', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  schedules: pick()({ table: 'schedule', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  schedulesOf: pick()({ table: 'schedule', fixed: {}, by: ['deployment'], order: [['id', 'asc']] }),
  schedulesOfCalendar: pick()({ table: 'schedule', fixed: {}, by: ['calendar'], order: [['id', 'asc']] }),
} as const;
