/**
 * History as packs (Q48): the events of a commit are one row, and a trail says in which packs a resource or a run is told
 * of. A row and three indexes for each event cost more than all else that a command writes. A resource's own row holds
 * its trail, as an event mostly changes that row anyway; what finds no place there, and what outlives the row, is a table.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { HistoryRow } from '../../domain/rows.ts';
import type { Plan } from '../lists.ts';
import { columnsOf, type Row } from '../row.ts';

/** Events of one pack at most, and characters after which a new one is begun: reading one event stays cheap. */
const PACK_EVENTS = 256;
const PACK_CHARS = 64 * 1024;
/** Packs looked up in the trail at a time. */
const PORTION = 64;
/** Characters of the events of one page, about: an event may hold a value of 1 MiB before and after. */
const PAGE_CHARS = 4 * 1024 * 1024;

type Column = keyof HistoryRow;
const columns = columnsOf('history').map(([name]) => name as Column);
/** What many events of a pack have in common is written once. */
const common: ReadonlySet<Column> = new Set(['queue', 'run', 'at', 'by']);

export class HistoryPacks {
  private readonly insert: Statement<[number, number, number, string]>;
  private readonly insertTrail: Statement<[string, number]>;
  private readonly read: Statement<[number], { events: string }>;
  private readonly oldest: Statement<[], { seq: number; at: number; events: string }>;
  private readonly remove: Statement<[number]>;
  private readonly removeTrail: Statement<[string, number]>;
  private readonly forwards: Statement<[string, number, number], { seq: number }>;
  private readonly backwards: Statement<[string, number, number], { seq: number }>;
  private readonly newest: Statement<[], { seq: number; upTo: number }>;
  private readonly next: Statement<[number], { seq: number; at: number; upTo: number; bytes: number }>;
  private readonly inRow: Statement<[string], { trail: string }>;

  constructor(db: Database) {
    this.insert = db.prepare('insert into "history" ("seq", "at", "upTo", "events") values (?, ?, ?, ?)');
    this.insertTrail = db.prepare('insert or ignore into "trail" values (?, ?)');
    this.read = db.prepare('select "events" from "history" where "seq" = ?');
    this.oldest = db.prepare('select "seq", "at", "events" from "history" order by "seq" limit 1');
    this.remove = db.prepare('delete from "history" where "seq" = ?');
    this.removeTrail = db.prepare('delete from "trail" where "of" = ? and "seq" = ?');
    this.forwards = db.prepare('select "seq" from "trail" where "of" = ? and "seq" >= ? order by "seq" limit ?');
    this.backwards = db.prepare('select "seq" from "trail" where "of" = ? and "seq" <= ? order by "seq" desc limit ?');
    this.newest = db.prepare('select "seq", "upTo" from "history" order by "seq" desc limit 1');
    this.next = db.prepare(
      'select "seq", "at", "upTo", octet_length("events") as "bytes" from "history" where "seq" >= ? order by "seq" limit 1',
    );
    this.inRow = db.prepare('select "trail" from "resource" where "id" = ?');
  }

  /** Within a transaction: one more pack. `trails` is told what is to be added to whose trail. */
  write(at: number, text: string, trails: Map<string, string>): void {
    const newest = this.newest.get() ?? { seq: 0, upTo: 0 };
    const seq = newest.seq + 1;
    this.insert.run(seq, at, newest.upTo + Buffer.byteLength(text), text);
    for (const one of headOf(text).of) trails.set(one, `${trails.get(one) ?? ''}${seq},`);
  }

  /** Within a transaction: what found no place in a row. */
  writeTrails(trails: ReadonlyMap<string, string>): void {
    for (const [of, trail] of trails) for (const seq of packsOf(trail)) this.insertTrail.run(of, seq);
  }

  /** The row of this resource is about to be deleted: its history is not. */
  leaveRow(id: string): void {
    for (const seq of packsOf(this.inRow.get(id)?.trail)) this.insertTrail.run(id, seq);
  }

  /** The next packs from `from` on, PORTION of them; fewer only at the end. */
  private packs(column: 'resource' | 'run', of: string, from: number, forward: boolean): number[] {
    const noted = (forward ? this.forwards : this.backwards).all(of, from, PORTION).map(({ seq }) => seq);
    const own = column === 'resource' ? packsOf(this.inRow.get(of)?.trail) : [];
    const follow = own.filter((seq) => (forward ? seq >= from : seq <= from));
    const all = [...new Set([...noted, ...follow])].sort((a, b) => (forward ? a - b : b - a));
    return all.slice(0, PORTION);
  }

