/**
 * The spool of a run (P7): what happened, numbered, on this disk before it is sent, until it is acknowledged.
 * Segments of JSON lines; group commit by arrival. Knows no socket.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { whenRoom, writeDurably } from './durable-file.ts';
import { recoverSegments, type Segment, type SpoolEntry, segmentPath } from './segment.ts';
import { SpoolReader } from './spool-reader.ts';

/** A segment is closed beyond this many bytes: small enough to be dropped soon after it is acknowledged. */
const SEGMENT_BYTES = 1024 * 1024;
/** Lines wait at most this long for one another before a sync; state changes do not wait. */
const GROUP_MS = 100;
/** Bytes that may wait in memory for the disk; beyond it `room()` holds whoever produces them. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** ms until a failed write (disk full) is tried again, at the same place of the file. */
const WRITE_AGAIN_MS = 1_000;
/** The acknowledged number is only a shortcut, kept at most this often (ms): replaying too much is harmless. */
const ACK_EVERY_MS = 250;

export interface SpoolOptions {
  folder: string;
  /** Monotonic milliseconds. */
  steadyMs: () => number;
  /** Called when the disk refuses a write, once until it works again. */
  onTrouble?: (error: Error) => void;
}

export class Spool {
  readonly #folder: string;
  readonly #options: SpoolOptions;
  readonly #segments: Segment[];
  readonly #reader: SpoolReader;
  #file: FileHandle | undefined;
  #waiting: { line: Buffer; n: number }[] = [];
  #waitingBytes = 0;
  #urgent = Promise.withResolvers<void>();
  #writing: Promise<void> | undefined;
  #changed = Promise.withResolvers<void>();
  #lastSyncMs = Number.NEGATIVE_INFINITY;
  #lastAckMs = Number.NEGATIVE_INFINITY;
  #ackTask: Promise<void> = Promise.resolve();
  #last: number;
  #durable: number;
  #acked: number;

  /** Opens or recovers the spool in `folder`, which is made if need be. */
  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#folder = options.folder;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#acked = readAcked(this.#folder);
    const { segments, last } = recoverSegments(this.#folder);
    this.#segments = segments;
    this.#last = Math.max(last, this.#acked);
    this.#durable = this.#last;
    this.#reader = new SpoolReader(segments);
  }

  /** Number of the last entry appended; of the last on disk; of the last acknowledged by the coordinator. */
  get last(): number {
    return this.#last;
  }
  get durable(): number {
    return this.#durable;
  }
  get acked(): number {
    return this.#acked;
  }
  /** Bytes on disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, s) => sum + s.bytes, 0);
  }

  /** Appends one entry and gives its number. `flush()` says when it is on the disk. */
  append(e: RunEntry, atMs: number): number {
    const n = ++this.#last;
    const line = Buffer.from(`${JSON.stringify({ n, atMs, e } satisfies SpoolEntry)}\n`);
    this.#waiting.push({ line, n });
    this.#waitingBytes += line.length;
    if (e.kind !== 'line' && e.kind !== 'progress') this.#urgent.resolve();
    this.#writing ??= this.#write();
    return n;
  }

