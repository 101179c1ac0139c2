/** `condition.set` and `condition.delete`: people bind a queue to a deployment (Q50), switch it on and off, let it go. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { dropCondition, saveCondition, theCondition } from './condition.ts';
import { noRest } from './condition-rest.ts';
import { conditionView } from './condition-view.ts';
import { theDeployment } from './lookup.ts';
import { queueNamed } from './queue.ts';
import type { ConditionRow, DeploymentRow, QueueRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** What a condition is when nothing else is said: the first resource starts the only job. */
const defaults = {
  minWaiting: 1,
  maxJobs: 1,
  onePer: 0,
  countAbandoned: 0,
  because: '',
  becauseAs: null,
  failuresInRow: 0,
  lastJob: '',
  ...noRest,
} as const;

/** What is absent stays. Enabling forgets the failures; it is refused while the deployment cannot run. */
export function setCondition(view: View, p: Params<'condition.set'>, ctx: Ctx): Result<'condition.set'> {
  const queue = queueNamed(view, ctx, p.queue);
  const kept = view.get('condition', queue.id);
  const deployment = deploymentFor(view, p, kept, ctx);
  const { minWaiting, maxJobs, onePer, countAbandoned } = p;
  const row: ConditionRow = {
    ...(kept ?? fresh(view, queue, deployment, ctx)),
    queueName: queue.name,
    deployment: deployment.id,
    ...(minWaiting === undefined ? {} : { minWaiting }),
    ...(maxJobs === undefined ? {} : { maxJobs }),
    ...(onePer === undefined ? {} : { onePer: onePer ?? 0 }),
    ...(countAbandoned === undefined ? {} : { countAbandoned: countAbandoned ? 1 : 0 }),
    editor: authorOf(view, ctx),
    updated: ctx.now,
  };
  const enabled = p.enabled ?? (kept ? undefined : true);
  if (enabled === undefined && row.state !== 'enabled') return conditionView(view, saveCondition(view, row));
  if (enabled === false) return conditionView(view, saveCondition(view, row, 'disable'));
  if (!deployment.enabled)
    refuse('IllegalState', say`the deployment ${{ deployment: deployment.name }} is disabled; enable it first`);
  const anew = enabled ? { failuresInRow: 0, ...noRest } : {};
  return conditionView(view, saveCondition(view, { ...row, ...anew }, 'enable'));
}

/** The deployment that was named, or the one it has; a condition that is not to be enabled may keep a deleted one. */
function deploymentFor(
  view: View,
  p: Params<'condition.set'>,
  kept: Readonly<ConditionRow> | undefined,
  ctx: Ctx,
): Readonly<DeploymentRow> {
  if (p.deployment !== undefined) return theDeployment(view, ctx.who.workspace, p.deployment);
  if (!kept)
    return refuse('ValidationError', 'deployment: name the deployment that it shall start', { field: 'deployment' });
  const row = view.get('deployment', kept.deployment);
  if (row && (!row.deleted || !p.enabled)) return row;
  return refuse(
    'DeploymentNotFound',
    say`its deployment ${{ name: row?.name ?? kept.deployment }} was deleted; name another`,
    {
      field: 'deployment',
    },
  );
}

function fresh(view: View, queue: Readonly<QueueRow>, deployment: Readonly<DeploymentRow>, ctx: Ctx): ConditionRow {
  const author = authorOf(view, ctx);
  return {
    ...defaults,
    ...{ id: queue.id, workspace: queue.workspace, queueName: queue.name, deployment: deployment.id },
    ...{ state: 'disabled', author, created: ctx.now, editor: author, updated: ctx.now },
  };
}

/** Its jobs go on; a condition made later for the same queue counts them among its own. */
export function deleteCondition(view: View, p: Params<'condition.delete'>, ctx: Ctx): Result<'condition.delete'> {
  dropCondition(view, theCondition(view, ctx.who.workspace, p.queue));
  return {};
}
