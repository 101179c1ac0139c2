/** Texts put together as the language does: Chinese has other colons, commas and semicolons, and no space after them. */
import { t } from '../i18n/index.ts';

/** `Status: Error`. */
export const pair = (name: string, text: string): string => t('joined.pair', { name, text });
/** `one, two`. */
export const listed = (texts: readonly string[]): string => texts.join(t('joined.comma'));
/** `one; two`. */
export const clauses = (texts: readonly string[]): string => texts.join(t('joined.semicolon'));
