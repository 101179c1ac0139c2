/** Short ways to say a schedule's timing and to read its times, for tests. */
import type { Timing } from '../../../coordinator/domain/schedule-times.ts';
import { timesAfter } from '../../../coordinator/domain/schedule-times.ts';
import type { ScheduleRule } from '../../../protocol/shapes-schedule.ts';
import { inZone } from '../../../protocol/zone.ts';

export const cron = (text: string): ScheduleRule => ({ kind: 'cron', cron: text });

export function timing(rule: ScheduleRule, timezone = 'UTC', change: Partial<Timing> = {}): Timing {
  return { rule, timezone, start: 0, end: 0, off: undefined, ...change };
}

/** The next `count` times after an instant (ISO text), each as the zone's wall shows it. */
export const wallTimes = (t: Timing, after: string, count: number): string[] =>
  timesAfter(t, Date.parse(after), count).map((time) => inZone(t.timezone, time));
