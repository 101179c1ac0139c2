/** How somebody on this machine asks its agent to drain (P14): by a file in its data folder, on every system alike. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dataPaths } from './run-folder.ts';
import { lockHolder } from './supervisor/lock.ts';

/** ms between two looks. */
const LOOK_MS = 250;

/** Does an agent work in this data folder? */
export const agentWorksIn = (data: string): boolean =>
  existsSync(data) && lockHolder(dataPaths(data).lock) !== undefined;

export const askToDrain = (data: string): void => writeFileSync(dataPaths(data).drain, '', { mode: 0o600 });

/** Calls `asked` once it is; what was asked of an earlier agent counts no more. Returns how to stop looking. */
export function onDrainAsked(data: string, asked: () => void): () => void {
  const file = dataPaths(data).drain;
  const forget = () => rmSync(file, { force: true });
  forget();
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(timer);
    asked();
  }, LOOK_MS).unref();
  return () => {
    clearInterval(timer);
    forget();
  };
}
