/** What a rule gets besides its view: time, asker, and identities that are the same again when the rule runs again. */
import type { Ctx } from '../domain/view.ts';
import { fourDigits, hashOf } from '../ids.ts';
import type { Command } from './store.ts';

/** Where identities come from: the one thing of a store that is not decided by its rows (coordinator/ids.ts). */
export interface Ids {
  /** Start of the ids of one command: sorts by creation, unique over the installation. `now` in ms. */
  next(now: number): string;
  /** A new secret and its sha256 in hexadecimal. */
  token(): { secret: string; hash: string };
}
/**
 * Made at open, when the store knows how many times it has been opened: `boot` is part of every id. `newest`: the last id
 * of earlier openings, without its prefix, so that new ones sort behind it also when the clock was set back in between.
 */
export type MakeIds = (boot: number, newest?: string) => Ids;

/** Every call gives the ctx for one run of the command's rule; the nth id and token are the same in each run. */
export function ctxMaker(
  ids: Ids,
  { who, waited = false, sealed }: Pick<Command, 'who' | 'waited' | 'sealed'>,
  now: number,
): () => Ctx {
  const base = ids.next(now);
  const tokens: { secret: string; hash: string }[] = [];
  return () => {
    let idCount = 0;
    let tokenCount = 0;
    return {
      now,
      who,
      waited,
      sealed,
      digest: hashOf,
      newId: () => base + fourDigits(idCount++), // 36^4 of them: more than any request can carry
      newToken: () => {
        tokens[tokenCount] ??= ids.token();
        return tokens[tokenCount++]!;
      },
    };
  };
}
