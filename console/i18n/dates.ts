/** The calendar's month and day names, and which day a week begins with. */
import 'dayjs/locale/ru';
import 'dayjs/locale/zh-cn';
import { type Language, language } from './language.ts';

const locales: Record<Language, string> = { en: 'en', 'zh-CN': 'zh-cn', ru: 'ru' };
export const dayjsLocale = locales[language];
