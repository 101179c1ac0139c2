/** `resource.edit` and `resource.retry`: a person changes one resource, whatever its status (Q12, Q20, Q34). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { queueNamed } from './queue.ts';
import { anyResource } from './resource.ts';
import { changeResource, type Wish } from './resource-change.ts';
import { resourceView } from './resource-view.ts';
import type { ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Editing alone never changes the status (Q8); every save touches editor and updated (Q13), also one of equal values. */
export function editResource(view: View, params: Params<'resource.edit'>, ctx: Ctx): Result<'resource.edit'> {
  const { queue: name, id, ifUpdated, ...wish } = params;
  if (Object.values(wish).every((part) => part === undefined))
    refuse('ValidationError', 'nothing to change: give value, tags, priority, status, readLock or writeLock');
  return edited(view, { name, id, ifUpdated }, wish, ctx);
}

/** From any status to `new` with every attempt of the limit. */
export function retryResource(view: View, params: Params<'resource.retry'>, ctx: Ctx): Result<'resource.retry'> {
  const { queue: name, id, ifUpdated, ...wish } = params;
  return edited(view, { name, id, ifUpdated }, { ...wish, status: 'new', retry: true }, ctx);
}

interface Which {
  name: string;
  id: string;
  ifUpdated: number | undefined;
}

function edited(view: View, { name, id, ifUpdated }: Which, wish: Wish, ctx: Ctx): Result<'resource.edit'> {
  const queue = queueNamed(view, ctx, name);
  const row = anyResource(view, queue, id);
  unchangedSince(row, ifUpdated);
  return resourceView(changeResource(view, ctx, row, wish, wish.retry ? { retry: true } : {}), queue, ctx.now);
}

/** Two people, or a person and a robot, do not overwrite each other unawares. */
function unchangedSince(row: Readonly<ResourceRow>, ifUpdated: number | undefined): void {
  if (ifUpdated === undefined || ifUpdated === row.updated) return;
  const when = new Date(row.updated).toISOString();
  const says = say`${{ user: row.editor.name }} changed the resource ${{ resource: row.id }} at ${{ at: when }}, after you had read it; nothing was saved: look at it again and repeat your change`;
  refuse('Conflict', says, { field: 'ifUpdated' });
}