  /** Resolves when everything appended so far is on the disk. */
  async flush(): Promise<void> {
    const upTo = this.#last;
    this.#urgent.resolve();
    while (this.#durable < upTo) await this.#changed.promise;
  }

  /** Resolves when there is room for more: whoever produces lines waits here when the disk is slower than he is. */
  async room(): Promise<void> {
    while (this.#waitingBytes > MAX_WAITING_BYTES) await this.#changed.promise;
  }

  /** Resolves when an entry after number `n` can be read. */
  async readable(n: number): Promise<void> {
    while (this.#durable <= n) await this.#changed.promise;
  }

  /** Resolves when everything up to entry `n` is acknowledged. */
  async ackedUpTo(n: number): Promise<void> {
    while (this.#acked < n) await this.#changed.promise;
  }

  /** Entries after number `after`, in order, at most `maxEntries` and about `maxBytes`; only what is on the disk. */
  read(after: number, maxEntries: number, maxBytes: number): Promise<SpoolEntry[]> {
    return this.#reader.read(after, Math.min(this.#durable, after + maxEntries), maxBytes);
  }

  /** The coordinator has everything up to `n` on its disk: segments that hold nothing else are deleted. */
  ack(n: number): void {
    if (n <= this.#acked) return;
    this.#acked = Math.min(n, this.#last);
    this.#notify();
    this.#ackTask = this.#ackTask.then(() => whenRoom(() => this.#keepAck()));
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#writing;
    await this.#ackTask;
    await whenRoom(() => writeDurably(join(this.#folder, 'acked.json'), JSON.stringify({ acked: this.#acked })));
    await this.#file?.close();
    this.#file = undefined;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      this.#urgent = Promise.withResolvers();
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#store(Buffer.concat(batch.map((b) => b.line)), batch[0]!.n);
      this.#waitingBytes -= batch.reduce((sum, b) => sum + b.line.length, 0);
      this.#durable = batch.at(-1)!.n;
      this.#lastSyncMs = this.#options.steadyMs();
      this.#notify();
    }
    this.#writing = undefined;
  }

  /** The first line after a pause goes at once; those that follow within GROUP_MS share a sync. */
  async #gather(): Promise<void> {
    const waitMs = this.#lastSyncMs + GROUP_MS - this.#options.steadyMs();
    if (waitMs <= 0) return;
    const stop = new AbortController();
    const time = pause(waitMs, undefined, { signal: stop.signal }).catch(() => {}); // aborted: something urgent came
    await Promise.race([this.#urgent.promise, time]);
    stop.abort();
  }

  async #store(bytes: Buffer, first: number): Promise<void> {
    for (let told = false; ; ) {
      try {
        const segment = await this.#openSegment(first);
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await this.#file!.write(bytes, done, bytes.length - done, segment.bytes + done);
          done += bytesWritten;
        }
        await this.#file!.datasync();
        segment.bytes += bytes.length;
        return;
      } catch (error) {
        // A full or failing disk: nothing is lost or sent meanwhile, the run's output waits.
        if (!told) this.#options.onTrouble?.(error as Error);
        told = true;
        await pause(WRITE_AGAIN_MS);
      }
    }
  }

  async #openSegment(first: number): Promise<Segment> {
    const current = this.#segments.at(-1);
    if (current && current.bytes < SEGMENT_BYTES) {
      this.#file ??= await open(current.path, 'r+');
      return current;
    }
    await this.#file?.close();
    this.#file = undefined;
    const path = segmentPath(this.#folder, first);
    this.#file = await open(path, 'w+', 0o600);
    const segment = { first, path, bytes: 0 };
    this.#segments.push(segment);
    return segment;
  }

  async #keepAck(): Promise<void> {
    const done: Segment[] = [];
    for (let i = 0; i + 1 < this.#segments.length; i++)
      if (this.#segments[i + 1]!.first <= this.#acked + 1) done.push(this.#segments[i]!);
    const path = join(this.#folder, 'acked.json');
    const text = JSON.stringify({ acked: this.#acked });
    if (done.length > 0) {
      await writeDurably(path, text); // before the entries go: otherwise numbers could start again
      this.#segments.splice(0, done.length);
      for (const segment of done) await rm(segment.path, { force: true });
    } else if (this.#options.steadyMs() - this.#lastAckMs > ACK_EVERY_MS) {
      this.#lastAckMs = this.#options.steadyMs();
      await writeFile(`${path}.tmp`, text, { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    }
  }

  #notify(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

function readAcked(folder: string): number {
  try {
    const { acked } = JSON.parse(readFileSync(join(folder, 'acked.json'), 'utf8')) as { acked: number };
    return Number.isSafeInteger(acked) ? acked : 0;
  } catch {
    return 0; // none yet, or torn: everything on disk is sent again and skipped by number
  }
}
