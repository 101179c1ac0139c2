/** `resource.add` and `resource.addMany`: by robots and users, with natural keys and locks from the start (Q4, Q7, Q40). */
import type { Params, Result } from '../../protocol/contract.ts';
import type { Author } from '../../protocol/fields.ts';
import { authorOf, lockOwner } from './author.ts';
import { lockedColumns } from './lock.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed, queueOf } from './queue.ts';
import { enterResources, type Fresh } from './resource.ts';
import { locksOf, record } from './resource-history.ts';
import { findByKey } from './resource-key.ts';
import { resourceAnswer } from './resource-view.ts';
import type { QueueRow, ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

type Item = Params<'resource.addMany'>['items'][number];

/** A key that a live resource has gives that resource, unchanged, also without the locks asked for. */
export function addResource(view: View, params: Params<'resource.add'>, ctx: Ctx): Result<'resource.add'> {
  const { queue, author } = adder(view, params.queue, ctx);
  const known = params.key === undefined ? undefined : findByKey(view, queue.id, params.key);
  if (known) return resourceAnswer(known, queue, ctx);
  const [row] = enter(view, queue, [freshRow(queue, params, author, ctx, 'lock')], ctx);
  return resourceAnswer(row!, queue, ctx);
}

/** All or none: a refusal of one item discards the whole command. Twins within `items` become one, too. */
export function addResources(view: View, params: Params<'resource.addMany'>, ctx: Ctx): Result<'resource.addMany'> {
  const { queue, author } = adder(view, params.queue, ctx);
  const byKey = new Map<string, string>();
  const rows: Fresh[] = [];
  const ids = params.items.map((item, n) => {
    const key = item.key;
    const known = key === undefined ? undefined : (byKey.get(key) ?? findByKey(view, queue.id, key)?.id);
    if (known !== undefined) return known;
    const row = freshRow(queue, item, author, ctx, `items.${n}.lock`);
    rows.push(row);
    if (key !== undefined) byKey.set(key, row.id);
    return row.id;
  });
  enter(view, queue, rows, ctx);
  const added = rows.length;
  if (params.views !== true) return { ids, added };
  return { ids, added, views: ids.map((id) => resourceAnswer(view.get('resource', id)!, queue, ctx)) };
}

function adder(view: View, queueName: string, ctx: Ctx): { queue: Readonly<QueueRow>; author: Author } {
  if (ctx.who.kind === 'script') runningRun(view, ctx);
  return { queue: queueNamed(view, ctx, queueName), author: authorOf(view, ctx) };
}

function freshRow(queue: Readonly<QueueRow>, item: Item, author: Author, ctx: Ctx, field: string): Fresh {
  return {
    id: `i_${ctx.newId()}`,
    queue: queue.id,
    value: item.value,
    attemptsLeft: queue.attemptLimit,
    attemptsEpoch: queue.attemptsEpoch,
    tags: item.tags ?? [],
    priority: item.priority ?? 0,
    key: item.key ?? '',
    readOwner: '',
    readUntil: 0,
    readBy: null,
    writeOwner: '',
    writeUntil: 0,
    writeBy: null,
    ...lockedColumns({ owner: lockOwner(ctx), lock: item.lock, now: ctx.now }, author, field),
    lastRun: '',
    author,
    created: ctx.now,
    editor: author,
    updated: ctx.now,
  };
}

function enter(view: View, queue: Readonly<QueueRow>, rows: Fresh[], ctx: Ctx): ResourceRow[] {
  const entered = enterResources(view, queueOf(view, queue.id), rows);
  for (const row of entered) record(view, ctx, row, { kind: 'created', by: row.author, detail: locksOf(row) });
  return entered;
}
