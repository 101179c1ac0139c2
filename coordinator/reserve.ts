/** A file that takes up room on the disk of the data folder, to be given back when nothing else is left (P15). */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes; enough for the ends of thousands of runs. Of a small disk a part. */
const RESERVE_BYTES = 64 * 1024 ** 2;
const RESERVE_SHARE = 0.05;
const PIECE_BYTES = 1024 ** 2;

export const reserveBytes = (totalBytes: number): number =>
  Math.floor(Math.min(RESERVE_BYTES, totalBytes * RESERVE_SHARE));

export class Reserve {
  readonly #file: string;
  readonly #part: string;
  #making: Promise<void> | undefined;

  constructor(data: string) {
    this.#file = join(data, 'reserve');
    this.#part = join(data, 'reserve.part');
  }

  get held(): boolean {
    return existsSync(this.#file);
  }

  /** At once: whoever needs it waits for the next commit. */
  giveBack(): void {
    for (const file of [this.#file, this.#part]) rmSync(file, { force: true });
  }

  /** Whole or not at all. Of random bytes: a disk that compresses would keep zeros in no room. */
  take(bytes: number): Promise<void> {
    this.#making ??= this.#make(bytes).finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #make(bytes: number): Promise<void> {
    const piece = randomBytes(PIECE_BYTES);
    try {
      const file = await open(this.#part, 'w', 0o600);
      try {
        for (let left = bytes; left > 0; left -= PIECE_BYTES) {
          await file.write(piece.subarray(0, left));
          await file.sync(); // piece by piece: commits go on in between
        }
      } finally {
        await file.close();
      }
      await rename(this.#part, this.#file);
    } catch (error) {
      await rm(this.#part, { force: true });
      throw error;
    }
  }
}

/** Before a start: a disk without any room takes no start either. */
export function makeRoomToStart(data: string): void {
  const reserve = new Reserve(data);
  if (!reserve.held) return;
  const { bavail, blocks, bsize } = statfsSync(data);
  if (bavail * bsize < reserveBytes(blocks * bsize)) reserve.giveBack();
}
