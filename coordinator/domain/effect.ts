/** The effect journal (S9): intent before, result after; an intent without a result is for a person to settle. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { MAX_EFFECTS } from '../../protocol/fields.ts';
import { authorOf, robotAuthor } from './author.ts';
import { effectId, effectsOf, effectView } from './effect-journal.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed, queueTopics } from './queue.ts';
import { liveResource } from './resource.ts';
import { record } from './resource-history.ts';
import type { EffectRow, QueueRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

type Named = Pick<Params<'effect.done'>, 'queue' | 'id' | 'name'>;

/** `go` is answered once: from then on it is `EffectUnknown` until its run says done, or a person settles it. */
export function intendEffect(view: View, params: Params<'effect.intend'>, ctx: Ctx): Result<'effect.intend'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const resource = liveResource(view, queue, params.id);
  const known = view.get('effect', effectId(resource.id, params.name));
  if (known?.done === 1) return { state: 'done', result: effectView(known).result ?? null };
  if (known && params.again !== true) unknown(known, queue);
  if (!known && effectsOf(view, resource.id).length >= MAX_EFFECTS)
    refuse('TooMany', `name: the resource ${resource.id} remembers ${MAX_EFFECTS} effects already; reuse their names`, {
      field: 'name',
      retry: 'never',
    });
  const by = robotAuthor(view, run.id);
  const { name } = params;
  const id = effectId(resource.id, name);
  view.put('effect', { id, resource: resource.id, name, done: 0, result: null, run: run.id, by, at: ctx.now });
  tell(view, ctx, queue, { id: resource.id, by, detail: { name, state: 'intended' } });
  return { state: 'go' };
}

/** Of the run that began it alone. Counts also when the resource was finished or locked by somebody meanwhile. */
export function finishEffect(view: View, params: Params<'effect.done'>, ctx: Ctx): Result<'effect.done'> {
  const run = runningRun(view, ctx);
  const { queue, effect } = begun(view, params, ctx);
  if (effect.run !== run.id)
    refuse(
      'Conflict',
      `the effect "${effect.name}" of ${params.id} was begun anew by ${effect.by.name}; call once again`,
    );
  const by = robotAuthor(view, run.id);
  const done: EffectRow = { ...effect, done: 1, result: params.result, by, at: ctx.now };
  view.put('effect', done);
  tell(view, ctx, queue, { id: params.id, by, detail: { name: effect.name, state: 'done', result: params.result } });
  return effectView(done);
}

/** A person looked, and says that it was done, with which result; or that it was not: the next robot does it. */
export function settleEffect(view: View, params: Params<'effect.settle'>, ctx: Ctx): Result<'effect.settle'> {
  const { result, forget } = params;
  if ((result === undefined) === (forget === undefined))
    refuse('ValidationError', 'result: say the result if it was done, or forget: true if it shall be done again', {
      field: 'result',
    });
  const { queue, effect } = begun(view, params, ctx);
  const by = authorOf(view, ctx);
  const { id, name } = effect;
  if (result === undefined) {
    view.drop('effect', id);
    tell(view, ctx, queue, { id: params.id, by, detail: { name, state: 'forgotten' } });
    return {};
  }
  const done: EffectRow = { ...effect, done: 1, result, by, at: ctx.now };
  view.put('effect', done);
  tell(view, ctx, queue, { id: params.id, by, detail: { name, state: 'done', result } });
  return { effect: effectView(done) };
}

function begun(view: View, { queue: queueName, id, name }: Named, ctx: Ctx) {
  const queue = queueNamed(view, ctx, queueName);
  const resource = view.get('resource', id);
  if (resource?.queue !== queue.id) refuse('ResourceNotFound', `there is no resource ${id} in "${queue.name}"`);
  const effect = view.get('effect', effectId(id, name));
  const says = `name: the resource ${id} has no effect "${name}"; it was never begun, or a person had it forgotten`;
  return { queue, effect: effect ?? refuse('ValidationError', says, { field: 'name' }) };
}

function unknown({ name, resource, by, at }: Readonly<EffectRow>, queue: Readonly<QueueRow>): never {
  const when = new Date(at).toISOString();
  refuse(
    'EffectUnknown',
    `"${name}" of the resource ${resource} was begun by ${by.name} at ${when}, and nobody knows whether it was done. ` +
      `A person must look there and say so: with its result (gantry resource settle "${queue.name}" ${resource} ` +
      `"${name}" --done RESULT) or that it shall be done again (--again)`,
  );
}

function tell(
  view: View,
  ctx: Ctx,
  queue: Readonly<QueueRow>,
  { id, by, detail }: { id: string; by: EffectRow['by']; detail: Parameters<typeof record>[3]['detail'] },
): void {
  record(view, ctx, { id, queue: queue.id }, { kind: 'effect', by, detail });
  view.emit({ kind: 'changed', topics: queueTopics(queue) });
}
