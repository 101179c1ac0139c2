/** A row as engines handle it, whatever its table: checked, written as primitives, read back. */
import type { TableName } from '../domain/rows.ts';
import { type Kind, tableNames, tables } from './tables.ts';

export type Row = { readonly id: string } & Readonly<Record<string, unknown>>;
/** What a database keeps of a column. */
export type Primitive = string | number | null;

/** Texts up to this length are parsed once and shared, when their column says that they repeat. */
const SHARED_TEXT = 300;
/** Parsed texts kept for sharing; when there are more, all are forgotten and it starts anew. */
const SHARED_LIMIT = 2_000;
const shared = new Map<string, unknown>();

const columns = Object.fromEntries(tableNames.map((t) => [t, Object.entries(tables[t].columns)])) as Record<
  TableName,
  [string, Kind][]
>;
const jsonColumns = Object.fromEntries(
  tableNames.map((t) => [t, columns[t].filter(([, kind]) => kind === 'json' || kind === 'common')]),
) as Record<TableName, [string, Kind][]>;

export const columnsOf = (table: TableName): readonly (readonly [name: string, kind: Kind])[] => columns[table];
/** A table's declaration as engines read it, whatever its row. */
export interface LooseTable {
  compact?: boolean;
  packed?: boolean;
  trailed?: boolean;
  over?: string;
  age?: { column: string; by: 'id' | 'column' };
}
export const tableOf = (table: TableName): LooseTable => tables[table];
export const untyped = (row: object) => row as unknown as Row;

/** Throws when a rule puts what a table cannot hold: a bug, found before it could spoil the batch's transaction. */
export function checkRow(table: TableName, row: Row): void {
  for (const [column, kind] of columns[table]) {
    const value = row[column];
    const fits =
      kind === 'text'
        ? typeof value === 'string'
        : kind === 'int'
          ? Number.isSafeInteger(value)
          : kind === 'int?'
            ? value === null || Number.isSafeInteger(value)
            : value !== undefined;
    if (!fits) throw new TypeError(`${table}.${column} (${kind}) cannot be ${String(value)}`);
  }
  if (row.id === '') throw new TypeError(`${table}.id cannot be empty`);
}

/** What a row of before a column was there has in it. */
export const absent = (kind: Kind): 0 | '' | null => (kind === 'int' ? 0 : kind === 'text' ? '' : null);

export function encode(kind: Kind, value: unknown): Primitive {
  return kind === 'json' || kind === 'common' ? JSON.stringify(value) : (value as Primitive);
}

/** A row as it came from a database, its JSON columns parsed in place; columns that were not read stay absent. */
export function decodeRow(table: TableName, raw: Record<string, unknown>): Row {
  for (const [column, kind] of jsonColumns[table]) {
    const text = raw[column];
    if (typeof text !== 'string') continue; // not read, or decoded already
    raw[column] = kind === 'common' && text.length <= SHARED_TEXT ? parseShared(text) : JSON.parse(text);
  }
  return raw as Row;
}

function parseShared(text: string): unknown {
  let value = shared.get(text);
  if (value === undefined) {
    value = deepFreeze(JSON.parse(text));
    if (shared.size >= SHARED_LIMIT) shared.clear();
    shared.set(text, value);
  }
  return value;
}

/** The same value, unchangeable: a rule that changes a row in place fails instead of changing what others see. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
