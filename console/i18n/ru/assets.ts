/** Russian texts of assets. */
import type { assets as english } from '../en/assets.ts';
import type { Texts } from '../texts.ts';

export const assets: Texts<typeof english> = {};
