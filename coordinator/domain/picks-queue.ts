/** The ordered searches over resource queues and what belongs to them. */
import { MOST_URGENT, pick } from './pick.ts';
import type { Rows } from './rows.ts';

/** Judges one live resource: built by the rule from the request's filter and the asker's locks (resource-filter.ts). */
export type ResourceMatch = (row: Readonly<Rows['resource']>) => boolean;
const matches = (row: Readonly<Rows['resource']>, extra: ResourceMatch) => extra(row);

/** Judges the resource that has the tag. */
export type TaggedMatch = (row: Readonly<Rows['tagged']>) => boolean;
const matchesTagged = (row: Readonly<Rows['tagged']>, extra: TaggedMatch) => extra(row);

export const queuePicks = {
  liveByPriority: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1 },
    by: ['queue'],
    order: MOST_URGENT,
    match: matches,
  }),
  liveOldest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1 },
    by: ['queue'],
    order: [['id', 'asc']],
    match: matches,
  }),
  liveNewest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1 },
    by: ['queue'],
    order: [['id', 'desc']],
    match: matches,
  }),
  /**
   * The same without what is read-locked: what a search that asks for a read lock may find, however many resources are
   * locked or deferred.
   */
  openByPriority: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '' },
    by: ['queue'],
    order: MOST_URGENT,
    match: matches,
  }),
  openOldest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '' },
    by: ['queue'],
    order: [['id', 'asc']],
    match: matches,
  }),
  openNewest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '' },
    by: ['queue'],
    order: [['id', 'desc']],
    match: matches,
  }),
  /** Of these what is in progress: left behind by runs that ended, few among many new ones. The usual take never enters it. */
  begunByPriority: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '', status: 'in_progress' },
    by: ['queue'],
    order: MOST_URGENT,
    match: matches,
  }),
  begunOldest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '', status: 'in_progress' },
    by: ['queue'],
    order: [['id', 'asc']],
    match: matches,
  }),
  begunNewest: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1, readOwner: '', status: 'in_progress' },
    by: ['queue'],
    order: [['id', 'desc']],
    match: matches,
  }),
  /** What is live and not read-locked, by a tag (resource-tags.ts keeps them). */
  taggedByPriority: pick<TaggedMatch>()({
    table: 'tagged',
    fixed: {},
    by: ['queue', 'tag'],
    order: MOST_URGENT,
    match: matchesTagged,
  }),
  taggedOldest: pick<TaggedMatch>()({
    table: 'tagged',
    fixed: {},
    by: ['queue', 'tag'],
    order: [['id', 'asc']],
    match: matchesTagged,
  }),
  taggedNewest: pick<TaggedMatch>()({
    table: 'tagged',
    fixed: {},
    by: ['queue', 'tag'],
    order: [['id', 'desc']],
    match: matchesTagged,
  }),
  /** Read-locked by this run and yet not in its hands: locked when added, or by itself, or taken by somebody else since. */
  lockedOnlyBy: pick<ResourceMatch>()({
    table: 'resource',
    fixed: { live: 1 },
    by: ['readOwner'],
    where: {
      sql: `("status" <> 'in_progress' or "readOwner" <> 'run:' || "lastRun")`,
      holds: (row) => row.status !== 'in_progress' || row.readOwner !== `run:${row.lastRun}`,
    },
    order: [['id', 'asc']],
    match: matches,
  }),
  /**
   * What a run holds and took, for its end (Q29, Q15 c). The usual take sets both locks: such a resource stands in one
   * index instead of three, so each of the next two leaves out what those before it find.
   */
  readLockedBy: pick()({ table: 'resource', fixed: {}, by: ['readOwner'], order: [['id', 'asc']] }),
  writeLockedOnlyBy: pick()({
    table: 'resource',
    fixed: {},
    by: ['writeOwner'],
    where: { sql: `"writeOwner" <> "readOwner"`, holds: (row) => row.writeOwner !== row.readOwner },
    order: [['id', 'asc']],
  }),
  /** Live resources that a run took last and on which it has no lock. */
  takenOnlyBy: pick()({
    table: 'resource',
    fixed: { live: 1 },
    by: ['lastRun'],
    where: {
      sql: `"readOwner" <> 'run:' || "lastRun" and "writeOwner" <> 'run:' || "lastRun"`,
      holds: (row) => ![row.readOwner, row.writeOwner].includes(`run:${row.lastRun}`),
    },
    order: [['id', 'asc']],
  }),
  readLockDue: pick()({
    table: 'resource',
    fixed: {},
    by: [],
    upTo: 'readUntil',
    order: [
      ['readUntil', 'asc'],
      ['id', 'asc'],
    ],
  }),
  writeLockDue: pick()({
    table: 'resource',
    fixed: {},
    by: [],
    upTo: 'writeUntil',
    order: [
      ['writeUntil', 'asc'],
      ['id', 'asc'],
    ],
  }),
  effectsOf: pick()({ table: 'effect', fixed: {}, by: ['resource'], order: [['id', 'asc']] }),
  openBulkOf: pick()({ table: 'bulk', fixed: { open: 1 }, by: ['queue'], order: [['id', 'asc']] }),
  openBulks: pick()({ table: 'bulk', fixed: { open: 1 }, by: [], order: [['id', 'asc']] }),
  bulksOf: pick()({ table: 'bulk', fixed: {}, by: ['queue'], order: [['id', 'asc']] }),
  partsOf: pick()({ table: 'bulkPart', fixed: {}, by: ['bulk'], order: [['id', 'asc']] }),
  queues: pick()({ table: 'queue', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
  deletedQueues: pick()({ table: 'queue', fixed: { deleted: 1 }, by: [], order: [['id', 'asc']] }),
  conditionsOf: pick()({ table: 'condition', fixed: {}, by: ['deployment'], order: [['id', 'asc']] }),
  enabledConditions: pick()({ table: 'condition', fixed: { state: 'enabled' }, by: [], order: [['id', 'asc']] }),
} as const;
