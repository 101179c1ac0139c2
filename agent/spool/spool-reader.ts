/** Reading a spool's entries from a position on, forward, while it grows. Changes nothing. */
import { open } from 'node:fs/promises';
import type { Segment, SpoolEntry } from './segment.ts';

/** Largest single entry: an output of 1 MiB (J33) and what JSON adds to it. */
const MAX_ENTRY_BYTES = 8 * 1024 * 1024;

export class SpoolReader {
  readonly #segments: readonly Segment[];
  /** Where entry `n` begins. */
  #at: { n: number; segment: Segment; offset: number } | undefined;

  /** `segments` is the spool's own list, in order; it grows at the end and shrinks at the front. */
  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** Entries `after + 1 … upTo`, as many as about `maxBytes` hold; at least one when there is one. */
  async read(after: number, upTo: number, maxBytes: number): Promise<SpoolEntry[]> {
    const entries: SpoolEntry[] = [];
    let bytes = 0;
    await this.#seek(after + 1);
    while (this.#at && this.#at.n <= upTo && (entries.length === 0 || bytes < maxBytes)) {
      const { lines, size } = await this.#lines(upTo, Math.max(maxBytes - bytes, 64 * 1024), entries.length === 0);
      if (lines.length === 0) break;
      entries.push(...lines);
      bytes += size;
      this.#nextSegment();
    }
    return entries;
  }

  async #seek(n: number): Promise<void> {
    if (this.#at?.n === n && this.#segments.includes(this.#at.segment)) return this.#nextSegment();
    const segment = this.#segments.findLast((s) => s.first <= n) ?? this.#segments[0];
    this.#at = segment && { n: segment.first, segment, offset: 0 };
    while (this.#at && this.#at.n < n) {
      const { lines } = await this.#lines(n - 1, 1024 * 1024, true);
      if (lines.length === 0) return;
    }
    this.#nextSegment();
  }

  #nextSegment(): void {
    const at = this.#at;
    if (!at) return;
    const next = this.#segments[this.#segments.indexOf(at.segment) + 1];
    if (next && next.first === at.n) this.#at = { n: at.n, segment: next, offset: 0 };
  }

  /** The next whole lines of the current segment, up to entry `upTo`; moves on behind them. */
  async #lines(upTo: number, wantBytes: number, atLeastOne: boolean): Promise<{ lines: SpoolEntry[]; size: number }> {
    const at = this.#at!;
    const file = await open(at.segment.path, 'r');
    try {
      for (let size = wantBytes; ; size *= 4) {
        const chunk = Buffer.allocUnsafe(Math.min(size, MAX_ENTRY_BYTES));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at.offset);
        const found = wholeEntries(chunk.subarray(0, bytesRead), upTo);
        const final = bytesRead < chunk.length || size >= MAX_ENTRY_BYTES || !atLeastOne;
        if (found.lines.length === 0 && !final) continue;
        at.offset += found.size;
        at.n += found.lines.length;
        return found;
      }
    } finally {
      await file.close();
    }
  }
}

function wholeEntries(chunk: Buffer, upTo: number): { lines: SpoolEntry[]; size: number } {
  const lines: SpoolEntry[] = [];
  let start = 0;
  for (let end = chunk.indexOf(10, start); end >= 0; end = chunk.indexOf(10, start)) {
    const entry = JSON.parse(chunk.toString('utf8', start, end)) as SpoolEntry;
    if (entry.n > upTo) break;
    lines.push(entry);
    start = end + 1;
  }
  return { lines, size: start };
}
