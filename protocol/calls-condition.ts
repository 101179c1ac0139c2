/** Verbs about launch conditions (Q50–Q53): when a queue starts jobs of a deployment by itself. */
import { z } from 'zod';
import { Id, Instant, Name } from './fields.ts';
import { listing, listOf } from './listing.ts';
import { many } from './shapes-bulk.ts';
import { ConditionState, ConditionView } from './shapes-condition.ts';
import { Nothing, read, write } from './verb.ts';

const people = ['person'] as const;

/** Jobs of one condition that may be open at once: each is looked at when it is evaluated. */
export const MAX_CONDITION_JOBS = 1_000;
const Resources = z.int().min(1).max(1_000_000_000);

export const callsCondition = {
  'condition.list': read({
    who: people,
    params: {
      /** The name is that of the queue. */
      ...listing(['name', 'created', 'state', 'updated']),
      state: many(ConditionState, 3).optional(),
      deployment: Name.optional(),
    },
    result: listOf(ConditionView),
    http: 'GET /conditions',
    says: 'Launch conditions of all queues, with why jobs start or do not.',
  }),
  'condition.show': read({
    who: people,
    params: { queue: Name },
    result: ConditionView,
    http: 'GET /queues/:queue/condition',
    says: 'The launch condition of a queue (by the queue’s name; by its id also when the queue was deleted).',
  }),
  'condition.set': write({
    who: people,
    params: {
      queue: Name,
      /** Needed for a new condition only; what is absent stays as it is. */
      deployment: Name.optional(),
      /** `true` also resumes one that paused itself and forgets its failures (Q51). */
      enabled: z.boolean().optional(),
      minWaiting: Resources.optional(),
      maxJobs: z.int().min(1).max(MAX_CONDITION_JOBS).optional(),
      /** null = never more than one job at once. */
      onePer: Resources.nullable().optional(),
      countAbandoned: z.boolean().optional(),
    },
    result: ConditionView,
    http: 'PUT /queues/:queue/condition',
    says: 'Let a queue start jobs of a deployment by itself, or change how (Q50). A queue has at most one condition.',
  }),
  'condition.delete': write({
    who: people,
    params: { queue: Name },
    result: Nothing,
    http: 'DELETE /queues/:queue/condition',
    says: 'Delete the launch condition of a queue; jobs that it started go on.',
  }),
  'condition.evaluate': write({
    who: ['system'],
    params: { queue: Id },
    /** `waitsForRobots`: its deployment has no robot free for more. `again`: it rests until then. */
    result: z.strictObject({ made: z.array(Id), waitsForRobots: z.boolean(), again: Instant.optional() }),
    says: 'Make the jobs that a queue’s waiting resources ask for (Q52).',
  }),
};
