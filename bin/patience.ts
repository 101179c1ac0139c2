/** Goes on asking while the coordinator is away for a moment: what only looks or waits need not end by its restart. */
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../protocol/errors.ts';
import { note } from './output.ts';

/** ms; as long as a script waits (S10). */
const MOST_MS = 5 * 60_000;
const AGAIN_MS = 1_000;

/** `ask` must be harmless twice. */
export async function patiently<R>(ask: () => Promise<R>): Promise<R> {
  const from = performance.now();
  for (let said = false; ; said = true) {
    try {
      return await ask();
    } catch (error) {
      const passes = error instanceof GantryError && (error.code === 'Unavailable' || error.code === 'TooMany');
      if (!passes || performance.now() - from > MOST_MS) throw error;
      if (!said) note(`${error.message}; asking again for ${MOST_MS / 60_000} minutes`);
      await pause(error.retryInMs ?? AGAIN_MS);
    }
  }
}
