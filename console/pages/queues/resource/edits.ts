/**
 * A resource that a person edits while robots do, too (C4): what was edited, what stood there when it was, and where the
 * two collide. Fields that were not edited always show what is there now, and are never sent. Pure.
 */
import type { ParamsIn } from '../../../../protocol/contract.ts';
import type { Json, ResourceStatus } from '../../../../protocol/fields.ts';
import type { LockView, ResourceView, ResourceWithValue } from '../../../../protocol/shapes.ts';

/** As `resource.edit` takes it: nothing, without a date, until a date. */
export type LockWish = null | true | { until: number };

export interface Fields {
  status: ResourceStatus;
  tags: string[];
  priority: number | string;
  readLock: LockWish;
  writeLock: LockWish;
  value: Json;
}
export type Field = keyof Fields;

export interface Edits {
  /** As they were typed. */
  mine: Partial<Fields>;
  /** What each of them was when it was edited first, or when the person last said that it may be overwritten. */
  seen: Partial<Record<Field, string>>;
}

export const noEdits: Edits = { mine: {}, seen: {} };

const wishOf = (lock: LockView | undefined): LockWish =>
  lock === undefined ? null : lock.until === undefined ? true : { until: lock.until };

export const fieldsOf = (resource: ResourceView | ResourceWithValue): Fields => ({
  status: resource.status,
  tags: resource.tags,
  priority: resource.priority,
  readLock: wishOf(resource.readLock),
  writeLock: wishOf(resource.writeLock),
  value: 'value' in resource ? resource.value : null,
});

/** One text for all that matters of a field: of a lock its owner, too. */
function stateOf(resource: ResourceView | ResourceWithValue, field: Field): string {
  const owner = field === 'readLock' || field === 'writeLock' ? (resource[field]?.owner.id ?? '') : '';
  return `${owner} ${JSON.stringify(fieldsOf(resource)[field])}`;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** With `field` set to `value`; what is as it stands there anyway is no edit. */
export function edit<F extends Field>(edits: Edits, now: ResourceWithValue, field: F, value: Fields[F]): Edits {
  if (same(value, fieldsOf(now)[field])) return forget(edits, field);
  return {
    mine: { ...edits.mine, [field]: value },
    seen: { ...edits.seen, [field]: edits.seen[field] ?? stateOf(now, field) },
  };
}

/** Take what is there: the field is no longer edited. */
export function forget({ mine, seen }: Edits, field: Field): Edits {
  const without = <T extends object>(from: T): T =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name !== field)) as T;
  return { mine: without(mine), seen: without(seen) };
}

/** Keep mine: what is there now may be overwritten. */
export const insist = ({ mine, seen }: Edits, now: ResourceWithValue, field: Field): Edits => ({
  mine,
  seen: { ...seen, [field]: stateOf(now, field) },
});

/** Fields that somebody else changed since they were edited here, to something else. */
export const conflicts = ({ mine, seen }: Edits, now: ResourceWithValue): Field[] =>
  (Object.keys(mine) as Field[]).filter(
    (field) => seen[field] !== stateOf(now, field) && !same(mine[field], fieldsOf(now)[field]),
  );

/** What is to be saved: the edited fields alone. */
export function changesOf({ mine }: Edits): Omit<ParamsIn<'resource.edit'>, 'queue' | 'id'> {
  const { priority, ...rest } = mine;
  return { ...rest, ...(priority === undefined ? {} : { priority: Number(priority) }) };
}
