/** Fetches the dictionary of the chosen language, and only that one; says the language to the page. */
import { setDictionary } from './index.ts';
import { type Language, language } from './language.ts';
import type { Dictionary } from './texts.ts';

interface Loaded {
  texts: Dictionary;
  /** The coordinator's sentences by their English form; English needs none. */
  coordinator?: Readonly<Record<string, string>>;
}

const dictionaries: Record<Language, () => Promise<Loaded>> = {
  en: () => import('./en/index.ts'),
  'zh-CN': () => import('./zh-CN/index.ts'),
  ru: () => import('./ru/index.ts'),
};

export async function loadLanguage(): Promise<void> {
  const { texts, coordinator = {} } = await dictionaries[language]();
  setDictionary(texts, coordinator);
  document.documentElement.lang = language;
}
