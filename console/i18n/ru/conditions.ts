/** Russian texts of launch conditions. */
import type { conditions as english } from '../en/conditions.ts';
import type { Texts } from '../texts.ts';

export const conditions: Texts<typeof english> = {};
