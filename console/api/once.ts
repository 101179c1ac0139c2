/** A write whose answer may be lost: pressed again, the same wish is the same request and has its effect once (S10). */
import { useRef } from 'react';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { dice, now } from '../environment.ts';
import { call } from './call.ts';

/** A key that nobody else has: the clock and two throws of the dice. */
export const newRepeatKey = (): string => ['console', now(), dice(), dice()].map(letters).join('-');

const letters = (part: string | number): string =>
  typeof part === 'string' ? part : part.toString(36).replace(/^0\./, '');

/** Like `call`, for one dialog. A refusal, or another wish, begins anew; an answer that did not come does not. */
export function useOnce(): <V extends VerbName>(verb: V, params: ParamsIn<V>) => Promise<Result<V>> {
  const sent = useRef<{ wish: string; key: string }>(undefined);
  return async (verb, params) => {
    const wish = JSON.stringify(params);
    if (sent.current?.wish !== wish) sent.current = { wish, key: newRepeatKey() };
    try {
      return await call(verb, params, undefined, sent.current.key);
    } catch (error) {
      if (!(error instanceof GantryError && error.code === 'Unavailable')) sent.current = undefined;
      throw error;
    }
  };
}
