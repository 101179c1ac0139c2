/** What an import says: progress while it runs, refused lines with their reasons, the sum at the end. */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { refuse } from '../../protocol/errors.ts';
import type { BadLine } from '../../protocol/import-rows.ts';
import { bytes, clean, note, paint, statusLine } from '../output.ts';

/** Refused lines that are shown, and that `--json` holds; `--errors` keeps them all. */
const SHOWN = 20;
const KEPT = 1_000;
/** Characters of a reason. */
const REASON_CHARS = 300;

export interface Progress {
  bytes: number;
  size: number | undefined;
  lines: number;
}

export class Report {
  refused = 0;
  /** Of the file, for the file of refused lines. */
  header = '';
  /** The first of them. */
  readonly bad: Omit<BadLine, 'text'>[] = [];
  readonly #line = statusLine();
  readonly #label: string;
  readonly #began = performance.now();
  readonly #files: ErrorFiles | undefined;

  /** `label` stands before the bar; `errors`: where refused lines go. */
  constructor(label: string, errors: string | undefined) {
    this.#label = label;
    this.#files = errors === undefined ? undefined : new ErrorFiles(errors);
  }

  async ready(): Promise<void> {
    await this.#files?.opened();
  }

  async add(bad: BadLine): Promise<void> {
    const reason = bad.reason.slice(0, REASON_CHARS);
    const { line, column } = bad;
    this.refused++;
    if (this.bad.length < KEPT) this.bad.push({ line, ...(column === undefined ? {} : { column }), reason });
    await this.#files?.write(bad, this.header);
  }

  /** At most some times a second; on a terminal only. */
  show({ bytes: read, size, lines }: Progress): void {
    const seconds = (performance.now() - this.#began) / 1_000;
    const rate = seconds > 0.5 ? `  ${whole(lines / seconds)}/s` : '';
    const refused = this.refused > 0 ? `  ${whole(this.refused)} refused` : '';
    const bar = size === undefined ? bytes(read) : barOf(size === 0 ? 1 : read / size);
    this.#line.show(`${this.#label}  ${bar}  ${whole(lines)} lines${rate}${refused}`);
  }

  /** A sentence above the bar. */
  note(says: string): void {
    this.#line.clear();
    note(paint('yellow', clean(says)));
  }

  /** Takes the bar away and names the refused lines. */
  async end(print: boolean): Promise<void> {
    this.#line.clear();
    await this.#files?.close();
    if (!print) return;
    for (const { line, column, reason } of this.bad.slice(0, SHOWN))
      note(`line ${line}${column === undefined ? '' : `, ${clean(column)}`}: ${clean(reason)}`);
    if (this.refused > SHOWN)
      note(`… and ${whole(this.refused - SHOWN)} more${this.#files ? '' : ' (--errors FILE keeps them all)'}`);
    if (this.refused > 0 && this.#files) note(`refused lines: ${this.#files.file}, why: ${this.#files.whyFile}`);
  }
}

export const whole = (n: number): string => Math.round(n).toLocaleString('en');

const BAR = 24;
function barOf(part: number): string {
  const filled = Math.round(Math.min(1, part) * BAR);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${String(Math.floor(Math.min(1, part) * 100)).padStart(3)} %`;
}

/** Refused lines as they stand, with the header, to be mended and imported again; beside it one reason a line. */
class ErrorFiles {
  readonly file: string;
  readonly whyFile: string;
  readonly #lines: WriteStream;
  readonly #why: WriteStream;
  #begun = false;

  constructor(file: string) {
    this.file = file;
    this.whyFile = `${file}.why.txt`;
    this.#lines = createWriteStream(file, { mode: 0o600 });
    this.#why = createWriteStream(this.whyFile, { mode: 0o600 });
  }

  async opened(): Promise<void> {
    try {
      await Promise.all([once(this.#lines, 'ready'), once(this.#why, 'ready')]);
    } catch (cause) {
      refuse('ValidationError', `--errors ${this.file} can't be written (${(cause as NodeJS.ErrnoException).code})`, {
        field: 'errors',
        cause,
      });
    }
  }

  async write({ line, column, reason, text }: BadLine, header: string): Promise<void> {
    const head = this.#begun || header === '' ? '' : `${header}\n`;
    this.#begun = true;
    const full = [
      this.#lines.write(`${head}${text}\n`),
      this.#why.write(`line ${line}${column === undefined ? '' : `, ${column}`}: ${reason}\n`),
    ];
    if (!full[0]) await once(this.#lines, 'drain');
    if (!full[1]) await once(this.#why, 'drain');
  }

  async close(): Promise<void> {
    this.#lines.end();
    this.#why.end();
    await Promise.all([finished(this.#lines), finished(this.#why)]);
  }
}
