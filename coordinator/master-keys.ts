/**
 * The master keys that wrap the data keys of all secrets (X6): kept outside the database, one to a line, in a file that
 * this account alone may read, or in the environment. The first one is the newest; the others only open what is left of them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { GantryError, refuse } from '../protocol/errors.ts';

export interface MasterKey {
  /** Names it in the database; says nothing about it. */
  id: string;
  bytes: Buffer;
}

const KEY_BYTES = 32;
/** Keys of one file: a rotation adds one and takes the others away. */
const MAX_KEYS = 20;
/** Bits that let others than the owner read or write. */
const OTHERS = 0o077;

export interface MasterKeysOptions {
  file: string;
  /** Keys given in the environment, newest first, with commas between them; then the file is not looked at. */
  given?: string | undefined;
}

export class MasterKeys {
  readonly #file: string;
  readonly #given: string | undefined;
  #known: readonly MasterKey[] | undefined;

  constructor({ file, given }: MasterKeysOptions) {
    this.#file = file;
    this.#given = given;
  }

  /** Are they in the environment, where only the operator can change them? */
  get given(): boolean {
    return this.#given !== undefined;
  }

  /** Where they are looked for, for a person. */
  get place(): string {
    return this.given ? 'GANTRY_MASTER_KEY' : this.#file;
  }

  /** Newest first; none when there is no file yet. Refuses what is no key, and a file that others may read. */
  list(): readonly MasterKey[] {
    this.#known ??= parsed(this.#given ?? this.#read(), this.place);
    return this.#known;
  }

  /** Looks again when it is not there: somebody may have put it back. */
  find(id: string): MasterKey | undefined {
    const known = this.list().find((key) => key.id === id);
    if (known || this.given) return known;
    this.#known = undefined;
    return this.list().find((key) => key.id === id);
  }

  /** A new key before those that are there, on the disk when this returns. */
  make(): MasterKey {
    const key = keyOf(randomBytes(KEY_BYTES));
    this.#write([key, ...this.list()]);
    return key;
  }

  /** Forgets all others. */
  keepOnly(id: string): void {
    const kept = this.list().filter((key) => key.id === id);
    if (kept.length !== 1) refuse('Internal', `the master key ${id} is not in ${this.place}`);
    this.#write(kept);
  }

  #read(): string {
    try {
      if (process.platform !== 'win32' && statSync(this.#file).mode & OTHERS)
        refuse(
          'Unavailable',
          `others than its owner may read the master key: chmod 600 ${this.#file}, and make new keys if they did`,
        );
      return readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      if (error instanceof GantryError) throw error;
      throw new GantryError('Unavailable', `the master key cannot be read: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** The old file or the new one, whole, whatever happens; never without a key. */
  #write(keys: readonly MasterKey[]): void {
    if (this.given) refuse('Internal', 'keys in the environment are the operator’s to change');
    const folder = dirname(this.#file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.new`;
    const fd = openSync(temporary, 'w', 0o600);
    try {
      writeSync(fd, keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, this.#file);
    syncFolder(folder);
    this.#known = keys;
  }
}

/** Makes the renamed file last; Windows needs it not and cannot do it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function parsed(text: string, place: string): readonly MasterKey[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length > MAX_KEYS) refuse('Unavailable', `${place} holds more than ${MAX_KEYS} master keys`);
  return words.map((word, i) => {
    const bytes = Buffer.from(word, /^[0-9a-f]{64}$/i.test(word) ? 'hex' : 'base64');
    if (bytes.length === KEY_BYTES) return keyOf(bytes);
    return refuse(
      'Unavailable',
      `${place}: number ${i + 1} is no master key; it must be ${KEY_BYTES} random bytes in base64, as "openssl rand -base64 32" makes them`,
    );
  });
}

const keyOf = (bytes: Buffer): MasterKey => ({
  id: `k_${createHash('sha256').update('gantry master key\0').update(bytes).digest('hex').slice(0, 16)}`,
  bytes,
});
