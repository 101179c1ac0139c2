/**
 * What a commit did, as text for the redo log, and back. A row is told by what changed of it; what many rows share
 * (authors) is written once an entry. Knows no SQL.
 */
import type { TableName } from '../../domain/rows.ts';
import { absent, columnsOf, type Row } from '../row.ts';
import { plainTables } from '../tables.ts';
import type { Change } from '../working-set.ts';

const numberOf = Object.fromEntries(plainTables.map((table, n) => [table, n])) as Record<TableName, number>;

/** A row that a commit changed. `known`: as it was, if that is known; `null` = it was not there. */
export interface RowChange {
  table: TableName;
  id: string;
  row: Change;
  known: Row | null | undefined;
}

/** What is to be done to a row of the tables. */
export interface Told {
  table: TableName;
  id: string;
  /** `drop`; `whole`: it is now so, whatever it was; `part`: of a row that is there, these columns. */
  how: 'drop' | 'whole' | 'part';
  /** By the column's number (row.ts); others are holes. */
  values: unknown[];
}

/** One row as a line. `[table, id]` = drop, `[table, id, values]` = whole, `[table, id, columns, values]` = part. */
type Line = [number, string] | [number, string, unknown[]] | [number, string, number[], unknown[]];

/** Writes the rows of one commit. */
export class Teller {
  readonly #lines: string[] = [];
  readonly #shared = new Map<unknown, number>();

  get empty(): boolean {
    return this.#lines.length === 0;
  }

  /** Characters that it takes; 0 = nothing changed. */
  tell({ table, id, row, known }: RowChange): number {
    const line = this.#line(table, id, row, known);
    if (!line) return 0;
    const text = JSON.stringify(line);
    this.#lines.push(text);
    return text.length;
  }

  /** `dead`: receipts that nobody needs any more (receipts.ts). */
  text(dead: readonly number[]): string {
    const shared = JSON.stringify([...this.#shared.keys()]);
    return `{"shared":${shared},"dead":${JSON.stringify(dead)},"rows":[${this.#lines.join(',')}]}`;
  }

  #line(table: TableName, id: string, row: Change, known: RowChange['known']): Line | undefined {
    const number = numberOf[table];
    if (row === null) return known === null ? undefined : [number, id];
    const columns = columnsOf(table);
    const values: unknown[] = [];
    if (!known) {
      for (const [column, kind] of columns) values.push(this.#value(kind, row[column]));
      return [number, id, values];
    }
    const changed: number[] = [];
    for (let i = 0; i < columns.length; i++) {
      const [column, kind] = columns[i]!;
      if (row[column] === known[column]) continue;
      changed.push(i);
      values.push(this.#value(kind, row[column]));
    }
    return changed.length === 0 ? undefined : [number, id, changed, values];
  }

  #value(kind: string, value: unknown): unknown {
    if (kind !== 'common') return value;
    const known = this.#shared.get(value);
    if (known !== undefined) return known;
    this.#shared.set(value, this.#shared.size);
    return this.#shared.size - 1;
  }
}

/** What `Teller` wrote. */
export function told(text: string): { rows: Told[]; dead: number[] } {
  const { shared, dead, rows } = JSON.parse(text) as { shared: unknown[]; dead: number[]; rows: Line[] };
  return { rows: rows.map((line) => read(line, shared)), dead };
}

function read([number, id, first, second]: Line, shared: readonly unknown[]): Told {
  const table = plainTables[number]!;
  if (first === undefined) return { table, id, how: 'drop', values: [] };
  const columns = columnsOf(table);
  const values: unknown[] = new Array(columns.length);
  const set = (i: number, value: unknown) => {
    values[i] = columns[i]![1] === 'common' ? shared[value as number] : value;
  };
  // What an older Gantry wrote does not know the last columns.
  if (second === undefined)
    for (let i = 0; i < columns.length; i++) set(i, i < first.length ? first[i] : absent(columns[i]![1]));
  else for (const [n, i] of (first as number[]).entries()) set(i, second[n]);
  return { table, id, how: second === undefined ? 'whole' : 'part', values };
}
