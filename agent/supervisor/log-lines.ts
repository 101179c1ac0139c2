/** A stream of bytes becomes log lines (E2): partial last lines, endless lines (E4) and broken UTF-8 included. */

/** Bytes of one entry's text; a longer line goes on in the next entry, marked `more`. */
export const MAX_LINE_BYTES = 64 * 1024;
/** A line without an end is shown after this many ms without news: a prompt, a progress. */
const IDLE_MS = 400;

export interface LineOptions {
  /** `more`: the next line goes on where this one stops. */
  onLine: (text: string, more: boolean) => void;
  /** Characters at the end of a cut that must stay together with what follows (a secret's beginning). */
  openTail?: (text: string) => number;
}

export class LogLines {
  readonly #onLine: LineOptions['onLine'];
  readonly #openTail: (text: string) => number;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #open: Buffer[] = [];
  #openBytes = 0;
  /** The entry before was marked `more`: one more must follow, even an empty one. */
  #owed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LineOptions) {
    this.#onLine = options.onLine;
    this.#openTail = options.openTail ?? (() => 0);
  }

  feed(chunk: Buffer): void {
    clearTimeout(this.#timer);
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#add(chunk.subarray(start, end));
      this.#cutLong();
      this.#emit(this.#take(), false);
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
    this.#cutLong();
    if (this.#openBytes > 0) this.#timer = setTimeout(() => this.#idle(), IDLE_MS).unref();
  }

  /** Nothing will come any more. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#openBytes > 0) this.#emit(this.#take(), false);
    this.#owed = false;
  }

  #add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#open.push(bytes);
    this.#openBytes += bytes.length;
  }

  #take(): Buffer {
    const whole = this.#open.length === 1 ? this.#open[0]! : Buffer.concat(this.#open);
    this.#open = [];
    this.#openBytes = 0;
    return whole;
  }

  #cutLong(): void {
    while (this.#openBytes > MAX_LINE_BYTES) {
      const whole = this.#take();
      const at = this.#cutAt(whole, MAX_LINE_BYTES);
      this.#emit(whole.subarray(0, at), true);
      this.#add(whole.subarray(at));
    }
  }

  #idle(): void {
    const whole = this.#take();
    const at = this.#cutAt(whole, whole.length);
    if (at > 0) this.#emit(whole.subarray(0, at), true);
    this.#add(whole.subarray(at));
  }

  /** Where to cut at most `limit` bytes off: not inside a character, not inside what may become a secret. */
  #cutAt(bytes: Buffer, limit: number): number {
    const at = characterEnd(bytes, limit);
    const text = bytes.toString('utf8', 0, at);
    const keep = this.#openTail(text);
    const cut = at - Buffer.byteLength(text.slice(text.length - keep));
    return cut > 0 || limit < MAX_LINE_BYTES ? Math.max(cut, 0) : at;
  }

  #emit(bytes: Buffer, more: boolean): void {
    const ends = !more && bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
    const text = this.#decoder.decode(bytes.subarray(0, ends));
    if (text !== '' || more || this.#owed || bytes.length === 0) this.#onLine(text, more);
    this.#owed = more;
  }
}

/** The largest position ≤ `limit` that does not split a UTF-8 character; broken bytes count as characters. */
function characterEnd(bytes: Buffer, limit: number): number {
  let start = Math.min(limit, bytes.length);
  for (let back = 0; back < 4 && start > 0; back++) {
    start--;
    const byte = bytes[start]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return start + length <= limit ? Math.min(limit, bytes.length) : start;
  }
  return Math.min(limit, bytes.length);
}
