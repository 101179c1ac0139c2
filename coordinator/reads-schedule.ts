/** The read verbs about schedules and calendars. */
import { NEXT_SHOWN } from '../protocol/calls-schedule.ts';
import type { Core } from './core.ts';
import { calendarDetail, calendarView, theCalendar } from './domain/calendar.ts';
import { theDeployment } from './domain/lookup.ts';
import { theSchedule, timingOf } from './domain/schedule.ts';
import { checkedRule, checkedZone, mustCome } from './domain/schedule-check.ts';
import { timesAfter } from './domain/schedule-times.ts';
import { scheduleDetail, scheduleView } from './domain/schedule-view.ts';
import { upTo } from './pages.ts';
import type { Reads } from './reads.ts';

/** Rows of a list that is shown whole. */
const MOST_ROWS = 5_000;

type ScheduleReads = Pick<
  Reads,
  'schedule.list' | 'schedule.show' | 'schedule.preview' | 'calendar.list' | 'calendar.show'
>;

export function scheduleReads(core: Core): ScheduleReads {
  const { store, clock } = core;
  return {
    'schedule.list': async ({ deployment }, { workspace }) => {
      const of =
        deployment === undefined
          ? { workspace }
          : { deployment: (await store.read((view) => theDeployment(view, workspace, deployment))).id };
      const rows = await upTo(core, 'schedules', of, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => scheduleView(view, row))) };
    },
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
    'calendar.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'calendars', { workspace }, MOST_ROWS);
      return { items: await store.read((view) => rows.map((row) => calendarView(view, row))) };
    },
    'calendar.show': ({ calendar }, { workspace }) =>
      store.read((view) => calendarDetail(view, theCalendar(view, workspace, calendar))),
  };
}
