/** The answers of commits as rows (S10): one append for a commit instead of a row for each answer. */
import type { Database, Statement } from 'better-sqlite3';
import { type Answer, packed, Receipts } from '../receipts.ts';

/** Packs deleted along with one commit, when nobody needs their answers any more. */
const DEAD_AT_ONCE = 64;
/** Packs read at a time at an opening. */
const PORTION = 1_000;

export class ReceiptPacks {
  private readonly receipts = new Receipts();
  private readonly insert: Statement<[number, number, string, string]>;
  private readonly read: Statement<[number], { answers: string }>;
  private readonly remove: Statement<[number]>;
  private readonly oldest: Statement<[], { seq: number; at: number; receipts: string }>;
  private next = 1;

  /** Learns from the database which answers are kept. */
  constructor(db: Database) {
    this.insert = db.prepare('insert into "receipts" values (?, ?, ?, ?)');
    this.read = db.prepare('select "answers" from "receipts" where "seq" = ?');
    this.remove = db.prepare('delete from "receipts" where "seq" = ?');
    this.oldest = db.prepare('select "seq", "at", "receipts" from "receipts" order by "seq" limit 1');
    this.learn(db.prepare('select "seq", "receipts" from "receipts" where "seq" > ? order by "seq" limit ?'));
  }

  private learn(portion: Statement<[number, number], { seq: number; receipts: string }>): void {
    for (let found = PORTION; found === PORTION; ) {
      const packs = portion.all(this.next - 1, PORTION);
      for (const { seq, receipts } of packs) {
        this.receipts.keep(seq, JSON.parse(receipts) as string[]);
        this.next = seq + 1;
      }
      found = packs.length;
    }
  }

  /** The first answer to this request as JSON, if it is kept. */
  said(receipt: string): string | undefined {
    const place = this.receipts.find(receipt);
    if (!place) return undefined;
    const { answers } = this.read.get(place.pack)!;
    return JSON.stringify((JSON.parse(answers) as unknown[])[place.index]);
  }

  /** Within the commit's transaction. What it returns is to be called when the transaction is on the disk. */
  write(answers: readonly Answer[], at: number): () => void {
    const dead = this.receipts.deadPacks(DEAD_AT_ONCE);
    for (const seq of dead) this.remove.run(seq);
    const packs = packed(answers).map((pack, n) => ({ seq: this.next + n, names: pack.map((a) => a.receipt), pack }));
    for (const { seq, names, pack } of packs)
      this.insert.run(seq, at, JSON.stringify(names), `[${pack.map((a) => a.text).join()}]`);
    return () => {
      this.receipts.deleted(dead);
      for (const { seq, names } of packs) this.receipts.keep(seq, names);
      this.next += packs.length;
    };
  }

  /** Within a transaction: deletes the oldest packs dated before `before`, until `limit` answers are gone. */
  prune(before: number, limit: number): number {
    let gone = 0;
    while (gone < limit) {
      const pack = this.oldest.get();
      if (!pack || pack.at >= before) break;
      const names = JSON.parse(pack.receipts) as string[];
      this.remove.run(pack.seq);
      this.receipts.dropPack(pack.seq, names);
      gone += names.length;
    }
    return Math.min(gone, limit);
  }
}
