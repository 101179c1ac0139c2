/** Sends what an import read in portions: one after the other, each exactly once although the connection or coordinator dies. */
import { reconnectDelay } from './backoff.ts';
import { GantryError } from './errors.ts';
import { utf8Bytes } from './frame.ts';
import type { BadLine, ImportItem, ImportLine } from './import-rows.ts';

/** Of one portion: small enough that robots hardly notice the transaction that carries it. */
export const PORTION_ITEMS = 100;
export const PORTION_BYTES = 512 * 1024;
/** ms to go on trying when the coordinator does not answer: a restart or an update of it is shorter. */
export const PATIENCE_MS = 5 * 60_000;

export interface SenderParts {
  /** Adds all or none, once for each `key` (S10); resolves with how many no key of the queue knew. */
  add(items: ImportItem[], key: string): Promise<number>;
  /** Names this import in the keys of its portions: the same portion sent by another process is the same request. */
  run: string;
  patienceMs: number;
  /** ms by a clock that never goes back. */
  now(): number;
  /** In [0, 1). */
  dice(): number;
  pause(ms: number): Promise<unknown>;
  onBad(bad: BadLine): void;
  /** The coordinator does not answer; trying again. */
  onWait(error: GantryError): void;
}

export class Sender {
  added = 0;
  known = 0;
  /** First line of the first portion that is not known to be in; undefined: everything so far is. */
  from: number | undefined;
  readonly #parts: SenderParts;
  #portion: ImportLine[] = [];
  #bytes = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Takes one line; waits while the portion before is still on its way, so that two are in memory at most. */
  async take(line: ImportLine): Promise<void> {
    const bytes = utf8Bytes(JSON.stringify(line.item)) + 1;
    if (this.#portion.length > 0 && (this.#portion.length === PORTION_ITEMS || this.#bytes + bytes > PORTION_BYTES))
      await this.#flush();
    this.#portion.push(line);
    this.#bytes += bytes;
  }

  async finish(): Promise<void> {
    if (this.#portion.length > 0) await this.#flush();
    await this.#sending;
  }

  /** Until the portion on its way is answered; what was taken after it is not sent. */
  async stop(): Promise<void> {
    await this.#sending;
    this.from ??= this.#portion[0]?.line;
  }

  async #flush(): Promise<void> {
    const portion = this.#portion;
    this.#portion = [];
    this.#bytes = 0;
    this.from = this.from ?? portion[0]!.line;
    await this.#sending;
    this.from = portion[0]!.line;
    this.#sending = this.#send(portion);
    this.#sending.catch(() => {}); // whoever waits for it next hears of it
  }

  async #send(portion: ImportLine[]): Promise<void> {
    const first = portion[0]!.line;
    for (let rest = portion, round = 0; rest.length > 0; round++) {
      const key = `import-${this.#parts.run}.${first}${round === 0 ? '' : `.${round}`}`;
      const refused = await this.#add(rest, key);
      if (refused === undefined) break;
      this.#parts.onBad(refused.bad);
      rest = rest.filter((_, i) => i !== refused.index);
    }
    if (this.from === first) this.from = undefined;
  }

  /** All of the lines, or none and the one that the coordinator refused. */
  async #add(lines: ImportLine[], key: string): Promise<{ bad: BadLine; index: number } | undefined> {
    try {
      const items = lines.map(({ item }) => item);
      const added = await this.#patiently(() => this.#parts.add(items, key));
      this.added += added;
      this.known += items.length - added;
      return undefined;
    } catch (error) {
      const [, n, column] = /^items\.(\d+)\.?(.*)$/.exec((error as GantryError).field ?? '') ?? [];
      const line = lines[Number(n)];
      if (!line) throw error;
      const { message } = error as GantryError;
      return { index: Number(n), bad: { line: line.line, text: line.text, column, reason: message } };
    }
  }

  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const { patienceMs, onWait, now, dice, pause } = this.#parts;
    const end = now() + patienceMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const later = error instanceof GantryError && error.retry === 'later';
        if (!later || now() >= end) throw error;
        onWait(error);
        await pause(error.retryInMs ?? reconnectDelay(attempt, dice()));
      }
    }
  }
}
