/** A schedule as readers see it: names for ids, credentials masked, the next times, and in words when it starts or why not. */
import { NEXT_SHOWN } from '../../protocol/calls-schedule.ts';
import type { Said } from '../../protocol/sentence.ts';
import type { ScheduleDetail, ScheduleView } from '../../protocol/shapes-schedule.ts';
import { inZone } from '../../protocol/zone.ts';
import type { Look } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { DeploymentRow } from './rows.ts';
import type { ScheduleRow } from './rows-schedule.ts';
import { recognized, saidIn, shown } from './said.ts';
import { deploymentDeleted, timingOf } from './schedule.ts';
import { nextOpen } from './schedule-spans.ts';
import { nextTime } from './schedule-times.ts';
import { shownValues } from './typed-value.ts';

/** Jobs of its last time that it shows. */
const MAX_JOBS = 20;

export function scheduleView(view: Look, row: Readonly<ScheduleRow>): ScheduleView {
  const deployment = view.get('deployment', row.deployment);
  const { id, name, rule, timezone, missed, author, created, editor, updated } = row;
  const last = resultOf(view, row);
  return {
    ...{ id, name, rule, timezone, missed },
    deployment: deployment?.name ?? row.deployment,
    ...(row.start > 0 ? { start: row.start } : {}),
    ...(row.end > 0 ? { end: row.end } : {}),
    params: shownValues(manifestOf(view, deployment), row),
    ...(row.priority === null ? {} : { priority: row.priority }),
    ...(row.calendar === '' ? {} : { calendar: view.get('calendar', row.calendar)?.name ?? row.calendar }),
    enabled: row.enabled === 1,
    ...(row.next > 0 ? { next: row.next } : {}),
    ...(last ? { last } : {}),
    says: saysOf(row, deployment),
    ...(row.because === '' ? {} : shown('because', becauseOf(row, deployment))),
    ...{ author, created, editor, updated },
  };
}

/** `now`: ms. */
export function scheduleDetail(view: Look, row: Readonly<ScheduleRow>, now: number): ScheduleDetail {
  const timing = timingOf(view, row);
  const times: number[] = [];
  let time = row.next > 0 ? row.next : nextTime(timing, now);
  while (time !== undefined && times.length < NEXT_SHOWN) {
    times.push(time);
    time = nextOpen(timing, row.done, time);
  }
  return { ...scheduleView(view, row), times };
}

/** What says which parameters are secret; the package of a deleted deployment may be gone. */
function manifestOf(view: Look, deployment: Readonly<DeploymentRow> | undefined) {
  const pack = deployment && !deployment.deleted ? view.get('package', deployment.package) : undefined;
  return pack && deployment ? resolveVersion(view, pack, deployment.version).manifest : undefined;
}

function resultOf(view: Look, { result }: Readonly<ScheduleRow>): ScheduleView['last'] {
  if (!result) return undefined;
  const jobs = result.jobs.slice(0, MAX_JOBS).flatMap((id) => {
    const job = view.get('job', id);
    return job ? [{ id, state: job.state }] : [];
  });
  const { nominal, at, late } = result;
  return { nominal, at, late, jobs, ...(result.error === '' ? {} : shown('error', saidIn(result, 'error'))) };
}

const becauseOf = (row: Readonly<ScheduleRow>, deployment: Readonly<DeploymentRow> | undefined): Said =>
  recognized(row.because, [deploymentDeleted(deployment?.name ?? row.deployment)]);

function saysOf(row: Readonly<ScheduleRow>, deployment: Readonly<DeploymentRow> | undefined): string {
  if (!row.enabled) return row.because === '' ? 'disabled' : `disabled: ${row.because}`;
  if (row.next === 0) {
    const end = row.end > 0 ? ` (its end is ${inZone(row.timezone, row.end)})` : '';
    return `over: no time of it comes any more${end}`;
  }
  const next = `next ${inZone(row.timezone, row.next)}`;
  return deployment?.enabled ? next : `${next}, but its deployment is disabled: no job will be made`;
}
