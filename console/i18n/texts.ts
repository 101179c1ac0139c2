/** What a dictionary is: a text by key, or one text for each plural form of its `{n}`. */
import type { texts } from './en/index.ts';

export type Key = keyof typeof texts;
/** `other` is always there; which of the others a language has, `Intl.PluralRules` knows. */
export type Entry = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });
export type Dictionary = Record<Key, Entry>;
/** Texts of one area in another language: the same keys as the English ones, none missing, none more. */
export type Texts<English> = Record<keyof English, Entry>;
