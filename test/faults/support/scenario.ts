/** What an accident is: a row of a table, runnable alone. */
import type { Site } from './site.ts';

export interface Scenario {
  name: string;
  /** Rules that it proves. */
  proves: string;
  says: string;
  /** Part of the short version, inside `npm test`. */
  short?: boolean;
  /** Why it cannot be run here; undefined = it can. */
  cannot?: (site: Site) => string | undefined;
  /** Lets it happen and asserts what must hold at once; that everything balances is asked afterwards. */
  happen(site: Site): Promise<void>;
}
