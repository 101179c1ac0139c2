/** Which language the console speaks: the one that was chosen, else the browser's, else English. Remembered. */
import { remember, remembered } from '../environment.ts';

/** Each in its own words, for the menu that switches. */
export const languages = { en: 'English', 'zh-CN': '简体中文', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

const NAME = 'language';

export const language: Language = chosen() ?? preferred(navigator.languages) ?? 'en';

/** From the next start of the page on. */
export const chooseLanguage = (to: Language): void => remember(NAME, to);

function chosen(): Language | undefined {
  const value = remembered(NAME);
  return Object.hasOwn(languages, String(value)) ? (value as Language) : undefined;
}

/** The first of the browser's languages that we have; `zh`, `zh-Hans`, `zh-SG` are served by `zh-CN`. */
export function preferred(wanted: readonly string[]): Language | undefined {
  const ours = Object.keys(languages) as Language[];
  for (const tag of wanted) {
    const found = ours.find((have) => have.split('-')[0] === tag.split('-')[0]);
    if (found) return found;
  }
  return undefined;
}
