/** What people say and see of many resources at once: the filter of lists, exports and bulk edits, the change, its progress. */
import { z } from 'zod';
import {
  Author,
  Count,
  Id,
  Instant,
  LockKinds,
  ResourcePriority,
  ResourceStatus,
  ResourceValue,
  Tag,
  Tags,
  Whole,
} from './fields.ts';

/** Resources that one filter may name by id. */
export const MAX_IDS = 1_000;

/** One or several: a query repeats the parameter, a body gives a list. */
export const many = <T extends z.ZodType>(item: T, most: number) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1).max(most)]);
const Person = z.string().trim().min(1).max(200);

/**
 * Where a list begins, without a cursor: at this instant (ms), or this priority, whichever it is sorted by. It is no filter:
 * what comes before is there, the other way round.
 */
export const StartAt = Whole;

/** Every part is optional; a resource must meet all that are given. Ranges include both ends. */
export const resourceWhere = {
  status: many(ResourceStatus, 4).optional(),
  /** Has at least one of them. */
  tags: many(Tag, 100).optional(),
  /** Has every one of them. */
  allTags: many(Tag, 100).optional(),
  priorityFrom: Whole.optional(),
  priorityTo: Whole.optional(),
  createdFrom: Whole.optional(),
  createdTo: Whole.optional(),
  updatedFrom: Whole.optional(),
  updatedTo: Whole.optional(),
  key: z.string().trim().min(1).max(200).optional(),
  /** Stands somewhere in the value's JSON text, whatever the case of its letters. */
  text: z.string().min(1).max(200).optional(),
  /** Who added it, and who changed it last: a user or a robot, by the name as it is shown, or by id. */
  author: Person.optional(),
  editor: Person.optional(),
  /** Has a lock of any kind, or none. */
  locked: z.stringbool().or(z.boolean()).optional(),
  ids: many(Id, MAX_IDS).optional(),
};
export const ResourceWhere = z.strictObject(resourceWhere);

/** What a bulk edit does to each resource; everything absent stays. */
export const BulkChange = z
  .strictObject({
    status: ResourceStatus.optional(),
    priority: ResourcePriority.optional(),
    addTags: Tags.optional(),
    removeTags: Tags.optional(),
    value: ResourceValue.optional(),
    /** Removes these locks, whoever set them. */
    unlock: LockKinds.optional(),
    /** Back to `new` with every attempt, as `resource.retry` does. */
    retry: z.literal(true).optional(),
    delete: z.literal(true).optional(),
  })
  .refine((c) => Object.values(c).some((part) => part !== undefined), 'must say at least one change')
  .refine((c) => !c.delete || Object.keys(c).length === 1, 'delete goes with no other change')
  .refine((c) => !(c.retry && c.status), 'say retry or a status, not both');

export const BulkState = z.enum(['running', 'done', 'aborted', 'undone']);

/** A bulk edit: what it does, how far it is, what became of it. */
export const BulkView = z.strictObject({
  id: Id,
  queue: z.string(),
  /** `undo` puts back what the bulk edit `undoes` changed. */
  kind: z.enum(['change', 'undo']),
  undoes: Id.optional(),
  state: BulkState,
  where: ResourceWhere,
  change: BulkChange.optional(),
  /** Resources that a robot has locked are changed, too. */
  includeLocked: z.boolean(),
  author: Author,
  created: Instant,
  ended: Instant.optional(),
  /** Resources to look at, as counted at the start; `done`: looked at so far. */
  total: Count,
  done: Count,
  matched: Count,
  changed: Count,
  /** Matched but left alone: locked by a robot, edited by others since, or another resource has its key by now. */
  skipped: z.strictObject({ locked: Count, edited: Count, key: Count }),
  /** May `bulk.undo` put back what it changed? */
  undoable: z.boolean(),
  /** How it stands, in words. */
  message: z.string(),
});

export type ResourceWhere = z.output<typeof ResourceWhere>;
export type BulkChange = z.output<typeof BulkChange>;
export type BulkState = z.output<typeof BulkState>;
export type BulkView = z.output<typeof BulkView>;
