/** Chinese texts of calendars. */
import type { calendars as english } from '../en/calendars.ts';
import type { Texts } from '../texts.ts';

export const calendars: Texts<typeof english> = {};
