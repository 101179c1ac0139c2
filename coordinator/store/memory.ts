/**
 * The reference engine: rows in memory, rules run in the strict way of PostgreSQL and once more to prove them pure.
 * What fails here would fail there. Keeps nothing after the process.
 */
import { isDeepStrictEqual } from 'node:util';
import { GantryError, refuse } from '../../protocol/errors.ts';
import type { PickName } from '../domain/picks.ts';
import type { TableName } from '../domain/rows.ts';
import type { Ids, MakeIds } from './ctx.ts';
import { type ListName, type ListPage, type ListParams, mergeSorted, type Plan, pageOf, planOf } from './lists.ts';
import { pickSearches } from './pick-search.ts';
import { type Reader, ReadThrough } from './read-through.ts';
import { type Answer, BatchAnswers, packed, Receipts } from './receipts.ts';
import { columnsOf, decodeRow, deepFreeze, encode, type Row, tableOf } from './row.ts';
import { Batch, runBatch } from './run-batch.ts';
import { type Args, belongs, compareBy, type Order, type Search } from './search.ts';
import type { Command, InTurn, Look, Outcome, Store } from './store.ts';
import { Strict } from './strict.ts';
import { type Change, WorkingSet } from './working-set.ts';

/** Each run loads something new, so a batch settles; one that does not has a rule that asks for other things each time. */
const MAX_RUNS = 1_000;

export class MemoryStore implements Store, Reader {
  readonly boot = 1;
  private readonly tables = new Map<TableName, Map<string, Row>>();
  private readonly receipts = new Receipts();
  /** By pack. */
  private readonly answers = new Map<number, { at: number; pack: Answer[] }>();
  private nextPack = 1;
  private readonly ids: Ids;
  private closed = false;

  constructor(makeIds: MakeIds) {
    this.ids = makeIds(this.boot);
  }

  async commit(commands: readonly Command[], now: number, inTurn?: InTurn): Promise<Outcome[]> {
    this.open();
    const batch = new Batch(commands, { now, ids: this.ids, inTurn });
    const strict = this.strict();
    const said = (receipt: string) => this.said(receipt);
    const { set, answers, outcomes } = settle(strict, (source) => runOnce(source, batch, said));
    const again = runOnce(strict, batch, said);
    const pure =
      isDeepStrictEqual(plain(outcomes), plain(again.outcomes)) && isDeepStrictEqual(set.changes, again.set.changes);
    if (!pure)
      throw new Error(`an impure rule: two runs of one batch differ (${commands.map((c) => c.verb).join(', ')})`);
    for (const [table, rows] of set.changes) for (const [id, row] of rows) this.write(table, id, row);
    this.keep(answers.given, now);
    return outcomes;
  }

  async query<L extends ListName>(list: L, p: ListParams<L>): Promise<ListPage<L>> {
    this.open();
    const plan = planOf(list, p as Record<string, unknown>);
    const walks = plan.searches.map(({ search, equal }) => this.listed(plan, search, equal));
    return pageOf<L>(plan, mergeSorted(walks, plan.order).slice(0, plan.limit + 1));
  }

  async read<R>(look: (view: Look) => R): Promise<R> {
    this.open();
    return settle(this.strict(), (source) => attempt(() => look(new WorkingSet(source))))();
  }

  async prune(table: TableName | 'receipt', before: number, limit: number): Promise<number> {
    this.open();
    if (table === 'receipt') return this.pruneReceipts(before, limit);
    const age = tableOf(table).age ?? refuse('ValidationError', `rows of ${table} have no date to be pruned by`);
    const dated = [...this.rows(table).values()].filter((row) => age.by === 'id' || (row[age.column] as number) > 0);
    const order: Order = [...(age.by === 'id' ? [] : [[age.column, 'asc'] as const]), ['id', 'asc']];
    const oldest = dated.sort(compareBy(order)).slice(0, limit);
    const gone = oldest.filter((row) => (row[age.column] as number) > 0 && (row[age.column] as number) < before);
    for (const row of gone) this.rows(table).delete(row.id);
    return gone.length;
  }

  async historyBefore(bytes: number): Promise<number> {
    this.open();
    let left = bytes;
    const newest = [...this.rows('history').values()].sort(compareBy([['id', 'desc']]));
    for (const row of newest) {
      left -= Buffer.byteLength(JSON.stringify(row));
      if (left < 0) return (row.at as number) + 1;
    }
    return 0;
  }

