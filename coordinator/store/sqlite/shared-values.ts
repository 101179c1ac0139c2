/**
 * Objects that many rows share (authors): each is kept once, under a number, and rows hold `#number` instead of its JSON.
 * A resource has up to four authors; written out they are half of its row.
 */
import type { Database, Statement } from 'better-sqlite3';
import { deepFreeze } from '../row.ts';

/** Objects kept in memory in each direction; when there are more, all are forgotten and it starts anew. */
const KNOWN = 4_096;
/** Characters of JSON that are worth a number. */
const LONG = 24;

export class SharedValues {
  private readonly insert: Statement<[string], { id: number }>;
  private readonly read: Statement<[string], { value: string }>;
  private byReference = new Map<string, object>();
  private byText = new Map<string, string>();
  private byObject = new WeakMap<object, string>();
  /** Something was numbered in the transaction under way. */
  private fresh = false;

  constructor(db: Database) {
    this.insert = db.prepare(
      'insert into "common" ("value") values (?) on conflict ("value") do update set "value" = excluded."value" returning "id"',
    );
    this.read = db.prepare('select "value" from "common" where "id" = ?');
  }

  /** What stands in a row for `value`: its JSON, or where that is kept. */
  encode(value: unknown): string {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
    const known = this.byObject.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    const stands = text.length < LONG ? text : this.reference(text);
    this.byObject.set(value, stands);
    return stands;
  }

  /** The object that a reference stands for; `undefined` for JSON as it is. */
  decode(text: string): object | undefined {
    if (text[0] !== '#') return undefined;
    let value = this.byReference.get(text);
    if (value === undefined) {
      value = deepFreeze(JSON.parse(this.read.get(text.slice(1))!.value) as object);
      if (this.byReference.size >= KNOWN) this.byReference = new Map();
      this.byReference.set(text, value);
    }
    return value;
  }

  committed(): void {
    this.fresh = false;
  }

  /** Numbers given since the last commit were never written: they are forgotten with all others. */
  undone(): void {
    if (!this.fresh) return;
    this.byReference = new Map();
    this.byText = new Map();
    this.byObject = new WeakMap();
    this.fresh = false;
  }

  private reference(text: string): string {
    let reference = this.byText.get(text);
    if (reference === undefined) {
      reference = `#${this.insert.get(text)!.id}`;
      this.fresh = true;
      if (this.byText.size >= KNOWN) this.byText = new Map();
      this.byText.set(text, reference);
    }
    return reference;
  }
}
