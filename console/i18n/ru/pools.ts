/** Russian texts of pools. */
import type { pools as english } from '../en/pools.ts';
import type { Texts } from '../texts.ts';

export const pools: Texts<typeof english> = {};
