/**
 * `schedule.due` (J18, P13): makes the jobs of the schedules whose time has come. In the same transaction the time is noted as
 * dealt with and the next one found, so that each nominal time has one trigger at most, whatever stops, restarts or jumps.
 */
import type { Params, Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Author } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import { makeJobs } from './job-run.ts';
import type { DeploymentRow } from './rows.ts';
import type { Fired, ScheduleRow } from './rows-schedule.ts';
import { kept, saidBy } from './said.ts';
import { deploymentDeleted, saveSchedule, saveWithNext, stopSchedule, timingOf } from './schedule.ts';
import { nextOpen, withDone } from './schedule-spans.ts';
import { lastTime, type Timing } from './schedule-times.ts';
import { typedValues } from './typed-value.ts';
import type { Ctx, View } from './view.ts';

/** A time that passed so long ago was missed: nobody was there, or the clock was put ahead. ms. */
export const MISSED_AFTER_MS = 60_000;
/** Jobs of one transaction; schedules of named robots make many at once. What is left comes in the next one. */
const MAX_JOBS_AT_ONCE = 2_000;

export function schedulesDue(view: View, p: Params<'schedule.due'>, ctx: Ctx): Result<'schedule.due'> {
  const sum: Result<'schedule.due'> = { due: lookAgain(view, p.limit, ctx), made: [], failed: [] };
  let jobs = 0;
  for (const row of view.pick('schedulesDue', { upTo: ctx.now }, p.limit)) {
    for (const { nominal, jobs: ids, error } of deal(view, row, ctx)) {
      if (error === '') sum.made.push({ schedule: row.name, nominal, jobs: ids });
      else sum.failed.push({ schedule: row.name, nominal, because: error });
      jobs += ids.length;
    }
    sum.due++;
    if (jobs >= MAX_JOBS_AT_ONCE) break;
  }
  const [next] = view.pick('schedulesDue', { upTo: Number.MAX_SAFE_INTEGER }, 1);
  return { ...sum, ...(next ? { next: next.next } : {}) };
}

/**
 * Schedules whose next time was found when the clock showed a later moment than now: it was put back. Times that come once
 * more find their schedule waiting, and those that were dealt with are left out.
 */
function lookAgain(view: View, limit: number, ctx: Ctx): number {
  const ahead = view.pick('schedulesSeen', { range: { from: ctx.now + 1 } }, limit);
  for (const row of ahead) saveWithNext(view, row, ctx.now, ctx.now);
  return ahead.length;
}

/** Deals with all times of a schedule up to now: at most one of those that were missed, each of the others. */
function deal(view: View, row: Readonly<ScheduleRow>, ctx: Ctx): Fired[] {
  const timing = timingOf(view, row);
  const deployment = view.get('deployment', row.deployment);
  if (!deployment || deployment.deleted) {
    stopSchedule(view, row, deploymentDeleted(deployment?.name ?? row.deployment));
    return [];
  }
  let { done } = row;
  const fired = triggers(timing, row, ctx.now).map(({ nominal, late }) => {
    if (late && row.missed === 'skip') return missed(nominal, ctx);
    done = withDone(timing, done, nominal);
    return trigger(view, { row, deployment, nominal, late }, ctx);
  });
  const result = fired.at(-1) ?? row.result;
  saveWithNext(view, { ...row, done, result }, ctx.now, ctx.now);
  return fired;
}

/** In order. Of what was missed the last one, and only if nothing else is to be done anyway. */
function triggers(timing: Timing, row: Readonly<ScheduleRow>, now: number): { nominal: number; late: boolean }[] {
  const inTime = now - MISSED_AFTER_MS;
  const times: number[] = [];
  let time = row.next >= inTime ? row.next : nextOpen(timing, row.done, inTime - 1);
  for (; time !== undefined && time <= now; time = nextOpen(timing, row.done, time)) times.push(time);
  if (times.length > 0) return times.map((nominal) => ({ nominal, late: false }));
  return [{ nominal: lastOpen(timing, row, inTime - 1), late: true }];
}

/** The last time up to `upTo` that was not dealt with; `row.next` is one of them. */
function lastOpen(timing: Timing, row: Readonly<ScheduleRow>, upTo: number): number {
  const last = lastTime(timing, row.next, upTo);
  const span = row.done.find(([from, to]) => from <= last && last <= to);
  return span && span[0] > row.next ? lastOpen(timing, row, span[0] - 1) : span ? row.next : last;
}

const missed = (nominal: number, ctx: Ctx): Fired => ({
  ...{ nominal, at: ctx.now, late: true, jobs: [] },
  ...kept('error', say`missed: the coordinator was not there in time, and missed times are skipped`),
});

interface Trigger {
  row: Readonly<ScheduleRow>;
  deployment: Readonly<DeploymentRow>;
  nominal: number;
  late: boolean;
}

/** One trigger makes one job for a pool, one for each named robot (J15). What refuses is the result, in words. */
function trigger(view: View, { row, deployment, nominal, late }: Trigger, ctx: Ctx): Fired {
  const fired = { nominal, at: ctx.now, late, jobs: [], error: '' };
  if (!deployment.enabled)
    return {
      ...fired,
      ...kept('error', say`the deployment ${{ deployment: deployment.name }} is disabled; enable it`),
    };
  const author: Author = { kind: 'system', id: row.id, name: `schedule ${row.name}` };
  const places = deployment.pool
    ? [{ robot: '', pool: deployment.pool }]
    : deployment.robots.map((robot) => ({ robot, pool: '' }));
  const wish = {
    ...({ source: 'schedule', author, condition: '', places, key: keyOf(row, nominal) } as const),
    params: typedValues(row),
    ...(row.priority === null ? {} : { priority: row.priority }),
  };
  try {
    return { ...fired, jobs: makeJobs(view, deployment, wish, ctx).map((job) => job.id) };
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    // `makeJobs` checks everything before it makes the first job: nothing half done stays behind.
    return { ...fired, ...kept('error', saidBy(error)) };
  }
}

/** Stands in the jobs: which time of which schedule they are of. */
const keyOf = (row: Readonly<ScheduleRow>, nominal: number): string => `${row.id} ${new Date(nominal).toISOString()}`;

/** To be called when a calendar changed: its schedules find their next time anew; what is due this moment stays due. */
export function calendarChanged(view: View, rows: readonly Readonly<ScheduleRow>[], now: number): void {
  for (const row of rows) {
    if (!row.enabled) continue;
    if (row.next > 0 && row.next <= now) saveSchedule(view, row);
    else saveWithNext(view, row, now, now);
  }
}
