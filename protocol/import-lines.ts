/** A text in pieces as its lines, each with its number; a line that is too long is one problem, not memory. Pure. */
import { MAX_RECORD_CHARS } from './import-csv.ts';

export interface TextLine {
  line: number;
  text: string;
  problem?: string;
}

const SHOWN_OF_LONG = 200;

/** Feed it with `push`, close it with `end`; empty lines are left out. */
export class LineReader {
  #text = '';
  #line = 1;
  #begun = false;
  #skipping = false;

  push(text: string): TextLine[] {
    this.#text += this.#begun ? text : text.replace(/^\uFEFF/, '');
    this.#begun ||= text !== '';
    const found: TextLine[] = [];
    let at = 0;
    for (let end = this.#text.indexOf('\n'); end >= 0; end = this.#text.indexOf('\n', at)) {
      this.#take(this.#text.slice(at, end), found);
      at = end + 1;
    }
    this.#text = this.#text.slice(at);
    if (this.#text.length > MAX_RECORD_CHARS) {
      if (!this.#skipping) found.push(tooLong(this.#line, this.#text));
      this.#skipping = true;
      this.#text = '';
    }
    return found;
  }

  end(): TextLine[] {
    const found: TextLine[] = [];
    this.#take(this.#text, found);
    this.#text = '';
    return found;
  }

  #take(text: string, found: TextLine[]): void {
    const line = this.#line++;
    const skipped = this.#skipping;
    this.#skipping = false;
    if (skipped || text.trim() === '') return;
    found.push(text.length > MAX_RECORD_CHARS ? tooLong(line, text) : { line, text: text.replace(/\r$/, '') });
  }
}

const tooLong = (line: number, text: string): TextLine => ({
  line,
  text: text.slice(0, SHOWN_OF_LONG),
  problem: `is longer than ${MAX_RECORD_CHARS} characters`,
});
