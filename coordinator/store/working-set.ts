/**
 * One batch's world: committed rows from a source, with the batch's own changes on top. Each command's changes can be
 * undone alone. Engines share it; it knows nothing about SQL.
 */
import type { PickName, PickParams, PickRow } from '../domain/picks.ts';
import type { Rows, TableName } from '../domain/rows.ts';
import type { Effect, View } from '../domain/view.ts';
import { type PickSearch, pickSearches } from './pick-search.ts';
import { KEPT_ROWS, type Source, type Walk } from './read-through.ts';
import { checkRow, type Row, untyped } from './row.ts';
import { belongs } from './search.ts';

/** A changed row; `null` = dropped. */
export type Change = Row | null;

interface Undo {
  rows: Map<string, Change>;
  log: string[];
  id: string;
  /** `undefined`: this batch had not changed it before. */
  before: Change | undefined;
}

/** This batch's changed rows that belong to a walk, kept up to date as far as the table's log was read. */
interface Own {
  rows: Map<string, Row>;
  read: number;
}

/** Rows read beyond the limit when a match may reject some. */
const MATCH_RESERVE = 7;
/** Rows read of a walk that is kept beyond what is due: mostly nothing is. */
const FIRST_DUE = 8;
/** Rows that a match rejects before the walk goes on without values: most of what comes will be rejected, too. */
const MOST_REJECTED = 16;

export class WorkingSet implements View {
  readonly changes = new Map<TableName, Map<string, Change>>();
  private readonly source: Source;
  private readonly kept: number;
  /** Ids in the order in which their rows changed, undone changes included: what the walks' own rows have to look at. */
  private readonly logs = new Map<TableName, string[]>();
  private readonly own = new Map<Walk, Own>();
  private undo: Undo[] = [];
  private effects: Effect[] = [];

  /** `kept`: rows of one walk that are kept for other commands. */
  constructor(source: Source, kept = KEPT_ROWS) {
    this.source = source;
    this.kept = kept;
  }

  get<T extends TableName>(table: T, id: string): Readonly<Rows[T]> | undefined {
    const changed = this.changes.get(table)?.get(id);
    const row = changed === undefined ? this.source.row(table, id) : changed;
    return (row ?? undefined) as unknown as Rows[T] | undefined;
  }

  pick<P extends PickName>(pick: P, params: PickParams<P>, limit: number): Readonly<PickRow<P>>[] {
    if (limit <= 0) return [];
    const s = pickSearches[pick];
    const asked = params as Readonly<Record<string, unknown>>;
    const args = s.args(asked);
    const walk = this.source.walk(pick, args);
    const { upTo } = s.search;
    const due = (row: Row) => upTo === undefined || (row[upTo] as number) <= args.upTo!;
    const committed = this.committed(s, walk, asked, { limit, due });
    const own: Row[] = [];
    for (const row of this.ownRows(s, walk)) if (due(row) && s.match(row, asked)) own.push(row);
    const found = own.length === 0 ? committed : [...committed, ...own].sort(s.compare).slice(0, limit);
    return found as unknown as PickRow<P>[];
  }

  put<T extends TableName>(table: T, row: Rows[T]): void {
    checkRow(table, untyped(row));
    this.change(table, row.id, untyped(row));
  }

  drop(table: TableName, id: string): void {
    this.change(table, id, null);
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  /** The command succeeded: its changes stay, its effects are handed out. */
  keep(): Effect[] {
    const effects = this.effects;
    this.undo = [];
    this.effects = [];
    return effects;
  }

  /** The command was refused or waits: as if it had never been (architecture: a refusal leaves the others). */
  discard(): void {
    for (const { rows, log, id, before } of this.undo.reverse()) {
      log.push(id);
      if (before === undefined) rows.delete(id);
      else rows.set(id, before);
    }
    this.undo = [];
    this.effects = [];
  }

  private change(table: TableName, id: string, to: Change): void {
    let rows = this.changes.get(table);
    let log = this.logs.get(table);
    if (!rows || !log) {
      rows = new Map();
      log = [];
      this.changes.set(table, rows);
      this.logs.set(table, log);
    }
    this.undo.push({ rows, log, id, before: rows.get(id) });
    rows.set(id, to);
    log.push(id);
  }

  /** This batch's changed rows that the walk finds as they are now; each change is looked at once for each walk. */
  private ownRows(s: PickSearch, walk: Walk): Iterable<Row> {
    const log = this.logs.get(s.search.table);
    if (!log) return [];
    let own = this.own.get(walk);
    if (!own) {
      own = { rows: new Map(), read: 0 };
      this.own.set(walk, own);
    }
    const changed = this.changes.get(s.search.table)!;
    for (; own.read < log.length; own.read++) {
      const id = log[own.read]!;
      const row = changed.get(id);
      if (row && belongs(s.search, walk.args, row)) own.rows.set(id, row);
      else own.rows.delete(id);
    }
    return own.rows.values();
  }

  /** The first matching rows of a walk that this batch has not touched; what is not `due` ends it. */
  private committed(
    s: PickSearch,
    walk: Walk,
    params: Readonly<Record<string, unknown>>,
    { limit, due }: { limit: number; due: (row: Row) => boolean },
  ): Row[] {
    const changed = this.changes.get(s.search.table);
    const found: Row[] = [];
    let rejected = 0;
    for (let i = 0; found.length < limit; i++) {
      if (i === walk.rows.length) {
        if (walk.done) break;
        if (s.matches && i >= this.kept && this.source.beyond) return this.further(s, walk, params, { found, limit });
        const wish = walk.args.upTo === params.upTo ? limit - found.length : FIRST_DUE;
        this.source.extend(walk, wish + (s.matches ? MATCH_RESERVE : 0), rejected > MOST_REJECTED);
        if (i === walk.rows.length) break;
      }
      const row = walk.rows[i]!;
      if (!due(row)) break;
      if (changed?.has(row.id)) continue;
      if (!s.match(row, params)) rejected++;
      else found.push(walk.light ? this.whole(s, row) : row);
    }
    return found;
  }

  /** The same behind what is kept of a walk. */
  private further(
    s: PickSearch,
    walk: Walk,
    params: Readonly<Record<string, unknown>>,
    { found, limit }: { found: Row[]; limit: number },
  ): Row[] {
    const changed = this.changes.get(s.search.table);
    for (const row of this.source.beyond!(walk)) {
      if (changed?.has(row.id) || !s.match(row, params)) continue;
      found.push(this.whole(s, row));
      if (found.length === limit) break;
    }
    return found;
  }

  /** A row that may have been read light. */
  private whole({ search }: PickSearch, row: Row): Row {
    return this.source.row(search.table, row.id) ?? row;
  }
}
