/** The SQLite engine: a batch is one immediate transaction, rows are read as rules ask, changed ones written at the end. */
import { GantryError, refuse } from '../../../protocol/errors.ts';
import type { HistoryRow, TableName } from '../../domain/rows.ts';
import type { Ids, MakeIds } from '../ctx.ts';
import { type ListName, type ListPage, type ListParams, mergeSorted, pageOf, planOf } from '../lists.ts';
import { ReadThrough } from '../read-through.ts';
import { BatchAnswers } from '../receipts.ts';
import { tableOf } from '../row.ts';
import { Batch, runBatch } from '../run-batch.ts';
import { pruneSql } from '../sql.ts';
import { type Command, type InTurn, type Look, type Outcome, type Store, StoreBroken } from '../store.ts';
import { WorkingSet } from '../working-set.ts';
import { backupTo } from './backup.ts';
import { translate } from './broken.ts';
import { HistoryPacks } from './history.ts';
import type { Opened } from './open.ts';
import { ReceiptPacks } from './receipts.ts';
import { migrate } from './schema.ts';
import { Statements } from './statements.ts';
import { inTransaction } from './transaction.ts';

export class SqliteStore implements Store {
  readonly boot: number;
  private readonly opened: Opened;
  private readonly statements: Statements;
  private readonly receipts: ReceiptPacks;
  private readonly history: HistoryPacks;
  private readonly ids: Ids;
  private broken: StoreBroken | undefined;
  private copying: Promise<void> | undefined;
  private closed = false;

  /** Takes over `opened`: brings its schema up to date, counts this opening, prepares every statement. */
  constructor(opened: Opened, makeIds: MakeIds) {
    this.opened = opened;
    migrate(opened.db, opened.file);
    this.boot = countBoot(opened);
    this.ids = makeIds(this.boot);
    this.statements = new Statements(opened.db);
    this.receipts = new ReceiptPacks(opened.db);
    this.history = new HistoryPacks(opened.db);
  }

  async commit(commands: readonly Command[], now: number, inTurn?: InTurn): Promise<Outcome[]> {
    const batch = new Batch(commands, { now, ids: this.ids, inTurn });
    return this.guard('commit a batch', () => {
      const answers = new BatchAnswers((receipt) => this.receipts.said(receipt));
      this.statements.undone(); // of a transaction that failed
      const { outcomes, kept } = inTransaction(this.opened.db, () => {
        const source = new ReadThrough(this.statements);
        const set = new WorkingSet(source);
        const outcomes = runBatch(set, answers, batch);
        this.write(set, source);
        return { outcomes, kept: this.receipts.write(answers.given, now) };
      });
      this.statements.committed(commands.length);
      kept();
      return outcomes;
    });
  }

  private write(set: WorkingSet, source: ReadThrough): void {
    const events = set.changes.get('history')?.values() ?? [];
    const trails = this.history.write([...events] as unknown as HistoryRow[]);
    for (const [table, rows] of set.changes) {
      if (table === 'history') continue;
      const { trailed } = tableOf(table);
      for (const [id, row] of rows) {
        if (trailed && row === null) this.history.leaveRow(id);
        const beside = { known: source.known(table, id), trail: trailed && row ? trails.get(id) : undefined };
        if (this.statements.write(table, id, row, beside)) trails.delete(id);
      }
    }
    this.history.writeTrails(trails);
  }

  async query<L extends ListName>(list: L, p: ListParams<L>): Promise<ListPage<L>> {
    const plan = planOf(list, p as Record<string, unknown>);
    if (list === 'history') {
      const { rows, hint, limit } = this.guard('list history', () => this.history.page(plan));
      return pageOf<L>({ ...plan, limit }, rows, hint);
    }
    const { after, from, limit, order } = plan;
    const walk = ({ search, equal }: (typeof plan.searches)[number]) =>
      this.statements.listed(search, equal, after, from, limit + 1);
    const walks = this.guard(`list ${list}`, () => plan.searches.map(walk));
    return pageOf<L>(plan, mergeSorted(walks, order).slice(0, limit + 1));
  }

  async read<R>(look: (view: Look) => R): Promise<R> {
    return this.guard('read', () => look(new WorkingSet(new ReadThrough(this.statements))));
  }

  async prune(table: TableName | 'receipt', before: number, limit: number): Promise<number> {
    return this.guard(`prune ${table}`, () =>
      inTransaction(this.opened.db, () => {
        if (table === 'receipt') return this.receipts.prune(before, limit);
        if (table === 'history') return this.history.prune(before, limit);
        const age = tableOf(table).age ?? refuse('ValidationError', `rows of ${table} have no date to be pruned by`);
        this.statements.pruned(table);
        return this.opened.db.prepare(pruneSql(table, age)).run(limit, before).changes;
      }),
    );
  }

  async migrate(): Promise<void> {
    this.guard('migrate', () => migrate(this.opened.db, this.opened.file));
  }

  async backup(to: string): Promise<void> {
    if (this.copying) throw new GantryError('InUse', 'a backup is already being written; wait until it is done');
    this.copying = this.guard('backup', () => backupTo(this.opened.db, to));
    try {
      await this.copying;
    } finally {
      this.copying = undefined;
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.copying?.catch(() => undefined); // whoever asked for the backup hears of it
    this.opened.close(this.broken === undefined);
  }

  /** Nothing works after the first break, and nothing after close. */
  private guard<R>(doing: string, work: () => R): R {
    if (this.broken) throw this.broken;
    if (this.closed) throw new GantryError('Unavailable', 'the store is closed');
    try {
      return work();
    } catch (error) {
      const translated = translate(error, doing);
      if (translated instanceof StoreBroken) this.broken = translated;
      throw translated;
    }
  }
}

function countBoot({ db }: Opened): number {
  const sql = `insert into "meta" ("id", "value") values ('boot', '1')
    on conflict ("id") do update set "value" = cast(cast("value" as integer) + 1 as text) returning "value"`;
  return inTransaction(db, () => Number((db.prepare(sql).get() as { value: string }).value));
}
