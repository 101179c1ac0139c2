/** After how long a waiting job is not left behind by priority alone: the setting, as the rules want it (domain/aged.ts). */
import type { Core } from './core.ts';

const HOUR_MS = 3_600_000;

/** ms; 0 = priority alone, for ever. */
export const starveAfterMs = ({ limits }: Pick<Core, 'limits'>): number => limits.starveAfterHours * HOUR_MS;
