/** `t(key, values)`: every text of the console by key, in the chosen language. */
import { en } from './en.ts';

export type Key = keyof typeof en;
/** A text, or one per plural form of `{n}`; `other` is always there. */
type Entry = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });

export const language = 'en';
const dictionary: Record<Key, Entry> = en;
const plural = new Intl.PluralRules(language);

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const entry = dictionary[key];
  const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(values.n))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
