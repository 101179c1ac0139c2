/** Chinese texts of packages. */
import type { packages as english } from '../en/packages.ts';
import type { Texts } from '../texts.ts';

export const packages: Texts<typeof english> = {};
