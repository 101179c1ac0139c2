/**
 * The SQLite engine: a batch is one row of the redo log, on the disk before anybody is answered; rows are read as rules ask,
 * and written into the tables a moment later (applier-link.ts). What is on its way there is read from memory.
 */
import { GantryError } from '../../../protocol/errors.ts';
import type { HistoryRow, TableName } from '../../domain/rows.ts';
import type { Ids, MakeIds } from '../ctx.ts';
import { KeptWalks } from '../kept-walks.ts';
import { type ListName, type ListPage, type ListParams, mergeSorted, pageOf, planOf } from '../lists.ts';
import { ReadThrough } from '../read-through.ts';
import { type Answer, BatchAnswers, packed } from '../receipts.ts';
import { tableOf } from '../row.ts';
import { Batch, runBatch } from '../run-batch.ts';
import { type Command, type InTurn, type Look, type Outcome, type Store, StoreBroken } from '../store.ts';
import { WorkingSet } from '../working-set.ts';
import { Applier } from './applier.ts';
import { ApplierLink } from './applier-link.ts';
import { translate } from './broken.ts';
import { HistoryPacks, packedEvents } from './history.ts';
import { HOT_CHARS } from './hot-rows.ts';
import { newestId } from './newest-id.ts';
import type { Opened } from './open.ts';
import type { Written } from './overlay.ts';
import { KeptAnswers, packText } from './receipts.ts';
import { charsOf, type Entry, pair, RedoReader } from './redo.ts';
import { Teller } from './redo-entry.ts';
import { CommittedRows } from './rows.ts';
import { migrate } from './schema.ts';
import { Statements } from './statements.ts';
import { inTransaction } from './transaction.ts';

/** Characters on their way to the tables, all of them in memory; beyond it commits wait until they are there. */
const MAX_LATE_CHARS = 4 * 1024 * 1024;
/**
 * Rows that a batch writes for each of its commands; beyond it something is being filled, and what was added is not kept:
 * nobody takes it soon, and a million rows that pass through memory are garbage of the kind that collects late.
 */
const BULK_ROWS = 8;

export class SqliteStore implements Store {
  readonly boot: number;
  private readonly opened: Opened;
  private readonly statements: Statements;
  private readonly rows: CommittedRows;
  private readonly walks: KeptWalks;
  private readonly answers: KeptAnswers;
  private readonly history: HistoryPacks;
  private readonly link: ApplierLink;
  private readonly ids: Ids;
  /** Characters committed since the opening, and of these what the tables have. */
  private committedChars = 0;
  private settledChars = 0;
  /** Nothing is committed until it resolves. */
  private held: Promise<unknown> | undefined;
  private broken: StoreBroken | undefined;
  private copying: Promise<void> | undefined;
  private closed = false;

  /** Takes over `opened`: brings schema and tables up to date, counts this opening, prepares every statement. */
  constructor(opened: Opened, makeIds: MakeIds) {
    this.opened = opened;
    const { db, file, folder, redo, unclean } = opened;
    migrate(db, file);
    pair(redo, db, file, unclean);
    const applier = new Applier(db);
    const reader = new RedoReader(redo.db);
    redo.begin(applier.apply(reader, redo.newest() ?? applier.applied));
    this.boot = countBoot(opened);
    this.statements = new Statements(db);
    this.ids = makeIds(this.boot, newestId(db));
    this.rows = new CommittedRows(this.statements);
    this.walks = new KeptWalks((row) => this.rows.isLarge(row));
    this.answers = new KeptAnswers(db, redo);
    this.history = new HistoryPacks(db);
    this.link = new ApplierLink({
      thread: { folder, file },
      redo,
      reader,
      applier,
      onApplied: (seq) => this.rows.applied(seq),
      onBroken: (error) => {
        this.broken ??= error;
      },
    });
  }

  async commit(commands: readonly Command[], now: number, inTurn?: InTurn): Promise<Outcome[]> {
    while (this.held) await this.held;
    if (this.committedChars - this.settledChars > MAX_LATE_CHARS) await this.settle();
    const batch = new Batch(commands, { now, ids: this.ids, inTurn });
    return this.guard('commit a batch', () => {
      const answers = new BatchAnswers((receipt) => this.answers.said(receipt));
      const source = new ReadThrough(this.rows, this.walks);
      const set = new WorkingSet(source);
      const outcomes = runBatch(set, answers, batch);
      this.walks.rest();
      this.keep(set, source, answers.given, batch);
      return outcomes;
    });
  }

