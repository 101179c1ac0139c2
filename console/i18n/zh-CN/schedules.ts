/** Chinese texts of schedules and the cron editor. */
import type { schedules as english } from '../en/schedules.ts';
import type { Texts } from '../texts.ts';

export const schedules: Texts<typeof english> = {};
