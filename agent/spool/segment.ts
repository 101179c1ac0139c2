/** One numbered file of a spool: its name, its lines, and what of it survived a crash. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEntry } from '../../protocol/calls-run.ts';

/** `n` counts from 1 without gaps; `atMs` is since the run's start. */
export interface SpoolEntry {
  n: number;
  atMs: number;
  e: RunEntry;
}

export interface Segment {
  /** Number of its first entry; also its file's name. */
  first: number;
  path: string;
  bytes: number;
}

const NAME = /^(\d{12})\.jsonl$/;

export const segmentPath = (folder: string, first: number): string =>
  join(folder, `${String(first).padStart(12, '0')}.jsonl`);

/** The segments of a folder in order, the torn last line of a killed writer cut off, and the last entry's number. */
export function recoverSegments(folder: string): { segments: Segment[]; last: number } {
  const segments = readdirSync(folder)
    .flatMap((name) =>
      NAME.test(name) ? [{ first: Number(name.slice(0, 12)), path: join(folder, name), bytes: 0 }] : [],
    )
    .sort((a, b) => a.first - b.first);
  let last = 0;
  segments.forEach((segment, i) => {
    const whole = wholeLines(readFileSync(segment.path), segment.first);
    segment.bytes = whole.bytes;
    last = segment.first + whole.lines - 1;
    if (i === segments.length - 1) truncateSync(segment.path, whole.bytes);
  });
  return { segments, last };
}

/** Bytes and count of the leading lines that are whole entries in sequence. */
function wholeLines(content: Buffer, first: number): { bytes: number; lines: number } {
  let lines = 0;
  let start = 0;
  for (let end = content.indexOf(10, start); end >= 0; end = content.indexOf(10, start)) {
    if (entryNumber(content.toString('utf8', start, end)) !== first + lines) break;
    lines++;
    start = end + 1;
  }
  return { bytes: start, lines };
}

function entryNumber(line: string): number | undefined {
  try {
    return (JSON.parse(line) as SpoolEntry).n;
  } catch {
    return undefined; // torn by a crash in the middle of a write: it was never acknowledged to anybody
  }
}
