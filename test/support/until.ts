/** Waiting in tests: for a condition, with a limit; never for a time. */
import { setTimeout as pause } from 'node:timers/promises';

/** Polls until `condition` gives something truthy and returns it; after `limitMs` fails saying `what` was awaited. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  limitMs = 20_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs;
  for (let restMs = 5; ; restMs = Math.min(50, restMs * 1.3)) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await pause(restMs); // longer and longer: asking a browser or a process takes time from what is waited for
  }
}
