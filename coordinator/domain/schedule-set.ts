/** `schedule.create`, `update`, `setEnabled`, `setAllEnabled`, `delete` (J18): checked against the deployment before anything is saved. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Json, nameKey } from '../../protocol/fields.ts';
import { resolveParams } from '../../protocol/manifest.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import { typedOrBound, unbound } from './asset-binding.ts';
import { authorOf } from './author.ts';
import { theCalendar } from './calendar.ts';
import { mustHaveFiles } from './file.ts';
import { checkSaved, mergeParams } from './job-params.ts';
import { theDeployment, thePackage } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { DeploymentRow } from './rows.ts';
import type { ScheduleRow } from './rows-schedule.ts';
import { shown } from './said.ts';
import {
  deploymentDeleted,
  MAX_SCHEDULES,
  saveSchedule,
  saveWithNext,
  showSchedules,
  theSchedule,
  timingOf,
} from './schedule.ts';
import { checkedRule, checkedZone, mustCome } from './schedule-check.ts';
import { scheduleDetail } from './schedule-view.ts';
import { holdValues, saidValues, takenApart, typedValues } from './typed-value.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

export function createSchedule(view: View, p: Params<'schedule.create'>, ctx: Ctx): Result<'schedule.create'> {
  const { workspace } = ctx.who;
  const deployment = theDeployment(view, workspace, p.deployment);
  const author = authorOf(view, ctx);
  const row: ScheduleRow = {
    id: `t_${ctx.newId()}`,
    workspace,
    ...{ name: p.name, nameKey: nameKey(p.name), deployment: deployment.id },
    rule: checkedRule(p.rule, ctx.now),
    ...{ timezone: checkedZone(p.timezone ?? 'UTC'), start: p.start ?? 0, end: p.end ?? 0 },
    ...checkedParams(view, deployment, { said: saidValues(ctx, p.params ?? {}), kept: {} }, ctx),
    ...{ priority: p.priority ?? null, missed: p.missed ?? 'once' },
    calendar: p.calendar ? theCalendar(view, workspace, p.calendar).id : '',
    ...{ enabled: p.enabled === false ? 0 : 1, next: 0, asOf: ctx.now, done: [], result: null, because: '' },
    ...{ author, created: ctx.now, editor: author, updated: ctx.now },
  };
  mustCome(timingOf(view, row), ctx.now);
  claimName(view, 'schedule', workspace, row.name, row.id);
  holdValues(view, ctx, row.id, { after: row });
  return scheduleDetail(view, saveWithNext(view, row, ctx.now, ctx.now), ctx.now);
}

/** What is absent stays. When something about its times changes, they count from now on. */
export function updateSchedule(view: View, p: Params<'schedule.update'>, ctx: Ctx): Result<'schedule.update'> {
  const { workspace } = ctx.who;
  const kept = theSchedule(view, workspace, p.schedule);
  const { name = kept.name } = p;
  const row: ScheduleRow = {
    ...kept,
    ...{ name, nameKey: nameKey(name) },
    ...whatFor(view, kept, p, ctx),
    rule: p.rule ? checkedRule(p.rule, ctx.now) : kept.rule,
    timezone: p.timezone === undefined ? kept.timezone : checkedZone(p.timezone),
    start: p.start === undefined ? kept.start : (p.start ?? 0),
    end: p.end === undefined ? kept.end : (p.end ?? 0),
    priority: p.priority === undefined ? kept.priority : p.priority,
    calendar: p.calendar === undefined ? kept.calendar : p.calendar ? theCalendar(view, workspace, p.calendar).id : '',
    missed: p.missed ?? kept.missed,
    ...{ editor: authorOf(view, ctx), updated: ctx.now },
  };
  if (row.nameKey !== kept.nameKey) freeName(view, 'schedule', workspace, kept.name);
  claimName(view, 'schedule', workspace, row.name, row.id);
  holdValues(view, ctx, row.id, { before: kept, after: row });
  const retimed = [p.rule, p.timezone, p.start, p.end, p.calendar].some((said) => said !== undefined);
  if (retimed) mustCome(timingOf(view, row), ctx.now);
  const saved = retimed ? saveWithNext(view, row, ctx.now, ctx.now) : saveSchedule(view, row);
  return scheduleDetail(view, saved, ctx.now);
}

