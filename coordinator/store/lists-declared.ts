/** The lists that the console and the API page through, as data: filters, sort choices. lists.ts makes plans of them. */
import type { Rows, TableName } from '../domain/rows.ts';
import type { Primitive } from './row.ts';
import type { Direction } from './search.ts';

/** A column that a list is sorted by, upwards when the list is; with `desc` the other way round. */
export type SortColumn<C extends string> = C | readonly [C, 'desc'];

/**
 * More values of a filter, which rows change often: these rows stand together in one index (in that of a pick), as an
 * index by the value would be written at each change. A wish for some of the values brings the rows of all, and the asker
 * judges them; but one wished for alone has an index of its own in these sorts.
 */
interface Together<T extends TableName, S extends string> {
  values: readonly Primitive[];
  fixed: Partial<Rows[T]>;
  alone: Readonly<Record<string, readonly S[]>>;
}

interface Declaration<
  T extends TableName,
  B extends string,
  F extends string,
  S extends string,
  W extends keyof Rows[T] & string = never,
> {
  table: T;
  fixed?: Partial<Rows[T]>;
  /** The list is of one of these: exactly one is given. */
  of: readonly B[];
  /**
   * An optional filter and its values. Every index has it as a column; without the filter the values' walks are merged.
   * So one index serves both, which halves what a write costs. `fixed`: constants of the rows that have these values.
   */
  filter?: { column: F; values: readonly Primitive[]; fixed?: Partial<Rows[T]>; together?: Together<T, NoInfer<S>> };
  /** Sort choices; unless it is named the id is added, so that no two rows are equal. The first is the default. */
  sorts: Readonly<Record<S, readonly SortColumn<keyof Rows[T] & string>[]>>;
  dir: Direction;
  /** Large columns that its rows come without. */
  without?: readonly W[];
}

const list =
  <T extends TableName>() =>
  <
    B extends keyof Rows[T] & string,
    S extends string,
    F extends keyof Rows[T] & string = never,
    W extends keyof Rows[T] & string = never,
  >(
    d: Declaration<T, B, F, S, W>,
  ): Declaration<T, B, F, S, W> =>
    d;

const byId = { created: [] } as const;

export const lists = {
  jobs: list<'job'>()({
    table: 'job',
    of: ['workspace', 'deployment'],
    filter: { column: 'state', values: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] },
    sorts: { created: [], priority: ['priority'], started: ['started'], ended: ['ended'] },
    dir: 'desc',
    without: ['params', 'output'],
  }),
  children: list<'job'>()({
    table: 'job',
    of: ['parent'],
    sorts: byId,
    dir: 'asc',
    without: ['params', 'output'],
  }),
  runs: list<'run'>()({ table: 'run', of: ['job', 'robot'], sorts: byId, dir: 'desc' }),
  resources: list<'resource'>()({
    table: 'resource',
    of: ['queue'],
    filter: {
      column: 'status',
      values: ['processed', 'error'],
      fixed: { live: 0 },
      together: { values: ['new', 'in_progress'], fixed: { live: 1 }, alone: { in_progress: ['created'] } },
    },
    // By priority downwards is the order in which robots take them.
    sorts: { created: [], updated: ['updated'], priority: ['priority', ['id', 'desc']] },
    dir: 'desc',
    without: ['value'],
  }),
  /** Those of a natural key, in whatever queue: a key never changes, and what has none is not in it. */
  keyed: list<'resource'>()({ table: 'resource', of: ['key'], sorts: byId, dir: 'desc', without: ['value'] }),
  history: list<'history'>()({ table: 'history', of: ['resource', 'run'], sorts: byId, dir: 'asc' }),
  /** A run's log by position; `from` starts at the row that covers that position. */
  log: list<'log'>()({ table: 'log', of: ['run'], sorts: { first: ['first'] }, dir: 'asc' }),
  artifacts: list<'artifact'>()({ table: 'artifact', of: ['run'], sorts: byId, dir: 'asc' }),
  audit: list<'audit'>()({
    table: 'audit',
    of: ['workspace', 'actor'],
    filter: { column: 'outcome', values: ['done', 'refused'] },
    sorts: byId,
    dir: 'desc',
  }),
  bulks: list<'bulk'>()({ table: 'bulk', of: ['queue'], sorts: byId, dir: 'desc' }),
  queues: list<'queue'>()({ table: 'queue', fixed: { deleted: 0 }, of: ['workspace'], sorts: byId, dir: 'asc' }),
  conditions: list<'condition'>()({ table: 'condition', of: ['workspace'], sorts: byId, dir: 'asc' }),
  webhooks: list<'webhook'>()({ table: 'webhook', fixed: { deleted: 0 }, of: ['workspace'], sorts: byId, dir: 'asc' }),
  deliveries: list<'delivery'>()({
    table: 'delivery',
    of: ['webhook'],
    filter: { column: 'state', values: ['waiting', 'delivered', 'failed', 'dropped'] },
    sorts: byId,
    dir: 'desc',
  }),
  schedules: list<'schedule'>()({ table: 'schedule', of: ['workspace', 'deployment'], sorts: byId, dir: 'asc' }),
  calendars: list<'calendar'>()({ table: 'calendar', of: ['workspace'], sorts: byId, dir: 'asc' }),
  assets: list<'asset'>()({ table: 'asset', fixed: { deleted: 0 }, of: ['workspace'], sorts: byId, dir: 'asc' }),
  pools: list<'pool'>()({ table: 'pool', of: ['workspace'], sorts: byId, dir: 'asc' }),
  robots: list<'robot'>()({ table: 'robot', of: ['workspace'], sorts: byId, dir: 'asc' }),
  members: list<'member'>()({ table: 'member', of: ['pool', 'robot'], sorts: byId, dir: 'asc' }),
  packages: list<'package'>()({ table: 'package', fixed: { deleted: 0 }, of: ['workspace'], sorts: byId, dir: 'asc' }),
  versions: list<'version'>()({
    table: 'version',
    fixed: { deleted: 0 },
    of: ['package'],
    sorts: { created: ['created'] },
    dir: 'desc',
  }),
  deployments: list<'deployment'>()({
    table: 'deployment',
    fixed: { deleted: 0 },
    of: ['workspace', 'package'],
    sorts: byId,
    dir: 'asc',
  }),
  users: list<'user'>()({ table: 'user', of: ['workspace'], sorts: byId, dir: 'asc' }),
  tokens: list<'token'>()({ table: 'token', of: ['subject'], sorts: byId, dir: 'desc' }),
} as const;
