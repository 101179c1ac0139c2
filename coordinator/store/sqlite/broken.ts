/** What an error of SQLite means for us: the disk is broken, the batch can be tried later, or we have a bug. */
import { StoreBroken, StoreFault, StoreUnavailable } from '../store.ts';

/** Primary codes after which nobody can know what is on the disk (P15). */
const BROKEN = [
  'SQLITE_IOERR',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_PROTOCOL',
  'SQLITE_NOMEM',
];
const LATER = ['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_INTERRUPT'];

const startsWith = (code: string, list: readonly string[]) => list.some((c) => code === c || code.startsWith(`${c}_`));

/** The error to throw instead: a StoreFault when the database is the cause, else the error itself. */
export function translate(error: unknown, doing: string): unknown {
  if (error instanceof StoreFault || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (startsWith(code, BROKEN)) return new StoreBroken(`${doing}: ${error.message} (${code})`, { cause: error });
  if (startsWith(code, LATER)) {
    const full = startsWith(code, ['SQLITE_FULL']);
    return new StoreUnavailable(`${doing}: ${error.message} (${code})`, { full, cause: error });
  }
  return error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Runs `work`; what the database throws comes out as a StoreFault. */
export function guarded<R>(doing: string, work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw translate(error, doing);
  }
}