  late(): number {
    return 0;
  }

  async migrate(): Promise<void> {}

  async backup(): Promise<void> {
    refuse('IllegalState', 'the memory engine keeps nothing that could be backed up');
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  get(table: TableName, id: string): Row | undefined {
    return this.rows(table).get(id);
  }

  next(pick: PickName, args: Args, last: Row | undefined, limit: number): Row[] {
    const { search, compare } = pickSearches[pick];
    const found = [...this.rows(search.table).values()].filter((row) => belongs(search, args, row)).sort(compare);
    return found.filter((row) => last === undefined || compare(row, last) > 0).slice(0, limit);
  }

  private listed(plan: Plan, search: Search, equal: Args['equal']): Row[] {
    const compare = compareBy(plan.order);
    const found = [...this.rows(search.table).values()].filter((row) => belongs(search, { equal }, row)).sort(compare);
    const column = plan.order[0]![0];
    const covers = plan.from === undefined ? undefined : found.findLast((row) => (row[column] as number) <= plan.from!);
    const cursor = plan.after && Object.fromEntries(plan.order.map(([name], i) => [name, plan.after![i]]));
    const page = found.filter((row) => (!covers || compare(row, covers) >= 0) && (!cursor || compare(row, cursor) > 0));
    return search.without ? page.map((row) => leaving(row, search.without!)) : page;
  }

  private said(receipt: string): string | undefined {
    const pack = this.receipts.find(receipt);
    if (pack === undefined) return undefined;
    return this.answers.get(pack)!.pack.find((answer) => answer.receipt === receipt)!.text;
  }

  private keep(given: readonly Answer[], at: number): void {
    for (const pack of packed(given)) {
      this.answers.set(this.nextPack, { at, pack });
      this.receipts.keep(
        this.nextPack++,
        pack.map((answer) => answer.receipt),
      );
    }
    const dead = this.receipts.deadPacks(Number.POSITIVE_INFINITY);
    for (const pack of dead) this.answers.delete(pack);
    this.receipts.deleted(dead);
  }

  private pruneReceipts(before: number, limit: number): number {
    let gone = 0;
    for (const [n, { at, pack }] of this.answers) {
      if (at >= before || gone >= limit) break;
      this.answers.delete(n);
      this.receipts.dropPack(
        n,
        pack.map((answer) => answer.receipt),
      );
      gone += pack.length;
    }
    return Math.min(gone, limit);
  }

  /** Through text and back, as a database would keep it. */
  private write(table: TableName, id: string, row: Change): void {
    if (row === null) {
      this.rows(table).delete(id);
      return;
    }
    const raw = Object.fromEntries(columnsOf(table).map(([column, kind]) => [column, encode(kind, row[column])]));
    this.rows(table).set(id, deepFreeze(decodeRow(table, raw)));
  }

  private rows(table: TableName): Map<string, Row> {
    let rows = this.tables.get(table);
    if (!rows) {
      rows = new Map();
      this.tables.set(table, rows);
    }
    return rows;
  }

  private strict(): Strict {
    return new Strict(new ReadThrough(this));
  }

  private open(): void {
    if (this.closed) throw new GantryError('Unavailable', 'the store is closed');
  }
}

const leaving = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column))) as Row;

function runOnce(source: Strict, batch: Batch, said: (receipt: string) => string | undefined) {
  const set = new WorkingSet(source);
  const answers = new BatchAnswers(said);
  return { set, answers, outcomes: runBatch(set, answers, batch) };
}

/** Runs until nothing was missing; only that last run counts. */
function settle<R>(strict: Strict, run: (source: Strict) => R): R {
  for (let i = 0; i < MAX_RUNS; i++) {
    const result = run(strict);
    if (!strict.load()) return result;
  }
  throw new Error(`the rules ask for something else in each of ${MAX_RUNS} runs: one of them is impure`);
}

/** What a look gave or threw, to be had when it counts: a look that missed something may throw for that alone. */
function attempt<R>(look: () => R): () => R {
  try {
    const result = look();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Outcomes without what may differ between two runs of a pure rule: stacks and causes of errors. */
const plain = (outcomes: Outcome[]): unknown[] =>
  outcomes.map((o) => (o.kind === 'refused' ? { ...o, error: { code: o.error.code, message: o.error.message } } : o));
