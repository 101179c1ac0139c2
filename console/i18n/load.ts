/** Fetches the dictionary of the chosen language, and only that one; says the language to the page. */
import { setDictionary } from './index.ts';
import { type Language, language } from './language.ts';
import type { Dictionary } from './texts.ts';

const dictionaries: Record<Language, () => Promise<{ texts: Dictionary }>> = {
  en: () => import('./en/index.ts'),
  'zh-CN': () => import('./zh-CN/index.ts'),
  ru: () => import('./ru/index.ts'),
};

export async function loadLanguage(): Promise<void> {
  const { texts } = await dictionaries[language]();
  setDictionary(texts);
  document.documentElement.lang = language;
}
