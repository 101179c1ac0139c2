/** Verbs that a run sends: the script (queue actions) and its supervisor (report, evidence). */
import { z } from 'zod';
import {
  Count,
  EndReason,
  Id,
  Instant,
  JsonValue,
  LockKinds,
  LockRequest,
  LogLevel,
  LogSource,
  Name,
  NoPicture,
  Output,
  ResourceFilter,
  ResourcePriority,
  ResourceStatus,
  ResourceValue,
  Sha256,
  Tag,
  Tags,
  TakeCount,
  Timeout,
} from './fields.ts';
import { ArtifactView, ResourceView } from './shapes.ts';
import { ResourceAnswer, TakenResource } from './shapes-answer.ts';
import { Nothing, read, service, write } from './verb.ts';
import { MAX_MARKED } from './version.ts';

const robotsAndPeople = ['script', 'person'] as const;
const robots = ['script'] as const;
const supervisor = ['supervisor'] as const;

/** A natural key, unique among the queue's live resources (Q40). */
const Key = z.string().trim().min(1).max(200);
const NewResource = {
  value: ResourceValue,
  tags: Tags.optional(),
  priority: ResourcePriority.optional(),
  key: Key.optional(),
  lock: LockRequest.optional(),
};
const one = { queue: Name, id: Id };

export const callsRun = {
  'resource.add': write({
    who: robotsAndPeople,
    params: { queue: Name, ...NewResource },
    result: ResourceAnswer,
    http: 'POST /queues/:queue/resources',
    says: 'Add one resource to a queue; a known key gives the resource that already has it.',
  }),
  'resource.addMany': write({
    who: robotsAndPeople,
    params: {
      queue: Name,
      items: z.array(z.strictObject(NewResource)).min(1).max(20_000),
      /** Answers each resource as `resource.add` does. */
      views: z.boolean().optional(),
    },
    /** `ids` and `views` in the order of `items`; `added` counts those that no key knew. */
    result: z.strictObject({ ids: z.array(Id), added: Count, views: z.array(ResourceAnswer).optional() }),
    http: 'POST /queues/:queue/resources/many',
    says: 'Add many resources, all or none.',
  }),
  'resource.get': write({
    who: robots,
    params: {
      queue: Name,
      id: Id.optional(),
      filter: ResourceFilter.optional(),
      lock: LockRequest.optional(),
      timeout: Timeout.optional(),
    },
    result: TakenResource,
    says: 'Take a resource by id, or the first that meets the condition; waits up to `timeout`.',
  }),
  'resource.getMany': write({
    who: robots,
    params: {
      queue: Name,
      count: TakeCount,
      filter: ResourceFilter.optional(),
      lock: LockRequest.optional(),
      timeout: Timeout.optional(),
    },
    result: z.strictObject({ items: z.array(TakenResource) }),
    says: 'Take several that meet the condition in one step (Q38): at most n, exactly n or none, or all; waits up to `timeout`.',
  }),
  'resource.count': read({
    who: robotsAndPeople,
    params: {
      queue: Name,
      /** Default `new` and `in_progress`; robots may name only these (Q11). */
      status: z.union([ResourceStatus, z.array(ResourceStatus).min(1).max(4)]).optional(),
      tags: z.array(Tag).max(100).optional(),
      allTags: z.array(Tag).max(100).optional(),
    },
    result: z.strictObject({ count: Count }),
    http: 'GET /queues/:queue/count',
    says: 'How many resources there are, by status and tags, locked ones too.',
  }),
  'resource.peek': read({
    who: robots,
    params: { queue: Name, filter: ResourceFilter.optional(), limit: z.int().min(1).max(500).optional() },
    result: z.strictObject({ items: z.array(ResourceView) }),
    says: 'Parameters of what meets the condition, in its order, without taking it; locked ones too, with their locks.',
  }),
  'resource.update': write({
    who: robots,
    params: {
      ...one,
      value: ResourceValue.optional(),
      tags: Tags.optional(),
      priority: ResourcePriority.optional(),
      lock: LockRequest.optional(),
      timeout: Timeout.optional(),
    },
    result: ResourceAnswer,
    says: 'Change value, tags or priority; what is absent stays.',
  }),
  'resource.lock': write({
    who: robotsAndPeople,
    params: { ...one, lock: LockRequest, timeout: Timeout.optional() },
    result: ResourceAnswer,
    http: 'POST /queues/:queue/resources/:id/lock',
    says: 'Set locks; locking one’s own again replaces the date.',
  }),
  'resource.unlock': write({
    who: robotsAndPeople,
    params: { ...one, kinds: LockKinds },
    result: ResourceAnswer,
    http: 'POST /queues/:queue/resources/:id/unlock',
    says: 'Remove locks, all of the named kinds or none: a robot its own ones, a person any.',
  }),
  'resource.markProcessed': write({
    who: robots,
    params: { ...one, timeout: Timeout.optional() },
    result: ResourceAnswer,
    says: 'The work is done: the resource becomes `processed` and leaves the sight of robots.',
  }),
  'resource.markProcessedMany': write({
    who: robots,
    params: { queue: Name, ids: z.array(Id).min(1).max(MAX_MARKED) },
    /**
     * All that are not among the others are `processed` since `updated`, without any lock. Of the others `now` is there when
     * it was marked and somebody else's read lock stays on it; without it nothing was done: ask for it alone.
     */
    result: z.strictObject({
      updated: Instant,
      others: z.array(z.strictObject({ id: Id, now: ResourceAnswer.optional() })),
    }),
    says: 'The same for several at once, without waiting: what is locked by others, hidden or not there is named and left.',
  }),
  'resource.fail': write({
    who: robots,
    params: { ...one, reason: z.string().max(10_000), retry: z.boolean().optional() },
    result: ResourceAnswer,
    says: 'The work on it failed: costs one attempt; `retry: false` means the data is wrong and goes to `error` at once.',
  }),

  'resource.defer': write({
    who: robots,
    params: { ...one, until: Instant, value: ResourceValue.optional(), timeout: Timeout.optional() },
    result: ResourceAnswer,
    says: 'Later: back to `new`, and no robot gets it before that date (Q43).',
  }),
  'resource.delete': write({
    who: robotsAndPeople,
    params: { ...one, timeout: Timeout.optional() },
    result: Nothing,
    http: 'DELETE /queues/:queue/resources/:id',
    says: 'Delete a resource; a robot waits for a foreign write lock, a person for none (Q41).',
  }),

  'run.report': write({
    who: supervisor,
    params: {
      run: Id,
      epoch: Count,
      /** Numbered from 1 without gaps; what was acknowledged before is skipped (P7). */
      entries: z
        .array(z.strictObject({ n: z.int().min(1), atMs: z.int(), e: z.lazy(() => RunEntry) }))
        .min(1)
        .max(2_000),
    },
    /** `acked`: everything up to here is on the disk. `stop`: this run instance is over, end the process tree. */
    result: z.strictObject({ acked: Count, stop: z.string().optional() }),
    says: 'The spool of a run: log lines, steps, state changes, in order, each applied once.',
  }),
  'artifact.create': write({
    who: supervisor,
    params: {
      run: Id,
      epoch: Count,
      kind: z.enum(['video', 'screenshot', 'file']),
      name: z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u, 'must be a file name'),
      mime: z.string().max(100),
      bytes: Count,
      sha256: Sha256,
      atMs: z.int(),
      label: z.string().max(500),
      meta: z.record(z.string(), JsonValue),
    },
    /** `received`: bytes already there; go on from that offset (E12). */
    result: ArtifactView,
    says: 'Announce a file of a run; the same name again gives the same artifact.',
  }),
  'run.noPicture': service({
    who: supervisor,
    params: { run: Id, epoch: Count, why: NoPicture, says: z.string().max(500) },
    result: Nothing,
    says: 'While the run is watched: why there is no picture of its screen right now (E13).',
  }),
  'run.masked': service({
    who: supervisor,
    params: { run: Id, epoch: Count, mask: Id },
    result: Nothing,
    says: 'The values of this `run.mask` notice are masked in all that leaves the machine from now on (E5).',
  }),
  'run.hello': service({
    who: ['script', 'supervisor'],
    params: { protocol: z.int(), client: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) },
    result: z.strictObject({ run: Id, epoch: Count, protocol: z.int(), now: Instant }),
    says: 'First message on a run’s socket: `client` names the sender of the request numbers that follow (S10).',
  }),
  'request.forget': service({
    who: robots,
    params: { id: z.int() },
    result: Nothing,
    says: 'Give up a waiting request: its place in the line is freed.',
  }),
};

