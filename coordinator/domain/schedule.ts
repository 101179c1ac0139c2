/** The one door to a schedule: found by name, saved with its next time; told to whoever waits for dates or watches. */
import { type Sentence, say } from '../../protocol/sentence.ts';
import { daysOffIn } from './days-off.ts';
import type { Look } from './lookup.ts';
import { notFound } from './not-found.ts';
import type { ScheduleRow } from './rows-schedule.ts';
import { nextOpen } from './schedule-spans.ts';
import type { Timing } from './schedule-times.ts';
import { findByName } from './unique-name.ts';
import type { View } from './view.ts';

/** Schedules that one deployment, one calendar, one workspace can have a say in. */
export const MAX_SCHEDULES = 10_000;

/** By name or by id. */
export function theSchedule(view: Look, workspace: string, name: string): Readonly<ScheduleRow> {
  const row = view.get('schedule', findByName(view, 'schedule', workspace, name) ?? name);
  return row?.workspace === workspace ? row : notFound(view, 'schedule', workspace, name);
}

export function timingOf(
  view: Look,
  row: Readonly<Pick<ScheduleRow, 'rule' | 'timezone' | 'start' | 'end' | 'calendar'>>,
): Timing {
  const calendar = row.calendar === '' ? undefined : view.get('calendar', row.calendar);
  const { rule, timezone, start, end } = row;
  return { rule, timezone, start, end, off: calendar && daysOffIn(calendar) };
}

/** Writes the row as it is; its next time, if it has one, is waited for. */
export function saveSchedule(view: View, row: ScheduleRow): ScheduleRow {
  view.put('schedule', row);
  showSchedules(view, row);
  if (row.next > 0) view.emit({ kind: 'schedule', when: row.next });
  return row;
}

/** The same, with the first time after `after` that was not dealt with; none while it is disabled. `now`: the clock, ms. */
export function saveWithNext(view: View, row: ScheduleRow, after: number, now: number): ScheduleRow {
  const next = row.enabled ? nextOpen(timingOf(view, row), row.done, after) : undefined;
  return saveSchedule(view, { ...row, next: next ?? 0, asOf: now });
}

/** Subscribers fetch again. */
export const showSchedules = (view: View, row: Readonly<ScheduleRow>): void =>
  view.emit({ kind: 'changed', topics: ['schedules', `schedule:${row.name}`] });

/** Only a person starts it again. */
export const stopSchedule = (view: View, row: Readonly<ScheduleRow>, because: Sentence): ScheduleRow =>
  saveSchedule(view, { ...row, enabled: 0, next: 0, because: String(because) });

/** To be called by the deletion of a deployment: what starts it stops, and says why. */
export function stopSchedulesOf(view: View, deployment: string, name: string): void {
  for (const row of view.pick('schedulesOf', { deployment }, MAX_SCHEDULES))
    if (row.enabled) stopSchedule(view, row, deploymentDeleted(name));
}

/** Why its schedules stopped; they keep it as text, and what they show is said anew from the name. */
export const deploymentDeleted = (deployment: string): Sentence =>
  say`its deployment ${{ deployment }} was deleted; name another and enable it again`;
