/** The run's timeline as this machine writes it: lines, steps and states, masked and bounded, on their way to the spool. */
import type { RunEntry } from '../../protocol/calls-run.ts';
import type { Json, LogLevel, LogSource } from '../../protocol/fields.ts';
import type { RunClock } from '../clock.ts';
import type { Spool } from '../spool/spool.ts';
import { MAX_LINE_BYTES } from './log-lines.ts';
import type { Masker } from './masking.ts';

/** Bytes of a line's fields as JSON; larger ones are replaced by a note. */
const MAX_FIELDS_BYTES = 64 * 1024;
/** How much of standard error is remembered as the reason of a failure. */
const LAST_WORDS = 20;
const MAX_STEP_NAME = 500;
const MAX_STEP_ERROR = 10_000;

export interface LineParts {
  fields?: Json;
  /** Name of the screenshot that belongs to it. */
  screenshot?: string | undefined;
  more?: boolean;
}

export interface JournalOptions {
  spool: Spool;
  clock: RunClock;
  masker: Masker;
  /** Bytes of the spool beyond which lines are dropped (P7). */
  limitBytes: number;
  /** Called once when half the limit is reached: what can be thinned before lines are? */
  onPressure: () => void;
  /** An error-level line of the run is about to be written: the name of its screenshot, if one is taken. */
  onError?: (text: string) => string | undefined;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #lastWords: string[] = [];
  #dropped = 0;
  #pressed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  get atMs(): number {
    return this.#options.clock.atMs();
  }

  /** What the command said last on standard error. */
  get lastWords(): string {
    return this.#lastWords.join('\n');
  }

  /** Lines longer than an entry may be are split and marked `more` (E4). */
  line(level: LogLevel, source: LogSource, text: string, parts: LineParts = {}): void {
    const masked = this.#options.masker.text(text);
    if (source === 'stderr' && masked.trim() !== '') {
      this.#lastWords.push(masked.slice(0, 2_000));
      if (this.#lastWords.length > LAST_WORDS) this.#lastWords.shift();
    }
    const wanted = level === 'error' && parts.screenshot === undefined ? this.#options.onError?.(masked) : undefined;
    const screenshot = parts.screenshot ?? wanted;
    const fields = parts.fields === undefined ? undefined : this.#fields(parts.fields);
    const pieces = inPieces(masked);
    pieces.forEach((piece, i) => {
      const last = i === pieces.length - 1;
      this.#append({
        kind: 'line',
        level,
        source,
        text: piece,
        ...(last && fields !== undefined ? { fields } : {}),
        ...(last && screenshot !== undefined ? { screenshot } : {}),
        ...(!last || parts.more ? { more: true } : {}),
      });
    });
  }

  /** A line of ours about the run. */
  say(level: LogLevel, text: string): void {
    this.line(level, 'system', text);
  }

  step(step: number, name: string): void {
    this.#append({ kind: 'step', step, name: this.#text(name, MAX_STEP_NAME) });
  }

  stepEnd(step: number, ok: boolean, ms: number, error?: string): void {
    const why = error === undefined ? {} : { error: this.#text(error, MAX_STEP_ERROR) };
    this.#append({ kind: 'step-end', step, ok, ms, ...why });
  }

  /** Anything else, already in its final words. */
  entry(e: RunEntry): void {
    this.#append(e);
  }

  mask(text: string): string {
    return this.#options.masker.text(text);
  }

  maskJson(value: Json): Json {
    return this.#options.masker.json(value);
  }

  #text(text: string, most: number): string {
    return this.mask(text).slice(0, most);
  }

  #fields(fields: Json): Json {
    const masked = this.#options.masker.json(fields);
    const bytes = Buffer.byteLength(JSON.stringify(masked));
    return bytes <= MAX_FIELDS_BYTES
      ? masked
      : { note: `fields of ${bytes} bytes were left out (at most ${MAX_FIELDS_BYTES})` };
  }

  #append(e: RunEntry): void {
    const { spool, limitBytes, clock } = this.#options;
    const { bytes } = spool;
    if (bytes > limitBytes / 2 && !this.#pressed) {
      this.#pressed = true;
      this.#options.onPressure();
    }
    if (e.kind === 'line' && bytes > limitBytes) {
      this.#dropped++;
      return;
    }
    if (this.#dropped > 0) {
      const text = `${this.#dropped} lines were dropped: the coordinator was away and this run's spool was full (${limitBytes} bytes)`;
      this.#dropped = 0;
      spool.append({ kind: 'line', level: 'warn', source: 'system', text }, clock.atMs());
    }
    spool.append(e, clock.atMs());
  }
}

/** A text in pieces of at most MAX_LINE_BYTES of UTF-8, never inside a character. */
function inPieces(text: string): string[] {
  if (Buffer.byteLength(text) <= MAX_LINE_BYTES) return [text];
  const pieces: string[] = [];
  // A UTF-16 unit takes at most 3 bytes: pieces of a third are always small enough.
  const size = Math.floor(MAX_LINE_BYTES / 3);
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + size, text.length);
    const unit = text.charCodeAt(end - 1);
    if (end < text.length && unit >= 0xd800 && unit < 0xdc00) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
