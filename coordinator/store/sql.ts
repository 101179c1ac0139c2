/** SQL text of searches, rows and indexes, generated from their declarations. The only place where SQL is composed. */
import type { TableName } from '../domain/rows.ts';
import { absent, columnsOf, encode, tableOf } from './row.ts';
import { presentColumns, reversed, type Search } from './search.ts';
import type { Kind } from './tables.ts';

const quote = (name: string) => `"${name}"`;
const list = (names: readonly string[], map = quote) => names.map(map).join(', ');
const literal = (value: string | number) =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
const names = (table: TableName) => columnsOf(table).map(([name]) => name);

/** Conditions without arguments: those that a partial index repeats. */
function constantConditions(s: Search): string[] {
  return [
    ...s.fixed.map(([column, value]) => `${quote(column)} = ${literal(value)}`),
    ...presentColumns(s).map((column) => `${quote(column)} <> ''`),
    ...(s.where ? [s.where.sql] : []),
    ...(s.upTo === undefined ? [] : [`${quote(s.upTo)} > 0`]),
  ];
}

/**
 * One portion of a search. Without `rung`: from the start. A keyset cursor is a ladder: after the last row come first
 * those equal in all order columns but the last one (rung n - 1), then those that differ one column earlier, and so on
 * down to rung 0; each rung is one seek in the index, however many rows share a priority.
 * `keys`, the columns of the order, are read from the index alone. Arguments: equal columns, `upTo`, order columns 0 … rung of the last row, limit.
 */
export function selectSql(s: Search, rung: number | undefined, what: 'rows' | 'keys' = 'rows'): string {
  const ordered = s.order.map(([column]) => column);
  const columns = what === 'keys' ? ordered : names(s.table).filter((name) => !s.without?.includes(name));
  const where = [
    ...constantConditions(s),
    ...s.equal.map((column) => `${quote(column)} = ?`),
    ...(s.upTo === undefined ? [] : [`${quote(s.upTo)} <= ?`]),
    ...(rung === undefined ? [] : rungConditions(s, rung)),
  ];
  const order = s.order.map(([column, direction]) => `${quote(column)} ${direction}`).join(', ');
  return (
    `select ${list(columns)} from ${quote(s.table)} indexed by ${quote(indexOf(s).name)}` +
    ` ${where.length > 0 ? `where ${where.join(' and ')} ` : ''}order by ${order} limit ?`
  );
}

function rungConditions(s: Search, rung: number): string[] {
  return s.order
    .slice(0, rung + 1)
    .map(([column, direction], i) => `${quote(column)} ${i < rung ? '=' : direction === 'asc' ? '>' : '<'} ?`);
}

export interface Index {
  name: string;
  sql: string;
}

/** The index that serves a search: just the rows it can return, in its order. Backwards is the same index. */
export function indexOf(s: Search): Index {
  const order = s.order.at(-1)![1] === 'desc' ? reversed(s.order) : s.order;
  const range = s.upTo === undefined || order[0]![0] === s.upTo ? [] : [s.upTo];
  const parts = [...s.equal, ...range].map((column) => [column, 'asc'] as const);
  const where = constantConditions(s);
  const mark = [
    ...s.fixed.map(([column, value]) => `${column}_${value}`),
    ...(s.where ? [s.where.name] : []),
    ...(s.upTo === undefined ? [] : ['dated']),
  ];
  const all = [...parts, ...order].filter(([column], i, whole) => whole.findIndex(([c]) => c === column) === i);
  const name = [s.table, ...all.map(([c, d]) => (d === 'asc' ? c : `${c}_desc`)), ...mark].join('_');
  const columns = all.map(([column, direction]) => `${quote(column)}${direction === 'desc' ? ' desc' : ''}`).join(', ');
  return {
    name,
    sql: `create index ${quote(name)} on ${quote(s.table)} (${columns})${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`,
  };
}

/** The index that finds old rows, when their ids do not sort by age. */
export function ageIndex(table: TableName): Index | undefined {
  const age = tableOf(table).age;
  if (age?.by !== 'column') return undefined;
  const name = `${table}_age`;
  return {
    name,
    sql: `create index ${quote(name)} on ${quote(table)} (${quote(age.column)}, "id") where ${quote(age.column)} > 0`,
  };
}

/** Arguments: how many of the oldest rows to look at, before which instant they go. */
export function pruneSql(table: TableName, age: { column: string; by: 'id' | 'column' }): string {
  const column = quote(age.column);
  const [from, order] =
    age.by === 'id'
      ? [quote(table), '"id"']
      : [`${quote(table)} indexed by "${table}_age" where ${column} > 0`, `${column}, "id"`];
  return (
    `delete from ${quote(table)} where "id" in (select "id" from ` +
    `(select "id", ${column} from ${from} order by ${order} limit ?) where ${column} > 0 and ${column} < ?)`
  );
}

export const getSql = (table: TableName) => `select ${list(names(table))} from ${quote(table)} where "id" = ?`;
export const dropSql = (table: TableName) => `delete from ${quote(table)} where "id" = ?`;

/** Characters of a row's trail after which nothing is added to it (sqlite/history.ts). */
const TRAIL_CHARS = 240;

/** A table's columns with the trail, which no rule knows. */
export const storedColumns = (table: TableName): string[] => [
  ...names(table),
  ...(tableOf(table).trailed ? ['trail'] : []),
];

/** Arguments: every column, in the table's order, then what is added to the trail if there is one. */
export function upsertSql(table: TableName): string {
  const all = storedColumns(table);
  const set = names(table)
    .filter((column) => column !== 'id')
    .map((column) => `${quote(column)} = excluded.${quote(column)}`);
  if (tableOf(table).trailed) set.push(`"trail" = ${quote(table)}."trail" || excluded."trail"`);
  return (
    `insert into ${quote(table)} (${list(all)}) values (${list(all, () => '?')})` +
    ` on conflict ("id") do update set ${set.join(', ')}`
  );
}

/**
 * Arguments: the changed columns, then what is added to the trail if that is wished, then the id. Untouched columns leave
 * their indexes alone. With a trail, a row whose trail is full is not changed.
 */
export function updateSql(table: TableName, changed: readonly string[], trail: boolean): string {
  const set = [...changed.map((column) => `${quote(column)} = ?`), ...(trail ? ['"trail" = "trail" || ?'] : [])];
  const room = trail ? ` and length("trail") < ${TRAIL_CHARS}` : '';
  return `update ${quote(table)} set ${set.join(', ')} where "id" = ?${room}`;
}

const columnSql = (name: string, kind: Kind) =>
  `${quote(name)} ${kind === 'int' || kind === 'int?' ? 'integer' : 'text'}${kind === 'int?' ? '' : ' not null'}`;

/** For a table that has rows: they get what `absent` says. */
export const addColumnSql = (table: TableName, name: string, kind: Kind): string =>
  `alter table ${quote(table)} add column ${columnSql(name, kind)} default ${literal(encode(kind, absent(kind))!)}`;

export function createTableSql(table: TableName): string {
  const columns = columnsOf(table).map(([name, kind]) => {
    return `${columnSql(name, kind)}${name === 'id' ? ' primary key' : ''}`;
  });
  if (tableOf(table).trailed) columns.push('"trail" text not null');
  return `create table ${quote(table)} (${columns.join(', ')}) strict${tableOf(table).compact ? ', without rowid' : ''}`;
}
