/** Opens a copy of a database and says what is in it, or why it is not to be trusted (P16). */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { GantryError } from '../../../protocol/errors.ts';
import { migrations, refuseForeign } from './schema.ts';

export interface CopyFacts {
  bytes: number;
  sha256: string;
  schema: number;
  counts: Record<string, number>;
  /** sha256 of every package and parameter file that its rows refer to. */
  blobs: string[];
  /** Id of the master key of its secrets. */
  masterKey: string | undefined;
}

const COUNTED = ['queue', 'resource', 'job', 'deployment', 'version', 'user'] as const;

export async function factsOf(file: string): Promise<CopyFacts> {
  const { size: bytes } = await stat(file);
  const sha256 = await sha256Of(file);
  const db = new Database(file, { fileMustExist: true });
  try {
    refuseForeign(db, file, migrations.at(-1)!.number);
    const schema = db.pragma('user_version', { simple: true }) as number;
    if (schema === 0) throw new GantryError('IllegalState', `${file} is empty: it is no copy of a database of Gantry`);
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new GantryError('IllegalState', `${file} is damaged (${found}); take another backup`);
    return { bytes, sha256, schema, counts: countsIn(db), blobs: blobsIn(db), masterKey: masterKeyIn(db) };
  } finally {
    db.close();
  }
}

function countsIn(db: Database.Database): Record<string, number> {
  const count = (table: string) => (db.prepare(`select count(*) as n from "${table}"`).get() as { n: number }).n;
  return Object.fromEntries(COUNTED.map((table) => [table, count(table)]));
}

function blobsIn(db: Database.Database): string[] {
  return db.prepare('select sha256 from "version" union select id from "file"').pluck().all() as string[];
}

function masterKeyIn(db: Database.Database): string | undefined {
  const text = db.prepare(`select value from "meta" where id = 'masterKey'`).pluck().get() as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as string);
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