  /**
   * The events of one resource or run that a plan asks for, one more than `limit` when there are more: the plan's, or less
   * when they are so large that a page of them would be.
   */
  page({ searches, order, after, hint, limit }: Plan): { rows: Row[]; hint: number; limit: number } {
    const { search, equal } = searches[0]!;
    const [column, of] = [search.equal[0] as 'resource' | 'run', String(equal[0])];
    const forward = order[0]![1] === 'asc';
    const follows = (id: string) => after === undefined || (forward ? id > String(after[0]) : id < String(after[0]));
    const rows: Row[] = [];
    const begin = forward ? 0 : Number.MAX_SAFE_INTEGER;
    let from = hint ?? (after === undefined ? begin : this.packAt(column, of, String(after[0])));
    let cursor = from;
    let chars = 0;
    for (let found = PORTION; found === PORTION; ) {
      const packs = this.packs(column, of, from, forward);
      for (const seq of packs) {
        const pack = this.read.get(seq); // pruned, when only a row's trail still names it
        const told = pack ? eventsOf(pack.events, column, of).filter(({ row }) => follows(row.id)) : [];
        told.sort((a, b) => (a.row.id < b.row.id === forward ? -1 : 1));
        for (const event of told) {
          rows.push(event.row as unknown as Row);
          if (rows.length > limit || chars > PAGE_CHARS) return { rows, hint: cursor, limit: rows.length - 1 };
          chars += event.chars;
          cursor = seq; // the pack of the page's last event, or before it
        }
      }
      found = packs.length;
      if (found > 0) from = packs.at(-1)! + (forward ? 1 : -1);
    }
    return { rows, hint: cursor, limit };
  }

  /** The last pack that begins with this event of it or an earlier one, found by halving: a trail may have 100,000 packs. */
  private packAt(column: 'resource' | 'run', of: string, id: string): number {
    let low = 0;
    let high = (this.newest.get()?.seq ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [seq] = this.packs(column, of, middle, true);
      if (seq === undefined || this.beginsAfter(seq, { column, of, id })) high = middle;
      else low = seq + 1;
    }
    return low - 1;
  }

  /** Whether all that a pack tells of it comes after this event; a pack that was pruned came before all others. */
  private beginsAfter(
    seq: number,
    { column, of, id }: { column: 'resource' | 'run'; of: string; id: string },
  ): boolean {
    const pack = this.read.get(seq);
    return pack !== undefined && eventsOf(pack.events, column, of).every(({ row }) => row.id > id);
  }

  /** Store.historyBefore: the pack at which the newest ones take too much is found by halving. */
  before(bytes: number): number {
    const newest = this.newest.get();
    if (!newest) return 0;
    const gone = newest.upTo - bytes;
    let low = 0;
    let high = newest.seq;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.next.get(middle)!.upTo >= gone) high = middle;
      else low = middle + 1;
    }
    const last = this.next.get(low)!;
    return last.upTo - last.bytes < gone ? last.at + 1 : 0;
  }

  /** Within a transaction: deletes the oldest packs dated before `before`, until `limit` events are gone. */
  prune(before: number, limit: number): number {
    let gone = 0;
    while (gone < limit) {
      const pack = this.oldest.get();
      if (!pack || pack.at >= before) break;
      for (const whose of headOf(pack.events).of) this.removeTrail.run(whose, pack.seq);
      this.remove.run(pack.seq);
      gone += headOf(pack.events).events;
    }
    return Math.min(gone, limit);
  }
}

/** The numbers of a trail as text. */
const packsOf = (trail: string | undefined): number[] =>
  trail === undefined || trail === '' ? [] : trail.slice(0, -1).split(',').map(Number);

/** Whom events are told of. */
function told(events: readonly Pick<HistoryRow, 'resource' | 'run'>[]): Set<string> {
  const of = new Set<string>();
  for (const { resource, run } of events) {
    of.add(resource);
    if (run !== '') of.add(run);
  }
  return of;
}

/** The first line of a pack. */
interface Head {
  /** What events have in common: they hold numbers into it. */
  shared: unknown[];
  /** Whom the events are told of, and how many there are. */
  of: string[];
  events: number;
}

/** Texts of packs: the head, then a line for each event. */
export function packedEvents(events: readonly HistoryRow[]): string[] {
  const packs: string[] = [];
  for (let start = 0; start < events.length; ) {
    const lines: string[] = [];
    const shared = new Map<unknown, number>();
    let chars = 0;
    let end = start;
    for (; end < events.length && lines.length < PACK_EVENTS && chars < PACK_CHARS; end++) {
      const line = JSON.stringify(
        columns.map((name) => (common.has(name) ? share(shared, events[end]![name]) : events[end]![name])),
      );
      chars += line.length;
      lines.push(line);
    }
    const of = [...told(events.slice(start, end))];
    const head: Head = { shared: [...shared.keys()], of, events: lines.length };
    packs.push([JSON.stringify(head), ...lines].join('\n'));
    start = end;
  }
  return packs;
}

function share(shared: Map<unknown, number>, value: unknown): number {
  const known = shared.get(value);
  if (known !== undefined) return known;
  shared.set(value, shared.size);
  return shared.size - 1;
}

const headOf = (text: string): Head => JSON.parse(text.slice(0, text.indexOf('\n'))) as Head;

/** With the length of their lines; only the lines that can be meant are parsed. */
function eventsOf(text: string, column: 'resource' | 'run', of: string): { row: HistoryRow; chars: number }[] {
  const [first, ...lines] = text.split('\n');
  const { shared } = JSON.parse(first!) as Head;
  const meant = column === 'run' ? lines : lines.filter((line) => line.includes(of));
  const events = meant.map((line) => ({ row: decodeLine(line, shared), chars: line.length }));
  return events.filter(({ row }) => row[column] === of);
}

function decodeLine(line: string, shared: readonly unknown[]): HistoryRow {
  const values = JSON.parse(line) as unknown[];
  const entries = columns.map((name, i) => [name, common.has(name) ? shared[values[i] as number] : values[i]]);
  return Object.fromEntries(entries) as HistoryRow;
}
