/** Sealed secrets as rows (X6): kept under the one current master key, wrapped anew by another. Rules see ciphertext only. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { SealedText } from '../../protocol/shapes-asset.ts';
import type { Look } from './lookup.ts';
import type { Ctx, View } from './view.ts';

const KEY_FACT = 'masterKey';
const REQUEST_KEY_FACT = 'requestKey';

/** The master key that new secrets are sealed under; `undefined`: there has been no secret yet. */
export const currentKey = (view: Look): string | undefined => view.get('meta', KEY_FACT)?.value as string | undefined;

/**
 * Keeps a sealed text. One under another key than the current one is refused with `Conflict`: a rotation went by while it
 * was made, and would not find it any more; whoever sealed it seals it again.
 */
export function keepSecret(view: View, sealed: SealedText, unusedSince = 0): string {
  const current = currentKey(view);
  if (current === undefined) view.put('meta', { id: KEY_FACT, value: sealed.key });
  else if (current !== sealed.key)
    refuse('Conflict', 'the master key was changed meanwhile; try again', { retry: 'later' });
  view.put('secret', { ...sealed, unusedSince });
  return sealed.id;
}

/** Of a row that refers to it: '' = none. */
export function sealedOf(view: Look, secret: string): SealedText | undefined {
  const row = secret === '' ? undefined : view.get('secret', secret);
  if (!row) return undefined;
  const { unusedSince: _, ...sealed } = row;
  return sealed;
}

export function dropSecret(view: View, secret: string): void {
  if (secret !== '') view.drop('secret', secret);
}

export function chooseKey(view: View, p: Params<'key.chosen'>, _ctx: Ctx): Result<'key.chosen'> {
  view.put('meta', { id: KEY_FACT, value: p.key });
  return {};
}

/** Secrets that were replaced meanwhile, or wrapped already, are left out. */
export function rewrapSecrets(view: View, p: Params<'secret.rewrapped'>, _ctx: Ctx): Result<'secret.rewrapped'> {
  let rewrapped = 0;
  for (const { id, from, key, wrapped } of p.items) {
    const row = view.get('secret', id);
    if (row?.key !== from) continue;
    view.put('secret', { ...row, key, wrapped });
    rewrapped++;
  }
  return { rewrapped };
}

/** Never one that somebody needs. */
export function forgetSecrets(view: View, p: Params<'secret.forget'>, _ctx: Ctx): Result<'secret.forget'> {
  const old = view.pick('unusedSecrets', { upTo: p.before }, p.limit);
  for (const { id } of old) view.drop('secret', id);
  return { forgotten: old.length };
}

/** The sealed key by which requests with credentials are known again; `undefined`: there was no such request yet. */
export const requestKey = (view: Look): SealedText | undefined =>
  sealedOf(view, (view.get('meta', REQUEST_KEY_FACT)?.value as string | undefined) ?? '');

/** The first one stays, unless its master key was lost. */
export function keepRequestKey(view: View, p: Params<'secret.requestKey'>, _ctx: Ctx): Result<'secret.requestKey'> {
  const known = requestKey(view);
  if (known && known.id !== p.replaces) return { sealed: known };
  dropSecret(view, known?.id ?? '');
  view.put('meta', { id: REQUEST_KEY_FACT, value: keepSecret(view, p.sealed) });
  return { sealed: p.sealed };
}
