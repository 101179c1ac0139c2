/** Russian texts of deployments. */
import type { deployments as english } from '../en/deployments.ts';
import type { Texts } from '../texts.ts';

export const deployments: Texts<typeof english> = {};
