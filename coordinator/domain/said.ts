/**
 * A text for people as it is kept and shown: the English text under its name, and under the name with `As` the sentence
 * that it is, by which the console says it in another language. Without one (null when kept, absent when shown) it is a
 * text without values, somebody else's words, or of a row older than sentences.
 */
import { type Said, Sentence, say, type WireSentence } from '../../protocol/sentence.ts';

type Kept<N extends string> = { [K in N]: string } & { [K in `${N}As`]: WireSentence | null };
type Shown<N extends string> = { [K in N]: string } & { [K in `${N}As`]?: WireSentence };

/** As columns of a row. */
export const kept = <N extends string>(name: N, said: Said): Kept<N> =>
  ({ [name]: String(said), [`${name}As`]: said instanceof Sentence ? said.toWire() : null }) as Kept<N>;

/** As fields of an answer. */
export const shown = <N extends string>(name: N, said: Said): Shown<N> =>
  ({ [name]: String(said), ...(said instanceof Sentence ? { [`${name}As`]: said.toWire() } : {}) }) as Shown<N>;

/** What `kept` or `shown` made of it. */
export function saidIn<N extends string>(
  row: { readonly [K in N]: string } & { readonly [K in `${N}As`]?: unknown },
  name: N,
): Said {
  const as = row[`${name}As`] as WireSentence | null | undefined;
  return as ? Sentence.fromWire(as, row[name]) : row[name];
}

/** What a refusal says. */
export const saidBy = (error: { message: string; sentence: Sentence | undefined }): Said =>
  error.sentence ?? error.message;

/** All that say something, in one sentence; '' of none. */
export const joined = (parts: readonly Said[]): Said =>
  parts
    .filter((part) => String(part) !== '')
    .reduce((says, next) => (says === '' ? next : say`${{ says }}; ${{ next }}`), '');

/** The sentence among `known` that a text is, said again from the same facts; else the text. */
export const recognized = (text: string, known: readonly Said[]): Said =>
  known.find((said) => String(said) === text) ?? text;
