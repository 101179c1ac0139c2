/** `bulk.step`: one portion of a bulk edit or of its undoing, in one transaction with how far it is (S10: twice is harmless). */
import type { Params, Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { BulkChange } from '../../protocol/shapes-bulk.ts';
import { attemptsNow } from './attempts.ts';
import { authorOf } from './author.ts';
import { begunAt, endBulk } from './bulk.ts';
import { partId } from './bulk-view.ts';
import { effectsOf } from './effect-journal.ts';
import { lockAt, lockKinds } from './lock.ts';
import { queueOf, queueTopics } from './queue.ts';
import { dropResource, restoreResource } from './resource.ts';
import { changeResource, differs, type Wish } from './resource-change.ts';
import { type Detail, record } from './resource-history.ts';
import { holdsText, meetsWhere } from './resource-where.ts';
import type { BulkItem, BulkRow, ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Characters of old values that one portion keeps; the rest of it waits for the next portion. */
const MOST_KEPT = 8 * 1024 * 1024;

type Skip = 'skippedLocked' | 'skippedEdited' | 'skippedKey';
type Counted = Record<'matched' | 'changed' | Skip, number>;
/** What became of one resource: nothing to do, left alone, or changed. */
type Done = undefined | Skip | BulkItem;

/** A portion that was done before, or comes after an abort, does nothing. */
export function stepBulk(view: View, params: Params<'bulk.step'>, ctx: Ctx): Result<'bulk.step'> {
  const row = view.get('bulk', params.bulk);
  if (!row || row.open === 0 || row.from !== params.from) return {};
  const asAuthor: Ctx = {
    ...ctx,
    who: { kind: 'person', user: row.author.id, name: row.author.name, role: 'operator', workspace: row.workspace },
  };
  const after = row.kind === 'undo' ? undoPart(view, row, asAuthor) : changePortion(view, row, params, asAuthor);
  view.put('bulk', after);
  if (after.from === '') endBulk(view, ctx, after, 'finish');
  else view.emit({ kind: 'changed', topics: queueTopics(queueOf(view, row.queue)) });
  return {};
}

function changePortion(view: View, row: Readonly<BulkRow>, params: Params<'bulk.step'>, ctx: Ctx): BulkRow {
  const items: BulkItem[] = [];
  const counted = none();
  const meets = meetsWhere(row.where, ctx.now);
  let size = 0;
  let at = 0;
  for (; at < params.ids.length && size <= MOST_KEPT; at++) {
    const resource = view.get('resource', params.ids[at]!);
    if (resource?.queue !== row.queue || resource.id > begunAt(row)) continue;
    if (!meets(resource) || !holdsText(row.where.text, resource.value)) continue;
    const done = count(counted, change(view, row, resource, ctx));
    if (!done) continue;
    items.push(done);
    size += JSON.stringify(done).length;
  }
  const whole = at === params.ids.length;
  const [looked, from] = whole ? [params.looked, params.next] : [at, params.ids[at - 1]!];
  return progress(view, row, { items, counted, looked, from }, ctx);
}

function change(view: View, row: Readonly<BulkRow>, resource: Readonly<ResourceRow>, ctx: Ctx): Done {
  const held = lockKinds.some((kind) => lockAt(resource, kind, ctx.now)?.by?.kind === 'robot');
  if (held && row.includeLocked === 0) return 'skippedLocked';
  if (row.change?.delete) return remove(view, row, resource, ctx);
  const wish = wishOf(row.change ?? {}, resource);
  if (!differs(resource, queueOf(view, row.queue), wish, ctx)) return undefined;
  return kept(view, ctx, resource, wish, { bulk: row.id });
}

function remove(view: View, row: Readonly<BulkRow>, resource: Readonly<ResourceRow>, ctx: Ctx): BulkItem {
  const detail = { status: resource.status, bulk: row.id };
  record(view, ctx, resource, { kind: 'deleted', by: authorOf(view, ctx), detail });
  const effects = [...effectsOf(view, resource.id)];
  dropResource(view, resource);
  return { id: resource.id, was: { ...resource }, became: null, ...(effects.length > 0 ? { effects } : {}) };
}

/** Puts back what was there, if nobody touched it since. Locks that were removed stay removed: their owners went on. */
function undoPart(view: View, row: Readonly<BulkRow>, ctx: Ctx): BulkRow {
  const number = Number(row.from || 0);
  const parts = view.get('bulk', row.undoes)?.parts ?? 0;
  const items: BulkItem[] = [];
  const counted = none();
  const undone = view.get('bulkPart', partId(row.undoes, number))?.items ?? [];
  for (const item of undone) {
    counted.matched++;
    const done = count(counted, putBack(view, row, item, ctx), false);
    if (done) items.push(done);
  }
  const from = number + 1 < parts ? String(number + 1) : '';
  return progress(view, row, { items, counted, looked: undone.length, from }, ctx);
}

function putBack(view: View, row: Readonly<BulkRow>, item: BulkItem, ctx: Ctx): Done {
  const { id, was, became } = item;
  const resource = view.get('resource', id);
  if (became === null) return resource ? 'skippedEdited' : bringBack(view, row, item, ctx);
  const { status, updated, lastRun } = became;
  const touched = resource?.status !== status || resource.updated !== updated || resource.lastRun !== lastRun;
  if (!resource || touched) return 'skippedEdited';
  if (was.status === undefined) return remove(view, row, resource, ctx);
  const { value, tags, priority, attemptsLeft } = was;
  const wish: Wish = { value, tags, priority, attemptsLeft, status: was.status };
  return kept(view, ctx, resource, wish, { bulk: row.id });
}

/** With its effects: nobody shall do again what was done before the deletion (S9). */
function bringBack(view: View, row: Readonly<BulkRow>, { id, was, effects = [] }: BulkItem, ctx: Ctx): Done {
  try {
    const back = restoreResource(view, was as ResourceRow);
    for (const effect of effects) view.put('effect', effect);
    record(view, ctx, back, { kind: 'edited', by: authorOf(view, ctx), detail: { restored: true, bulk: row.id } });
    const { status, updated, lastRun } = back;
    return { id, was: {}, became: { status, updated, lastRun } };
  } catch (error) {
    return keyTaken(error);
  }
}

/** Does the change and keeps what it wrote over as it was; attempts only if it changed them: failures since stay counted. */
function kept(view: View, ctx: Ctx, resource: Readonly<ResourceRow>, wish: Wish, why: Detail): Done {
  const queue = queueOf(view, resource.queue);
  const attemptsLeft = attemptsNow(queue, resource);
  try {
    const after = changeResource(view, ctx, resource, wish, why);
    const { status, updated, lastRun } = after;
    const counted = status !== resource.status || attemptsNow(queue, after) !== attemptsLeft;
    const was: Partial<ResourceRow> = { status: resource.status, ...(counted ? { attemptsLeft } : {}) };
    for (const column of ['value', 'tags', 'priority'] as const)
      if (wish[column] !== undefined) Object.assign(was, { [column]: resource[column] });
    return { id: resource.id, was, became: { status, updated, lastRun } };
  } catch (error) {
    return keyTaken(error);
  }
}

/** One resource that cannot be live again must not stop the others; anything else is not expected. */
function keyTaken(error: unknown): Skip {
  if (error instanceof GantryError && error.code === 'Conflict') return 'skippedKey';
  throw error;
}

function wishOf(change: BulkChange, row: Readonly<ResourceRow>): Wish {
  const { addTags = [], removeTags = [], status, priority, value, unlock, retry } = change;
  const tags = [...row.tags.filter((tag) => !removeTags.includes(tag)), ...addTags];
  return {
    ...(addTags.length + removeTags.length > 0 ? { tags: [...new Set(tags)] } : {}),
    ...{ priority, value, retry, status: retry ? 'new' : status },
    ...(unlock?.read ? { readLock: null } : {}),
    ...(unlock?.write ? { writeLock: null } : {}),
  };
}

const none = (): Counted => ({ matched: 0, changed: 0, skippedLocked: 0, skippedEdited: 0, skippedKey: 0 });

function count(counted: Counted, done: Done, matches = true): BulkItem | undefined {
  if (matches) counted.matched++;
  if (done === undefined) return undefined;
  if (typeof done === 'string') {
    counted[done]++;
    return undefined;
  }
  counted.changed++;
  return done;
}

interface Progress {
  items: BulkItem[];
  counted: Counted;
  looked: number;
  from: string;
}

/** Keeps what was changed, and how far it is. */
function progress(view: View, row: Readonly<BulkRow>, { items, counted, looked, from }: Progress, ctx: Ctx): BulkRow {
  if (items.length > 0) view.put('bulkPart', { id: partId(row.id, row.parts), bulk: row.id, at: ctx.now, items });
  return {
    ...row,
    from,
    done: Math.min(row.total, row.done + looked),
    matched: row.matched + counted.matched,
    changed: row.changed + counted.changed,
    skippedLocked: row.skippedLocked + counted.skippedLocked,
    skippedEdited: row.skippedEdited + counted.skippedEdited,
    skippedKey: row.skippedKey + counted.skippedKey,
    parts: row.parts + (items.length > 0 ? 1 : 0),
  };
}