/** Deployment and parameters: these are checked whenever one of both changes. A schedule may keep a deployment that was deleted. */
function whatFor(
  view: View,
  kept: Readonly<ScheduleRow>,
  p: Params<'schedule.update'>,
  ctx: Ctx,
): Pick<ScheduleRow, 'deployment' | 'params' | 'secrets'> {
  const { params, secrets } = kept;
  if (p.deployment === undefined && p.params === undefined) return { deployment: kept.deployment, params, secrets };
  const deployment = theDeployment(view, ctx.who.workspace, p.deployment ?? kept.deployment);
  const values = typedValues(kept);
  const said = saidValues(ctx, p.params) ?? values;
  return { deployment: deployment.id, ...checkedParams(view, deployment, { said, kept: values }, ctx) };
}

/** Its own parameters, which with the deployment's must be enough for a job: nobody is there to add what is missing. */
function checkedParams(
  view: View,
  deployment: Readonly<DeploymentRow>,
  { said, kept }: { said: Record<string, Json>; kept: Record<string, Json> },
  ctx: Ctx,
): Pick<ScheduleRow, 'params' | 'secrets'> {
  const pack = thePackage(view, deployment.workspace, deployment.package);
  const { manifest } = resolveVersion(view, pack, deployment.version);
  const behindMask = Object.fromEntries(Object.entries(kept).filter(([name]) => name in said));
  const own = checkSaved(manifest, mergeParams(manifest, behindMask, said));
  const usual = { params: typedValues(deployment), bindings: deployment.bindings };
  const open = typedOrBound(usual, { params: own });
  resolveParams(unbound(manifest, open.bindings), mergeParams(manifest, open.params, own));
  mustHaveFiles(view, deployment.workspace, manifest, own);
  const { params, secrets } = takenApart(view, ctx, manifest, own);
  return { params: params as Json, secrets };
}

export function setScheduleEnabled(
  view: View,
  p: Params<'schedule.setEnabled'>,
  ctx: Ctx,
): Result<'schedule.setEnabled'> {
  const row = theSchedule(view, ctx.who.workspace, p.schedule);
  const obstacle = p.enabled ? whyNot(view, row) : undefined;
  if (obstacle) refuse('IllegalState', obstacle);
  return scheduleDetail(view, switched(view, row, p.enabled, ctx), ctx.now);
}

export function setAllSchedulesEnabled(
  view: View,
  p: Params<'schedule.setAllEnabled'>,
  ctx: Ctx,
): Result<'schedule.setAllEnabled'> {
  const rows = view.pick('schedules', { workspace: ctx.who.workspace }, MAX_SCHEDULES);
  const kept: Result<'schedule.setAllEnabled'>['kept'] = [];
  let changed = 0;
  for (const row of rows) {
    if ((row.enabled === 1) === p.enabled) continue;
    const because = p.enabled ? whyNot(view, row) : undefined;
    if (because) kept.push({ name: row.name, ...shown('because', because) });
    else switched(view, row, p.enabled, ctx);
    if (!because) changed++;
  }
  return { changed, kept };
}

/** Why it can't be enabled. A deployment that is disabled is no obstacle: it may be enabled before the time comes. */
function whyNot(view: View, row: Readonly<ScheduleRow>): Sentence | undefined {
  const deployment = view.get('deployment', row.deployment);
  if (deployment && !deployment.deleted) return undefined;
  const says = deploymentDeleted(deployment?.name ?? row.deployment);
  return say`${{ schedule: row.name }}: ${{ says }}`;
}

/** Enabled again it goes on from now: what passed meanwhile was not wanted. */
function switched(view: View, row: Readonly<ScheduleRow>, enabled: boolean, ctx: Ctx): Readonly<ScheduleRow> {
  if ((row.enabled === 1) === enabled) return row;
  const editor = authorOf(view, ctx);
  const next: ScheduleRow = { ...row, enabled: enabled ? 1 : 0, because: '', editor, updated: ctx.now };
  return saveWithNext(view, next, ctx.now, ctx.now);
}

export function deleteSchedule(view: View, p: Params<'schedule.delete'>, ctx: Ctx): Result<'schedule.delete'> {
  const row = theSchedule(view, ctx.who.workspace, p.schedule);
  freeName(view, 'schedule', row.workspace, row.name);
  view.drop('schedule', row.id);
  holdValues(view, ctx, row.id, { before: row });
  showSchedules(view, row);
  return {};
}
