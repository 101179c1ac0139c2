/** The answers of commits as rows (S10): one for a commit instead of one for each answer, named by the entry of the redo log. */
import type { Database, Statement } from 'better-sqlite3';
import { type Answer, Receipts } from '../receipts.ts';
import type { PackText, RedoLog, StoredEntry } from './redo.ts';

/** Packs deleted along with one commit, when nobody needs their answers any more. */
const DEAD_AT_ONCE = 64;
/** Packs read at a time at an opening. */
const PORTION = 1_000;

/** The answers of a pack as an entry of the redo log has them. */
export const packText = (answers: readonly Answer[]): PackText =>
  answers.length === 0
    ? { receipts: '', answers: '' }
    : {
        receipts: JSON.stringify(answers.map((answer) => answer.receipt)),
        answers: `[${answers.map((answer) => answer.text).join()}]`,
      };

/** A pack that was pruned. */
export interface GonePack {
  seq: number;
  receipts: string[];
}

/** Which answers are kept, and the reading of them. */
export class KeptAnswers {
  readonly #receipts = new Receipts();
  readonly #read: Statement<[number], PackText>;
  readonly #redo: RedoLog;

  /** Learns from the tables, which have everything by now, which answers are kept. */
  constructor(db: Database, redo: RedoLog) {
    this.#redo = redo;
    this.#read = db.prepare('select "receipts", "answers" from "receipts" where "seq" = ?');
    const portion = db.prepare<[number, number], { seq: number; receipts: string }>(
      'select "seq", "receipts" from "receipts" where "seq" > ? order by "seq" limit ?',
    );
    let last = 0;
    for (let found = PORTION; found === PORTION; ) {
      const packs = portion.all(last, PORTION);
      for (const { seq, receipts } of packs) this.#receipts.keep(seq, JSON.parse(receipts) as string[]);
      found = packs.length;
      last = packs.at(-1)?.seq ?? last;
    }
  }

  /** The first answer to this request as JSON, if it is kept. */
  said(receipt: string): string | undefined {
    const seq = this.#receipts.find(receipt);
    if (seq === undefined) return undefined;
    const pack = this.#read.get(seq) ?? this.#redo.answers(seq)!;
    const index = (JSON.parse(pack.receipts) as string[]).indexOf(receipt);
    return JSON.stringify((JSON.parse(pack.answers) as unknown[])[index]);
  }

  /** Packs that nobody needs any more, to be deleted by the next commit. */
  dead(): number[] {
    return this.#receipts.deadPacks(DEAD_AT_ONCE);
  }

  /** The commit is on the disk: its packs, and that it deletes the `dead` ones. */
  committed(packs: readonly { seq: number; answers: readonly Answer[] }[], dead: readonly number[]): void {
    this.#receipts.deleted(dead);
    for (const { seq, answers } of packs)
      this.#receipts.keep(
        seq,
        answers.map((answer) => answer.receipt),
      );
  }

  gone(packs: readonly GonePack[]): void {
    for (const { seq, receipts } of packs) this.#receipts.dropPack(seq, receipts);
  }
}

/** The rows; what it writes is in the caller's transaction. */
export class ReceiptRows {
  readonly #insert: Statement<[number, number, string, string]>;
  readonly #remove: Statement<[number]>;
  readonly #oldest: Statement<[], { seq: number; at: number; receipts: string }>;

  constructor(db: Database) {
    this.#insert = db.prepare('insert or replace into "receipts" values (?, ?, ?, ?)');
    this.#remove = db.prepare('delete from "receipts" where "seq" = ?');
    this.#oldest = db.prepare('select "seq", "at", "receipts" from "receipts" order by "seq" limit 1');
  }

  add({ seq, at, receipts, answers }: StoredEntry): void {
    this.#insert.run(seq, at, receipts, answers);
  }

  remove(seq: number): void {
    this.#remove.run(seq);
  }

  /** Deletes the oldest packs dated before `before`, until `limit` answers are gone. */
  prune(before: number, limit: number): { count: number; packs: GonePack[] } {
    const packs: GonePack[] = [];
    let gone = 0;
    while (gone < limit) {
      const pack = this.#oldest.get();
      if (!pack || pack.at >= before) break;
      const receipts = JSON.parse(pack.receipts) as string[];
      this.#remove.run(pack.seq);
      packs.push({ seq: pack.seq, receipts });
      gone += receipts.length;
    }
    return { count: Math.min(gone, limit), packs };
  }
}
