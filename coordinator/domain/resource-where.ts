/** The filter of people over resources in any status: one for lists, exports and bulk edits, as a judge of rows. */
import type { Author } from '../../protocol/fields.ts';
import type { ResourceWhere } from '../../protocol/shapes-bulk.ts';
import { lockAt, lockKinds } from './lock.ts';
import { meetsCondition } from './resource-filter.ts';
import type { Json, ResourceParameters } from './rows.ts';

/** Does a resource meet everything but `text`, for which its value is needed? `now` in ms: a lock past its date is none. */
export function meetsWhere(where: ResourceWhere, now: number): (row: Readonly<ResourceParameters>) => boolean {
  const { status, key, locked } = where;
  const ids = where.ids && new Set(where.ids);
  const meets = meetsCondition({
    tags: where.tags,
    allTags: where.allTags,
    priority: { from: where.priorityFrom, to: where.priorityTo },
    created: { from: where.createdFrom, to: where.createdTo },
    updated: { from: where.updatedFrom, to: where.updatedTo },
  });
  return (row) =>
    (!ids || ids.has(row.id)) &&
    (!status || status.includes(row.status)) &&
    (key === undefined || row.key === key) &&
    isBy(where.author, row.author) &&
    isBy(where.editor, row.editor) &&
    (locked === undefined || locked === lockKinds.some((kind) => lockAt(row, kind, now) !== undefined)) &&
    meets(row);
}

/** Whoever is meant by a name, as it is shown, or by an id. */
function isBy(asked: string | undefined, { id, name }: Author): boolean {
  return asked === undefined || asked === id || asked.toLowerCase() === name.toLowerCase();
}

/** Does the value's JSON hold the text, whatever the case of its letters? */
export function holdsText(text: string | undefined, value: Json): boolean {
  return text === undefined || JSON.stringify(value).toLowerCase().includes(text.toLowerCase());
}
