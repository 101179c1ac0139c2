/** CSV as RFC 4180 has it, read piece by piece: records with their line, or what is wrong with a line. Pure; no file, no clock. */

/** Characters of one record; a value has at most 1 MiB. A longer one is a line that is wrong, not memory. */
export const MAX_RECORD_CHARS = 2 * 1024 * 1024;

export interface CsvRecord {
  /** Where it begins, from 1; a record with line breaks in quotes ends further down. */
  line: number;
  /** As it stands in the file, without its line end. */
  text: string;
  fields: string[];
}
export interface CsvProblem {
  line: number;
  text: string;
  problem: string;
}

export const isProblem = (found: CsvRecord | CsvProblem): found is CsvProblem => 'problem' in found;

/** What stands at a place of the text; `next`: where to go on. */
interface Found {
  fields?: string[];
  problem?: string;
  /** Without the line end. */
  end: number;
  next: number;
}

/** Feed it with `push`, close it with `end`; both give what became whole. After a wrong line it goes on with the next. */
export class CsvReader {
  readonly #delimiter: string;
  #text = '';
  #line = 1;
  #begun = false;
  /** In the rest of a line that was too long. */
  #skipping = false;

  constructor(delimiter = ',') {
    this.#delimiter = delimiter;
  }

  push(text: string): (CsvRecord | CsvProblem)[] {
    this.#text += this.#begun ? text : text.replace(/^\uFEFF/, '');
    this.#begun ||= text !== '';
    return this.#read(false);
  }

  end(): (CsvRecord | CsvProblem)[] {
    return this.#read(true);
  }

  #read(last: boolean): (CsvRecord | CsvProblem)[] {
    const found: (CsvRecord | CsvProblem)[] = [];
    let at = this.#skipping ? this.#skip(0) : 0;
    while (at < this.#text.length) {
      const one = recordAt(this.#text, at, this.#delimiter, last);
      if (!one && this.#text.length - at <= MAX_RECORD_CHARS) break;
      const { fields, problem, end, next } = one ?? tooLong(this.#text, at);
      const text = this.#text.slice(at, end);
      if (problem !== undefined) found.push({ line: this.#line, text, problem });
      else if (text !== '') found.push({ line: this.#line, text, fields: fields! });
      if (next > this.#text.length) this.#skipping = true;
      else this.#line += linesIn(this.#text, at, next);
      at = next;
    }
    this.#text = this.#text.slice(at);
    return found;
  }

  /** Past the end of the line that is skipped, or past everything. */
  #skip(from: number): number {
    const end = this.#text.indexOf('\n', from);
    if (end < 0) return this.#text.length;
    this.#skipping = false;
    this.#line++;
    return end + 1;
  }
}

/** One record from `at` on; undefined when its end is not there yet. A wrong one ends with the line on which it began. */
function recordAt(text: string, at: number, delimiter: string, last: boolean): Found | undefined {
  const newline = text.indexOf('\n', at);
  const lineEnd = newline < 0 ? text.length : newline;
  if (!text.slice(at, lineEnd).includes('"')) {
    if (newline < 0 && !last) return undefined;
    const end = text[lineEnd - 1] === '\r' && lineEnd > at ? lineEnd - 1 : lineEnd;
    return { fields: text.slice(at, end).split(delimiter), end, next: Math.min(lineEnd + 1, text.length) };
  }
  const read = quotedRecord(text, at, delimiter, last);
  if (typeof read !== 'string') return read;
  const end = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  return newline < 0 && !last ? undefined : { problem: read, end, next: Math.min(lineEnd + 1, text.length) };
}

/** A record with quotes: what was read, what is wrong with it (text), or undefined when more is needed. */
function quotedRecord(text: string, start: number, delimiter: string, last: boolean): Found | string | undefined {
  const fields: string[] = [];
  for (let at = start; ; ) {
    const field = text[at] === '"' ? quotedField(text, at, last) : plainField(text, at, delimiter, last);
    if (field === undefined || typeof field === 'string') return field;
    fields.push(field.value);
    at = field.end;
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    if (at === text.length) return last ? { fields, end: at, next: at } : undefined;
    if (text[at] === '\n') return { fields, end: at, next: at + 1 };
    if (text[at] === '\r' && text[at + 1] === '\n') return { fields, end: at, next: at + 2 };
    if (text[at] === '\r' && at + 1 === text.length && !last) return undefined;
    return `column ${fields.length}: after a closing quote must come "${delimiter}" or the end of the line; a quote within quotes is written twice`;
  }
}

interface Field {
  value: string;
  end: number;
}

function quotedField(text: string, at: number, last: boolean): Field | string | undefined {
  for (let from = at + 1; ; ) {
    const close = text.indexOf('"', from);
    if (close < 0)
      return last || text.length - at > MAX_RECORD_CHARS ? 'a quote is opened here and never closed' : undefined;
    if (text[close + 1] !== '"') {
      if (close + 1 === text.length && !last) return undefined;
      return { value: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
    }
    from = close + 2;
  }
}

function plainField(text: string, at: number, delimiter: string, last: boolean): Field | string | undefined {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') {
    if (text[end] === '"') return 'a quote stands within a field that does not begin with one; put the field in quotes';
    end++;
  }
  if (end === text.length && !last) return undefined;
  if (text[end] !== delimiter && text[end - 1] === '\r' && end > at) end--;
  return { value: text.slice(at, end), end };
}

const SHOWN_OF_LONG = 200;

function tooLong(text: string, at: number): Found {
  const newline = text.indexOf('\n', at);
  const next = newline < 0 ? text.length + 1 : newline + 1;
  return { problem: `is longer than ${MAX_RECORD_CHARS} characters`, end: at + SHOWN_OF_LONG, next };
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The delimiter that a header line most likely has: the most frequent of comma, semicolon, tab and bar outside of quotes. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length - 1;
  return [',', ';', '\t', '|'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** A field as CSV has it: in quotes where it must be. */
export function csvField(text: string, delimiter = ','): string {
  return text.includes(delimiter) || /["\r\n]|^\s|\s$|^\uFEFF/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A spreadsheet takes a cell that begins with one of = + - @ for a formula and would run it: such a cell gets a quote in
 * front, unless it is a plain number. `plainCell` takes it away again, so that nothing is lost on the way back.
 */
export const safeCell = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);
export const plainCell = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