  /** Writes what the batch came to; in memory it is so only when it is on the disk. */
  private keep(set: WorkingSet, source: ReadThrough, given: readonly Answer[], { now, commands }: Batch): void {
    const teller = new Teller();
    const written = this.tell(teller, set, source, commands.length);
    const events = packedEvents([...(set.changes.get('history')?.values() ?? [])] as unknown as HistoryRow[]);
    const packs = packed(given);
    if (teller.empty && events.length === 0 && packs.length === 0) return;
    const dead = this.answers.dead();
    const entries = Array.from(
      { length: Math.max(1, events.length, packs.length) },
      (_, n): Entry => ({
        at: now,
        changes: n === 0 ? teller.text(dead) : NOTHING,
        events: events[n] ?? '',
        ...packText(packs[n] ?? []),
      }),
    );
    const last = this.opened.redo.append(entries, this.link.applied);
    const first = last - entries.length + 1;
    this.rows.committed(last, written);
    this.walks.committed(set.changes);
    this.answers.committed(
      packs.map((pack, n) => ({ seq: first + n, answers: pack })),
      dead,
    );
    for (const entry of entries) this.committedChars += charsOf(entry);
    this.link.soon();
  }

  /** Puts the batch's rows into `teller`; what they are from now on. */
  private tell(teller: Teller, set: WorkingSet, source: ReadThrough, commands: number): Written[] {
    const written: Written[] = [];
    for (const [table, rows] of set.changes) {
      if (table === 'history') continue;
      const bulk = rows.size > BULK_ROWS * commands;
      const { over } = tableOf(table);
      for (const [id, row] of rows) {
        const known = source.known(table, id);
        const chars = teller.tell({ table, id, row, known });
        const large = chars > HOT_CHARS || (known != null && this.rows.isLarge(known));
        const hot = (known != null || !bulk) && !(row && over !== undefined && row[over] === 0);
        written.push({ table, id, row, large, hot });
      }
    }
    return written;
  }

  async query<L extends ListName>(list: L, p: ListParams<L>): Promise<ListPage<L>> {
    const plan = planOf(list, p as Record<string, unknown>);
    await this.settle();
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

  async historyBefore(bytes: number): Promise<number> {
    await this.settle();
    return this.guard('measure history', () => this.history.before(bytes));
  }

  async read<R>(look: (view: Look) => R): Promise<R> {
    return this.guard('read', () => look(new WorkingSet(new ReadThrough(this.rows))));
  }

  prune(table: TableName | 'receipt', before: number, limit: number): Promise<number> {
    return this.alone(async () => {
      const { count, packs } = await this.link.prune(table, before, limit);
      if (table === 'receipt') this.answers.gone(packs);
      else {
        this.walks.forget(table);
        this.rows.pruned(table);
      }
      return count;
    });
  }

  late(): number {
    return this.opened.redo.last - this.link.applied;
  }

  async migrate(): Promise<void> {
    this.guard('migrate', () => migrate(this.opened.db, this.opened.file));
  }

  async backup(to: string): Promise<void> {
    if (this.copying) throw new GantryError('InUse', 'a backup is already being written; wait until it is done');
    this.copying = this.settle().then(() => this.link.backup(to));
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
    await this.held?.catch(() => undefined); // whoever asked for the pruning hears of it
    await this.link.stop();
    let clean = false;
    try {
      clean = this.broken === undefined && this.link.finish();
    } finally {
      this.opened.close(clean);
    }
  }

  /** The tables have all that is committed by now. */
  private async settle(): Promise<void> {
    this.guard('settle', () => undefined);
    const chars = this.committedChars;
    await this.link.settle().catch((error: unknown) => {
      throw this.noticed(error, 'write the tables');
    });
    this.settledChars = Math.max(this.settledChars, chars);
  }

  /** Does what must not be crossed by commits, with settled tables. */
  private async alone<R>(work: () => Promise<R>): Promise<R> {
    while (this.held) await this.held.catch(() => undefined);
    const doing = this.settle().then(work);
    this.held = doing.catch(() => undefined); // whoever asked for it hears of it
    try {
      return await doing;
    } catch (error) {
      throw this.noticed(error, 'prune');
    } finally {
      this.held = undefined;
    }
  }

  /** Nothing works after the first break, and nothing after close. */
  private guard<R>(doing: string, work: () => R): R {
    if (this.broken) throw this.broken;
    if (this.closed) throw new GantryError('Unavailable', 'the store is closed');
    try {
      return work();
    } catch (error) {
      throw this.noticed(error, doing);
    }
  }

  private noticed(error: unknown, doing: string): unknown {
    const translated = translate(error, doing);
    if (translated instanceof StoreBroken) this.broken ??= translated;
    return translated;
  }
}

/** The changes of an entry that is there for its events or answers alone. */
const NOTHING = new Teller().text([]);

function countBoot({ db }: Opened): number {
  const sql = `insert into "meta" ("id", "value") values ('boot', '1')
    on conflict ("id") do update set "value" = cast(cast("value" as integer) + 1 as text) returning "value"`;
  return inTransaction(db, () => Number((db.prepare(sql).get() as { value: string }).value));
}
