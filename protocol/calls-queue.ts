/** Verbs of people about resource queues: the queues themselves, single resources, many at once; robots': calls-run.ts. */
import { z } from 'zod';
import {
  AttemptLimit,
  Count,
  Id,
  Instant,
  Name,
  ResourcePriority,
  ResourceStatus,
  ResourceValue,
  Tags,
} from './fields.ts';
import { flag, listing, listOf } from './listing.ts';
import { QueueView, ResourceEvent, ResourceView, ResourceWithValue } from './shapes.ts';
import { BulkChange, BulkView, many, ResourceWhere, resourceWhere, StartAt } from './shapes-bulk.ts';
import { ConditionState } from './shapes-condition.ts';
import { EffectView } from './shapes-effect.ts';
import { Nothing, pageOf, paging, read, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;
const one = { queue: Name, id: Id };
/** `null` removes the lock, `true` sets one without a date, absent leaves it as it is (Q34). */
const LockEdit = z.union([z.null(), z.literal(true), z.strictObject({ until: Instant })]);
const edits = {
  value: ResourceValue.optional(),
  tags: Tags.optional(),
  priority: ResourcePriority.optional(),
  /** `updated` as it was read: `Conflict` if somebody edited the resource since. */
  ifUpdated: Instant.optional(),
};

export const callsQueue = {
  'queue.list': read({
    who: people,
    params: {
      ...listing(['name', 'created', 'waiting', 'total', 'new', 'in_progress', 'processed', 'error']),
      /** Robots could take something from it now, or nothing. */
      waiting: flag.optional(),
      /** State of its launch condition; `none`: it has none. */
      condition: many(z.enum([...ConditionState.options, 'none']), 4).optional(),
    },
    result: listOf(QueueView),
    http: 'GET /queues',
    says: 'Queues with counts by status.',
  }),
  'queue.create': write({
    who: people,
    params: { name: Name, attemptLimit: AttemptLimit.optional() },
    result: QueueView,
    http: 'POST /queues',
    says: 'Create a resource queue.',
  }),
  'queue.show': read({
    who: people,
    params: { queue: Name },
    result: QueueView,
    http: 'GET /queues/:queue',
    says: 'A queue with counts by status.',
  }),
  'queue.update': write({
    who: people,
    params: { queue: Name, name: Name.optional(), attemptLimit: AttemptLimit.nullable().optional() },
    result: QueueView,
    http: 'PATCH /queues/:queue',
    says: 'Rename a queue, change its attempt limit, or switch the limit off with `null` (Q19).',
  }),
  'queue.delete': write({
    who: people,
    params: { queue: Name, force: flag.optional() },
    /** `resources`: how many go with it, in the background. */
    result: z.strictObject({ resources: Count }),
    http: 'DELETE /queues/:queue',
    says: 'Delete a queue with its resources; refused while something depends on it unless forced (Q31, Q46).',
  }),
  'queue.removals': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(z.strictObject({ id: Id, name: z.string(), left: Count })) }),
    http: 'GET /queue-removals',
    says: 'Deleted queues whose resources are still being removed, with how many are left.',
  }),
  'queue.purge': write({
    who: system,
    params: { queue: Id, ids: z.array(Id) },
    result: z.strictObject({ left: Count }),
    says: 'Remove a portion of a deleted queue’s resources; with the last one the queue itself.',
  }),

  'resource.list': read({
    who: people,
    params: {
      ...paging,
      queue: Name,
      ...resourceWhere,
      sort: z.enum(['created', 'updated', 'priority']).optional(),
      startAt: StartAt.optional(),
    },
    /** A page may hold few or no items and still have a `next`: the search goes on there. */
    result: pageOf(ResourceView),
    http: 'GET /queues/:queue/resources',
    says: 'Resources of a queue, without their values.',
  }),
  'resource.show': read({
    who: people,
    params: one,
    result: z.strictObject({
      resource: ResourceWithValue,
      history: z.array(ResourceEvent),
      effects: z.array(EffectView),
    }),
    http: 'GET /queues/:queue/resources/:id',
    says: 'A resource with value, history and effects.',
  }),
  'resource.history': read({
    who: people,
    params: { ...one, ...paging },
    result: pageOf(ResourceEvent),
    http: 'GET /queues/:queue/resources/:id/history',
    says: 'What happened to a resource, newest first: who, which run, values before and after (Q48).',
  }),
  'resource.edit': write({
    who: people,
    params: {
      ...one,
      ...edits,
      status: ResourceStatus.optional(),
      readLock: LockEdit.optional(),
      writeLock: LockEdit.optional(),
    },
    result: ResourceView,
    http: 'PATCH /queues/:queue/resources/:id',
    says: 'Change value, tags, priority, status or locks of a resource; what is absent stays (Q12, Q20, Q34).',
  }),
  'resource.retry': write({
    who: people,
    params: { ...one, ...edits },
    result: ResourceView,
    http: 'POST /queues/:queue/resources/:id/retry',
    says: 'Make a resource `new` again with every attempt, if wanted with another value.',
  }),

  'bulk.preview': read({
    who: people,
    params: { queue: Name, where: ResourceWhere },
    /** `atLeast`: the search was given up at this count; there may be more. */
    result: z.strictObject({ count: Count, atLeast: z.boolean(), samples: z.array(ResourceView) }),
    http: 'POST /queues/:queue/bulks/preview',
    says: 'How many resources a filter finds, and the first of them.',
  }),
  'bulk.start': write({
    who: people,
    params: { queue: Name, where: ResourceWhere, change: BulkChange, includeLocked: z.boolean().optional() },
    result: BulkView,
    http: 'POST /queues/:queue/bulks',
    says: 'Change many resources in the background; those that a robot has locked are skipped unless `includeLocked`.',
  }),
  'bulk.list': read({
    who: people,
    params: { queue: Name, ...paging },
    result: pageOf(BulkView),
    http: 'GET /queues/:queue/bulks',
    says: 'Bulk edits of a queue, newest first.',
  }),
  'bulk.show': read({
    who: people,
    params: { bulk: Id },
    result: BulkView,
    http: 'GET /bulks/:bulk',
    says: 'A bulk edit and how far it is.',
  }),
  'bulk.abort': write({
    who: people,
    params: { bulk: Id },
    result: BulkView,
    http: 'POST /bulks/:bulk/abort',
    says: 'Stop a bulk edit; what it changed stays changed and can be undone.',
  }),
  'bulk.undo': write({
    who: people,
    params: { bulk: Id },
    result: BulkView,
    http: 'POST /bulks/:bulk/undo',
    says: 'Put back what a bulk edit changed, but for resources that were edited since; itself a bulk edit.',
  }),
  'bulk.step': write({
    who: system,
    /**
     * Resources that may match, by id; how many were looked at for them; where this portion begins and the next one: after
     * which resource, '' = at the start and at the end. Of an undo only `from` counts.
     */
    params: { bulk: Id, ids: z.array(Id), looked: Count, from: z.string(), next: z.string() },
    result: Nothing,
    says: 'The next portion of a bulk edit.',
  }),
};
