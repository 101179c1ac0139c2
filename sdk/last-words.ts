/** Why a script ends (BusinessError or a defect), told to the supervisor before Node prints it and exits. */
import { isBusinessError } from './business-error.ts';
import type { Listener } from './local-entries.ts';

const MAX_MESSAGE = 10_000;

/** Only looks on: Node still prints and exits, and a script's own `uncaughtException` handler stays in charge. */
export function listenForLastWords(listener: () => Listener | undefined): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const kind = isBusinessError(error) ? 'business' : 'error';
    listener()?.tell({ do: 'error', kind, message: wordsOf(error).slice(0, MAX_MESSAGE) });
  });
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  if (isBusinessError(error)) return error.message;
  const { code } = error as { code?: unknown };
  return `${typeof code === 'string' ? code : error.name}: ${error.message}`;
}
