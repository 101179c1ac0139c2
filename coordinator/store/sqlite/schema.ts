/** Brings the tables and indexes of a database to what the declarations say: numbered migrations, derived indexes (P16). */
import type { Database } from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import type { TableName } from '../../domain/rows.ts';
import { listNames, listSearches } from '../lists.ts';
import { pickNames, pickSearches } from '../pick-search.ts';
import { tableOf } from '../row.ts';
import { addColumnSql, ageIndex, createTableSql, type Index, indexOf, storedColumns } from '../sql.ts';
import { type Kind, plainTables } from '../tables.ts';
import { packTables } from './packs.ts';
import { inTransaction } from './transaction.ts';

/** 'GANT': tells our database files from everybody else's. */
export const APPLICATION_ID = 0x47414e54;

export interface Migration {
  number: number;
  says: string;
  /** Tables that are there from now on; one that is there already stays as it is. */
  tables?: readonly TableName[];
  /** Columns that are there from now on, and empty in the rows of before (`absent`). One that is there already stays as it is. */
  columns?: readonly (readonly [table: TableName, column: string, kind: Kind])[];
  /** At last. */
  sql: readonly string[];
}

/**
 * Forward only. Until the first release the first migration is the declaration itself; from then on its text is frozen
 * and every change of a table is one more migration. Indexes are derived data and need none.
 */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    says: 'all tables of the first release',
    sql: [...plainTables.map(createTableSql), ...Object.values(packTables).map(({ sql }) => sql)],
  },
  {
    number: 2,
    says: 'sentences beside the texts that people are told; steps of long runs; what was deleted; the size of the history',
    tables: ['step', 'gone'],
    columns: [
      ['robot', 'becauseAs', 'json'],
      ['robot', 'restBecauseAs', 'json'],
      ['job', 'messageAs', 'json'],
      ['run', 'errorAs', 'json'],
      ['condition', 'becauseAs', 'json'],
      ['run', 'stepCount', 'int'],
      ['run', 'openSteps', 'json'],
      ['artifact', 'deletedBy', 'text'],
      ['history', 'upTo', 'int'],
    ],
    sql: [
      `update "run" set "stepCount" = json_array_length("steps") where "stepCount" = 0`,
      `update "history" set "upTo" = "sums"."upTo" from (
         select "seq", sum(octet_length("events")) over (order by "seq") as "upTo" from "history") as "sums"
         where "history"."seq" = "sums"."seq"`,
    ],
  },
];

/** Applies what is missing, one transaction each, then makes the indexes what the searches ask for. */
export function migrate(db: Database, file: string, list: readonly Migration[] = migrations): void {
  refuseForeign(db, file, list.at(-1)!.number);
  const present = db.pragma('user_version', { simple: true }) as number;
  for (const migration of list.filter((m) => m.number > present)) {
    inTransaction(db, () => {
      for (const table of migration.tables ?? []) addTable(db, table);
      for (const [table, column, kind] of migration.columns ?? []) addColumn(db, table, column, kind);
      for (const sql of migration.sql) db.exec(sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${migration.number}`);
    });
  }
  checkTables(db, file);
  inTransaction(db, () => alignIndexes(db));
}

function addTable(db: Database, table: TableName): void {
  if (columnsIn(db, table).length === 0) db.exec(createTableSql(table));
}

function addColumn(db: Database, table: TableName, column: string, kind: Kind): void {
  if (!columnsIn(db, table).includes(column)) db.exec(addColumnSql(table, column, kind));
}

const columnsIn = (db: Database, table: string): string[] =>
  (db.pragma(`table_info("${table}")`) as { name: string }[]).map((column) => column.name);

/** Refuses what is not ours and what is newer than we are. */
export function refuseForeign(db: Database, file: string, newest: number): void {
  const application = db.pragma('application_id', { simple: true }) as number;
  const version = db.pragma('user_version', { simple: true }) as number;
  const tables = db.prepare("select count(*) as n from sqlite_master where type = 'table'").get() as { n: number };
  if (application !== APPLICATION_ID && (tables.n > 0 || application !== 0))
    throw new GantryError('IllegalState', `${file} is not a database of Gantry; choose another data folder`);
  if (version > newest)
    throw new GantryError(
      'IllegalState',
      `${file} was written by a newer Gantry (schema ${version}, this one knows up to ${newest}); upgrade Gantry or restore an older backup`,
    );
}

function checkTables(db: Database, file: string): void {
  const plain = plainTables.map((table) => [table, storedColumns(table)] as const);
  const packs = Object.entries(packTables).map(([table, { columns }]) => [table, columns] as const);
  for (const [table, want] of [...plain, ...packs]) {
    const have = columnsIn(db, table);
    if (have.length !== want.length || want.some((name) => !have.includes(name)))
      throw new GantryError(
        'IllegalState',
        `${file}: table ${table} is of an unreleased build of Gantry; start with a new data folder`,
      );
  }
}

/** Every index that a pick, a list or pruning needs, once each. */
export function wantedIndexes(): Index[] {
  const all = [...pickNames.map((name) => pickSearches[name].search), ...listNames.flatMap(listSearches)];
  const searches = all.filter(({ table }) => !tableOf(table).packed);
  const ages = plainTables.map(ageIndex).filter((index) => index !== undefined);
  return [...new Map([...searches.map(indexOf), ...ages].map((index) => [index.name, index])).values()];
}

function alignIndexes(db: Database): void {
  const rows = db
    .prepare("select name, sql from sqlite_master where type = 'index' and sql is not null")
    .all() as Index[];
  const have = new Map(rows.map((index) => [index.name, index.sql.toLowerCase()]));
  for (const { name, sql } of wantedIndexes()) {
    if (have.get(name) === sql.toLowerCase()) have.delete(name);
    else {
      db.exec(`drop index if exists "${name}"`);
      db.exec(sql);
      have.delete(name);
    }
  }
  for (const name of have.keys()) db.exec(`drop index "${name}"`);
}
