/**
 * The ordered searches that rules may make, as data: engines generate SQL, cursor and comparator from one declaration,
 * so that no two engines can disagree. Each is served by an index over just the rows it can return (Q49).
 */
import type { Rows, TableName } from './rows.ts';

export interface Pick<
  T extends TableName = TableName,
  By extends keyof Rows[T] = keyof Rows[T],
  U extends keyof Rows[T] = keyof Rows[T],
  X = unknown,
> {
  table: T;
  /** Columns with a constant: literal in the SQL, so that partial indexes apply. */
  fixed: Partial<Rows[T]>;
  /** Columns equal to the parameter of the same name. */
  by: readonly By[];
  /** Column that must be > 0 and <= the parameter `upTo`. */
  upTo?: U;
  /** Ends in the id. */
  order: readonly (readonly [keyof Rows[T] & string, 'asc' | 'desc'])[];
  /** One more condition on the row's own columns, in SQL and in code; part of the index, too. */
  where?: { sql: string; holds: (row: Readonly<Rows[T]>) => boolean };
  /** What the index cannot say: rows are walked in order and filtered by it. */
  match?: (row: Readonly<Rows[T]>, extra: X) => boolean;
}

const pick =
  <X = undefined>() =>
  <T extends TableName, By extends keyof Rows[T] = never, U extends keyof Rows[T] = never>(
    p: Pick<T, By, U, X>,
  ): Pick<T, By, U, X> =>
    p;

/** Judges one live resource: built by the rule from the request's filter and the asker's locks (resource-filter.ts). */
export type ResourceMatch = (row: Readonly<Rows['resource']>) => boolean;
const matches = (row: Readonly<Rows['resource']>, extra: ResourceMatch) => extra(row);

/** Judges the resource that has the tag. */
export type TaggedMatch = (row: Readonly<Rows['tagged']>) => boolean;
const matchesTagged = (row: Readonly<Rows['tagged']>, extra: TaggedMatch) => extra(row);

const MOST_URGENT = [
  ['priority', 'desc'],
  ['id', 'asc'],
] as const;

export const picks = {
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

  poolJobs: pick()({
    table: 'job',
    fixed: { waiting: 1 },
    by: ['pool'],
    order: MOST_URGENT,
  }),
  pinnedJobs: pick()({
    table: 'job',
    fixed: { waiting: 1 },
    by: ['robot'],
    order: MOST_URGENT,
  }),
  jobsDue: pick()({
    table: 'job',
    fixed: { waiting: 0 },
    by: [],
    upTo: 'notBefore',
    order: [
      ['notBefore', 'asc'],
      ['id', 'asc'],
    ],
  }),
  openJobsOf: pick()({ table: 'job', fixed: { ended: 0 }, by: ['deployment'], order: [['id', 'asc']] }),
  openJobsOfCondition: pick()({ table: 'job', fixed: { ended: 0 }, by: ['condition'], order: [['id', 'asc']] }),
  openJobsPinned: pick()({ table: 'job', fixed: { ended: 0 }, by: ['robot'], order: [['id', 'asc']] }),
  runsOf: pick()({ table: 'run', fixed: {}, by: ['job'], order: [['id', 'asc']] }),
  openRunsOn: pick()({ table: 'run', fixed: { open: 1 }, by: ['robot'], order: [['id', 'asc']] }),
  openRuns: pick()({ table: 'run', fixed: { open: 1 }, by: [], order: [['id', 'asc']] }),
  robots: pick()({ table: 'robot', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  poolsOf: pick()({ table: 'member', fixed: {}, by: ['robot'], order: [['id', 'asc']] }),
  robotsOf: pick()({ table: 'member', fixed: {}, by: ['pool'], order: [['id', 'asc']] }),
  versionsOf: pick()({
    table: 'version',
    fixed: {},
    by: ['package'],
    order: [
      ['created', 'asc'],
      ['id', 'asc'],
    ],
  }),
  deploymentsOfPool: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['pool'], order: [['id', 'asc']] }),
  deploymentsOfPackage: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['package'], order: [['id', 'asc']] }),
  openBulkOf: pick()({ table: 'bulk', fixed: { open: 1 }, by: ['queue'], order: [['id', 'asc']] }),
  openBulks: pick()({ table: 'bulk', fixed: { open: 1 }, by: [], order: [['id', 'asc']] }),
  bulksOf: pick()({ table: 'bulk', fixed: {}, by: ['queue'], order: [['id', 'asc']] }),
  partsOf: pick()({ table: 'bulkPart', fixed: {}, by: ['bulk'], order: [['id', 'asc']] }),
  deletedQueues: pick()({ table: 'queue', fixed: { deleted: 1 }, by: [], order: [['id', 'asc']] }),
  conditionsOf: pick()({ table: 'condition', fixed: {}, by: ['deployment'], order: [['id', 'asc']] }),
  enabledConditions: pick()({ table: 'condition', fixed: { state: 'enabled' }, by: [], order: [['id', 'asc']] }),
  tokensOf: pick()({ table: 'token', fixed: {}, by: ['subject'], order: [['id', 'asc']] }),
  users: pick()({ table: 'user', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
} as const;

export type PickName = keyof typeof picks;
export type PickRow<P extends PickName> = Rows[(typeof picks)[P]['table']];
type ByOf<P> =
  P extends Pick<infer T, infer By, infer _U, infer _X> ? { [K in By & keyof Rows[T]]: Rows[T][K] } : never;
type UpToOf<P> =
  P extends Pick<infer _T, infer _By, infer U, infer _X> ? ([U] extends [never] ? unknown : { upTo: number }) : never;
type ExtraOf<P> =
  P extends Pick<infer _T, infer _By, infer _U, infer X> ? (X extends undefined ? unknown : { match: X }) : never;
/** `after`: the walk goes on behind this row of an earlier one. */
export type PickParams<P extends PickName> = ByOf<(typeof picks)[P]> &
  UpToOf<(typeof picks)[P]> &
  ExtraOf<(typeof picks)[P]> & { range?: OrderRange | undefined; after?: Readonly<PickRow<P>> | undefined };

/** Bounds of the first column that a pick is ordered by, both inclusive: the walk starts and stops there. */
export interface OrderRange {
  from?: number | string | undefined;
  to?: number | string | undefined;
}

/** Is the first column of the order within the range? */
export function inRange(
  order: readonly (readonly [string, unknown])[],
  range: OrderRange | undefined,
  row: Readonly<object>,
): boolean {
  if (range === undefined) return true;
  const value = (row as Readonly<Record<string, number | string>>)[order[0]![0]]!;
  return (range.from === undefined || value >= range.from) && (range.to === undefined || value <= range.to);
}

/** The order of a pick as a comparator: the same that its SQL says. Texts compare by code unit (SQLite's BINARY). */
export function comparator<T extends TableName>(order: Pick<T>['order']): (a: Rows[T], b: Rows[T]) => number {
  return (a, b) => {
    for (const [column, dir] of order) {
      const x = a[column as keyof Rows[T]] as string | number;
      const y = b[column as keyof Rows[T]] as string | number;
      if (x !== y) return (x < y ? -1 : 1) * (dir === 'asc' ? 1 : -1);
    }
    return 0;
  };
}
