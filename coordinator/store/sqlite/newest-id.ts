/** The id that was made last, as far as the rows know: ids of this opening must sort behind those of earlier ones. */
import type { Database } from 'better-sqlite3';
import type { TableName } from '../../domain/rows.ts';

/** Tables whose order by id is their order of creation, for dispatch, for takes, or for people. */
const DATED: readonly TableName[] = ['resource', 'job', 'run', 'deployment', 'robot', 'artifact'];
/** Of `j_…`. */
const PREFIX = 2;

/** Without its prefix; '' in a database without rows. One look into the index of each table. */
export function newestId(db: Database): string {
  const newest = DATED.map(
    (table) => (db.prepare(`select max("id") as id from "${table}"`).get() as { id: string | null }).id,
  );
  return newest
    .map((id) => id?.slice(PREFIX) ?? '')
    .sort()
    .at(-1)!;
}
