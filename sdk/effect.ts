/** What a script does once per resource, whichever run takes it (S9): intent before, result after, the result again later. */
import type { Result } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { Connection } from './connection.ts';

export interface OnceOptions<R> {
  /**
   * Asked when it was begun before and nobody knows whether it was done: look there, and give the result if it was, or
   * `undefined` if it was not and shall be done now. Without it `EffectUnknown` is thrown, and a person decides.
   */
  check?: () => R | undefined | Promise<R | undefined>;
}

/** The effect's name and the resource it belongs to. */
interface Effect {
  queue: string;
  id: string;
  name: string;
}

export async function once<R>(
  connection: Connection,
  effect: Effect,
  fn: () => R | Promise<R>,
  { check }: OnceOptions<R>,
): Promise<R> {
  const begun = await intend(connection, effect, check !== undefined);
  if (begun?.state === 'done') return begun.result as R;
  if (begun) return await done(connection, effect, await fn());
  const found = await check?.();
  const again = await connection.call('effect.intend', { ...effect, again: true });
  if (again.state === 'done') return again.result as R; // a person said so meanwhile
  return await done(connection, effect, found === undefined ? await fn() : found);
}

/** `undefined`: it was begun before, and the script can look for itself. */
async function intend(
  connection: Connection,
  effect: Effect,
  canCheck: boolean,
): Promise<Result<'effect.intend'> | undefined> {
  try {
    return await connection.call('effect.intend', effect);
  } catch (error) {
    if (canCheck && error instanceof GantryError && error.code === 'EffectUnknown') return undefined;
    throw error;
  }
}

/** Gives the result as it is kept, so that the first run sees what later ones will see. */
async function done<R>(connection: Connection, effect: Effect, result: R): Promise<R> {
  const kept = await connection.call('effect.done', { ...effect, result: asJson(effect.name, result) });
  return kept.result as R;
}

function asJson(name: string, result: unknown): Json {
  const text = JSON.stringify(result === undefined ? null : result);
  if (text !== undefined) return JSON.parse(text) as Json;
  throw new GantryError('ValidationError', `once("${name}"): it was done, but its result is no JSON; return data`, {
    field: 'result',
  });
}
