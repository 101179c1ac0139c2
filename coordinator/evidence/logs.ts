/** Windows of a run's log by position (E4): reads the rows that cover the window, never the whole log unless it searches. */
import type { Params } from '../../protocol/contract.ts';
import { LogLevel } from '../../protocol/fields.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import { cursorAt } from '../store/lists.ts';
import type { Store } from '../store/store.ts';

const DEFAULT_LINES = 200;
/** Rows (reports) read at once. */
const ROWS = 100;
/** Characters of text in one answer, more or less: lines may have 64 KiB each. */
const MOST_TEXT = 4 * 1024 * 1024;
/** Lines that one search looks through before it answers with what it has; the reader goes on from there. */
const MOST_SEARCHED = 200_000;

export interface Window {
  lines: LogLine[];
  /** Where to go on; absent when the log was read to its end. */
  next?: number;
}

const levels: readonly string[] = LogLevel.options;

/**
 * Lines from position `from` on; negative counts from the end. With `dir: desc` those at or before it, the nearest first.
 * With `level` (at least that), `source` or `text` (case ignored) only lines that match.
 */
export async function readLog(store: Store, p: Params<'run.log'>, total: number): Promise<Window> {
  const limit = p.limit ?? DEFAULT_LINES;
  const back = p.dir === 'desc';
  const wanted = p.from ?? (back ? total : 1);
  const first = wanted < 0 ? Math.max(1, total + 1 + wanted) : Math.max(1, wanted);
  const matches = matcher(p);
  const found: LogLine[] = [];
  let searched = 0;
  let size = 0;
  for await (const lines of linesFrom(store, { run: p.run, first, back }))
    for (const line of lines) {
      searched++;
      if (matches(line)) {
        found.push(line);
        size += line.text.length;
      }
      if (found.length < limit && searched < MOST_SEARCHED && size < MOST_TEXT) continue;
      const more = back ? line.n > 1 : line.n < total;
      return more ? { lines: found, next: line.n + (back ? -1 : 1) } : { lines: found };
    }
  return { lines: found };
}

/** The lines from position `first` on, or back from it, report by report. */
async function* linesFrom(
  store: Store,
  { run, first, back }: { run: string; first: number; back: boolean },
): AsyncGenerator<LogLine[]> {
  const dir = back ? 'desc' : 'asc';
  const start = back ? { after: cursorAt('log', { dir }, { id: ' ', first: first + 1 }) } : { from: first };
  let after: string | undefined;
  do {
    const page = await store.query('log', { run, dir, limit: ROWS, ...(after ? { after } : start) });
    for (const row of page.items) {
      const lines = row.lines as LogLine[];
      yield back ? lines.filter((line) => line.n <= first).reverse() : lines.filter((line) => line.n >= first);
    }
    after = page.next;
  } while (after !== undefined);
}

function matcher({ level, source, text }: Params<'run.log'>): (line: LogLine) => boolean {
  const least = level === undefined ? 0 : levels.indexOf(level);
  const part = text?.toLowerCase();
  return (line) =>
    levels.indexOf(line.level) >= least &&
    (source === undefined || line.source === source) &&
    (part === undefined || line.text.toLowerCase().includes(part));
}
