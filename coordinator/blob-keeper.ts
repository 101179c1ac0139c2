/** When the bytes of a blob may go: after the commit that dropped the last reference, and never while one is being made. */
import type { Core } from './core.ts';
import type { Blobs } from './evidence/blobs.ts';

/** What nobody refers to is left alone for so long by the sweep: an upload may be about to refer to it. */
const FRESH_MS = 60 * 60_000;

export class BlobKeeper {
  readonly #core: Core;
  readonly #blobs: Blobs;
  /** Per blob the last piece of work: one at a time. */
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(core: Core, blobs: Blobs) {
    this.#core = core;
    this.#blobs = blobs;
  }

  /**
   * Moves the synced file `temp` into place and has `register` write the row that refers to it. When that is refused, or
   * the row refers to other bytes, the blob goes again unless somebody else has it.
   */
  add<R>(temp: string, sha256: string, register: () => Promise<R>): Promise<R> {
    return this.#alone(sha256, async () => {
      await this.#blobs.keep(temp, sha256);
      try {
        return await register();
      } finally {
        await this.#removeUnused(sha256);
      }
    });
  }

  /** A row that referred to it is gone. */
  look(sha256: string): void {
    this.#alone(sha256, () => this.#removeUnused(sha256)).catch((error: unknown) =>
      this.#core.log.warn({ err: error, sha256 }, 'a blob could not be removed; the sweep tries again'),
    );
  }

  /** Removes what a crash left between commit and removal, or an upload that was never registered. */
  async sweep(stopped: () => boolean): Promise<void> {
    const before = this.#core.clock.now() - FRESH_MS;
    for await (const { sha256, modified } of this.#blobs.list()) {
      if (stopped()) return;
      if (modified < before) await this.#alone(sha256, () => this.#removeUnused(sha256));
    }
  }

  async #removeUnused(sha256: string): Promise<void> {
    const used = await this.#core.store.read(
      (view) => view.get('file', sha256) !== undefined || view.pick('versionsOfBlob', { sha256 }, 1).length > 0,
    );
    if (!used) await this.#blobs.remove(sha256);
  }

  async #alone<R>(sha256: string, work: () => Promise<R>): Promise<R> {
    const before = this.#busy.get(sha256) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(work); // whoever waited for that one saw its failure
    this.#busy.set(sha256, mine);
    try {
      return await mine;
    } finally {
      if (this.#busy.get(sha256) === mine) this.#busy.delete(sha256);
    }
  }
}
