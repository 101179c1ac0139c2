/** The target of a deployment or of one run: one pool or named robots, never both (J14). */
import { refuse } from '../../protocol/errors.ts';
import { thePool, theRobot } from './lookup.ts';
import type { View } from './view.ts';

/** Ids: `pool` or '' with `robots`, or `pool` with none. */
export interface Target {
  pool: string;
  robots: string[];
}
type Named = { pool?: string | undefined; robots?: string[] | undefined };

/** What was named; when nothing was, what is there already. */
export function targetOf(view: View, workspace: string, named: Named, kept?: Readonly<Target>): Target {
  const { pool, robots } = named;
  if (pool !== undefined && robots !== undefined)
    return refuse('ValidationError', 'robots: name robots or a pool, not both', { field: 'robots' });
  if (pool !== undefined) return { pool: thePool(view, workspace, pool).id, robots: [] };
  if (robots !== undefined)
    return { pool: '', robots: [...new Set(robots.map((name) => theRobot(view, workspace, name).id))] };
  if (kept) return { pool: kept.pool, robots: kept.robots };
  return refuse('ValidationError', 'pool: name the pool or the robots that shall run it', { field: 'pool' });
}
