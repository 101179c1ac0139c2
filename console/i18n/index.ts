/** `t(key, values)`: every text of the console by key, in the language that was loaded before the first page. */
import type { Dictionary, Key } from './texts.ts';

export { type Language, language } from './language.ts';
export type { Key } from './texts.ts';

import { language } from './language.ts';

const plural = new Intl.PluralRules(language);
let dictionary: Dictionary;
let coordinator: Readonly<Record<string, string>> = {};

/** Called once, before any page is imported: pages keep texts in tables of columns. */
export function setDictionary(texts: Dictionary, forms: Readonly<Record<string, string>>): void {
  dictionary = texts;
  coordinator = forms;
}

/** The coordinator's sentence of this English form in the loaded language; `undefined` = as it is. */
export const coordinatorForm = (form: string): string | undefined =>
  Object.hasOwn(coordinator, form) ? coordinator[form] : undefined;

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const entry = dictionary[key];
  const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(values.n))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
}

/** Numbers in the way of the language: 1,234 · 1 234. */
const numbers = new Intl.NumberFormat(language);
const shown = (value: string | number | undefined): string =>
  typeof value === 'number' ? numbers.format(value) : (value ?? '');
