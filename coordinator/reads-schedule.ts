/** The read verbs about schedules and calendars. */
import { NEXT_SHOWN } from '../protocol/calls-schedule.ts';
import type { Core } from './core.ts';
import { calendarDetail, theCalendar } from './domain/calendar.ts';
import { theSchedule, timingOf } from './domain/schedule.ts';
import { checkedRule, checkedZone, mustCome } from './domain/schedule-check.ts';
import { timesAfter } from './domain/schedule-times.ts';
import { scheduleDetail } from './domain/schedule-view.ts';
import type { Reads } from './reads.ts';

type ScheduleReads = Pick<Reads, 'schedule.show' | 'schedule.preview' | 'calendar.show'>;

export function scheduleReads(core: Core): ScheduleReads {
  const { store, clock } = core;
  return {
    'schedule.show': ({ schedule }, { workspace }) =>
      store.read((view) => scheduleDetail(view, theSchedule(view, workspace, schedule), clock.now())),
    'schedule.preview': ({ rule, timezone, start, end, calendar, count = NEXT_SHOWN, after }, { workspace }) =>
      store.read((view) => {
        const now = after ?? clock.now();
        const zone = checkedZone(timezone ?? 'UTC');
        const timing = timingOf(view, {
          ...{ rule: checkedRule(rule, now), timezone: zone, start: start ?? 0, end: end ?? 0 },
          calendar: calendar ? theCalendar(view, workspace, calendar).id : '',
        });
        mustCome(timing, now);
        return { times: timesAfter(timing, now, count), timezone: zone };
      }),
    'calendar.show': ({ calendar }, { workspace }) =>
      store.read((view) => calendarDetail(view, theCalendar(view, workspace, calendar))),
  };
}
