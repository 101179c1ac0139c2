/** Calendars of days off (J18): made of a file or a list, changed with the schedules that use them, deleted when none does. */
import { daysInFile, orderedDays } from '../../protocol/calendar-file.ts';
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { CalendarDetail, CalendarView, DayOff } from '../../protocol/shapes-schedule.ts';
import { authorOf } from './author.ts';
import { WEEKEND } from './days-off.ts';
import type { Look } from './lookup.ts';
import { notFound } from './not-found.ts';
import type { CalendarRow } from './rows-schedule.ts';
import { MAX_SCHEDULES } from './schedule.ts';
import { calendarChanged } from './schedule-fire.ts';
import { claimName, findByName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Names of schedules that a refusal lists. */
const NAMED = 5;

/** By name or by id. */
export function theCalendar(view: Look, workspace: string, name: string): Readonly<CalendarRow> {
  const row = view.get('calendar', findByName(view, 'calendar', workspace, name) ?? name);
  return row?.workspace === workspace ? row : notFound(view, 'calendar', workspace, name);
}

export function createCalendar(view: View, p: Params<'calendar.create'>, ctx: Ctx): Result<'calendar.create'> {
  const author = authorOf(view, ctx);
  const days = daysOf(p, ctx) ?? [];
  const weekdaysOff = p.weekdaysOff ?? [...WEEKEND];
  if (days.length === 0 && weekdaysOff.length === 0)
    refuse('ValidationError', 'days: name days off, a file with them, or days of the week', { field: 'days' });
  const row: CalendarRow = {
    ...{ id: `c_${ctx.newId()}`, workspace: ctx.who.workspace, name: p.name, nameKey: nameKey(p.name) },
    ...{ weekdaysOff, days, author, created: ctx.now, editor: author, updated: ctx.now },
  };
  return save(view, row);
}

/** What is absent stays; given days replace all. */
export function updateCalendar(view: View, p: Params<'calendar.update'>, ctx: Ctx): Result<'calendar.update'> {
  const kept = theCalendar(view, ctx.who.workspace, p.calendar);
  const { name = kept.name } = p;
  const row: CalendarRow = {
    ...kept,
    ...{ name, nameKey: nameKey(name), days: daysOf(p, ctx) ?? kept.days },
    weekdaysOff: p.weekdaysOff ?? kept.weekdaysOff,
    ...{ editor: authorOf(view, ctx), updated: ctx.now },
  };
  if (row.nameKey !== kept.nameKey) freeName(view, 'calendar', kept.workspace, kept.name);
  const saved = save(view, row);
  calendarChanged(view, view.pick('schedulesOfCalendar', { calendar: row.id }, MAX_SCHEDULES), ctx.now);
  return saved;
}

export function deleteCalendar(view: View, p: Params<'calendar.delete'>, ctx: Ctx): Result<'calendar.delete'> {
  const row = theCalendar(view, ctx.who.workspace, p.calendar);
  const users = view.pick('schedulesOfCalendar', { calendar: row.id }, MAX_SCHEDULES).map(({ name }) => name);
  if (users.length > 0) {
    const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : '';
    refuse(
      'InUse',
      say`${{ name: row.name }} is used by: ${{ list: users.slice(0, NAMED).join(', ') }}${{ more }}; take it from them first`,
    );
  }
  freeName(view, 'calendar', row.workspace, row.name);
  view.drop('calendar', row.id);
  view.emit({ kind: 'changed', topics: ['calendars'] });
  return {};
}

function daysOf(p: Pick<Params<'calendar.create'>, 'days' | 'file'>, ctx: Ctx): DayOff[] | undefined {
  if (p.days && p.file) refuse('ValidationError', 'file: give a file or days, not both', { field: 'file' });
  if (p.file) return daysInFile(p.file, ctx.now);
  return p.days && orderedDays(p.days);
}

function save(view: View, row: CalendarRow): CalendarDetail {
  claimName(view, 'calendar', row.workspace, row.name, row.id);
  view.put('calendar', row);
  view.emit({ kind: 'changed', topics: ['calendars', 'schedules'] });
  return calendarDetail(view, row);
}

export function calendarView(view: Look, row: Readonly<CalendarRow>): CalendarView {
  const { id, name, weekdaysOff, days, author, created, editor, updated } = row;
  return {
    ...{ id, name, weekdaysOff, count: days.length },
    ...(days.length > 0 ? { first: days[0]!.date, last: days.at(-1)!.date } : {}),
    usedBy: view.pick('schedulesOfCalendar', { calendar: id }, MAX_SCHEDULES).map((schedule) => schedule.name),
    ...{ author, created, editor, updated },
  };
}

export const calendarDetail = (view: Look, row: Readonly<CalendarRow>): CalendarDetail => ({
  ...calendarView(view, row),
  days: row.days,
});