/** One entry of a run's spool. */
export const RunEntry = z.discriminatedUnion('kind', [
  /** The command was spawned; everything before was preparation. */
  z.strictObject({ kind: z.literal('started'), pid: z.int() }),
  z.strictObject({
    kind: z.literal('line'),
    level: LogLevel,
    source: LogSource,
    text: z.string(),
    fields: JsonValue.optional(),
    screenshot: z.string().optional(),
    more: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('step'), step: z.int(), name: z.string().max(500) }),
  z.strictObject({
    kind: z.literal('step-end'),
    step: z.int(),
    ok: z.boolean(),
    ms: z.int(),
    error: z.string().max(10_000).optional(),
  }),
  z.strictObject({ kind: z.literal('progress'), done: z.number(), total: z.number() }),
  z.strictObject({ kind: z.literal('output'), value: Output }),
  /** What became of the recording, for a person. */
  z.strictObject({ kind: z.literal('recording'), says: z.string().max(500) }),
  /** The process tree is verified empty and the exit record is on the agent's disk (P8). */
  z.strictObject({
    kind: z.literal('ended'),
    state: z.enum(['succeeded', 'failed', 'cancelled', 'lost']),
    reason: EndReason,
    exitCode: z.int().optional(),
    signal: z.string().max(30).optional(),
    error: z.string().max(20_000).optional(),
  }),
]);
export type RunEntry = z.output<typeof RunEntry>;
