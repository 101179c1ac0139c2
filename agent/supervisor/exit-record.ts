/** How a run ended, in the fixed words of P8: judged once, on the disk before anybody is told. */
import { exitWords, timeoutWords } from '../../protocol/end-words.ts';
import type { EndReason } from '../../protocol/fields.ts';
import { readJson } from '../run-folder.ts';
import { whenRoom, writeDurably } from '../spool/durable-file.ts';
import type { Exit } from './child.ts';

/** Characters of the error that travel with the end. */
const MAX_ERROR = 20_000;

export interface ExitRecord {
  state: 'succeeded' | 'failed' | 'cancelled' | 'lost';
  reason: EndReason;
  exitCode?: number | undefined;
  signal?: string | undefined;
  error?: string | undefined;
  /** ms since the run's start. */
  atMs: number;
}
export type Ending = Omit<ExitRecord, 'atMs'>;

/** Why we ended the command ourselves; undefined = we did not. */
export type Abort = 'cancelled' | 'forced' | 'timeout';

export interface Verdict {
  exit: Exit;
  abort: Abort | undefined;
  /** What the script said of its end. */
  said: { kind: 'business' | 'error'; message: string } | undefined;
  /** The last lines of standard error. */
  lastWords: string;
  timeoutMs: number | undefined;
}

export function judge({ exit, abort, said, lastWords, timeoutMs }: Verdict): Ending {
  const how = { exitCode: exit.code, signal: exit.signal };
  const error = clip(said?.message || lastWords || String(exitWords(exit)));
  if (abort === 'cancelled' || abort === 'forced') return { state: 'cancelled', reason: abort, ...how };
  if (abort === 'timeout') {
    return { state: 'failed', reason: 'timeout', ...how, error: String(timeoutWords(timeoutMs ?? 0)) };
  }
  if (said?.kind === 'business') return { state: 'failed', reason: 'business-error', ...how, error };
  if (exit.code === 0 && !exit.signal) return { state: 'succeeded', reason: 'completed', ...how };
  return { state: 'failed', reason: 'script-error', ...how, error };
}

export const clip = (text: string) => (text.length > MAX_ERROR ? `${text.slice(0, MAX_ERROR - 1)}…` : text);

export function readExit(path: string): ExitRecord | undefined {
  return readJson<ExitRecord>(path);
}

/** On a full disk it waits for room: how the run ended is not guessed later. */
export async function writeExit(path: string, record: ExitRecord): Promise<void> {
  await whenRoom(() => writeDurably(path, JSON.stringify(record)));
}
