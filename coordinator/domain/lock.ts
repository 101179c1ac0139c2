/** Who is stopped by whose lock (Q22–Q27, Q35, Q36), as one table; a dated lock that is past due counts as gone (Q30). */
import { refuse } from '../../protocol/errors.ts';
import type { Author, LockRequest } from '../../protocol/fields.ts';
import type { ResourceRow } from './rows.ts';

export type LockKind = 'read' | 'write';
export const lockKinds: readonly LockKind[] = ['read', 'write'];
export type LockColumns = Pick<
  ResourceRow,
  'readOwner' | 'readUntil' | 'readBy' | 'writeOwner' | 'writeUntil' | 'writeBy'
>;
export interface Lock {
  owner: string;
  /** Instant of release in ms, 0 = none. */
  until: number;
  by: Author | null;
}

/** The columns of one lock as they are stored, also when its date has come. */
export function storedLock(row: Readonly<LockColumns>, kind: LockKind): Lock {
  return kind === 'read'
    ? { owner: row.readOwner, until: row.readUntil, by: row.readBy }
    : { owner: row.writeOwner, until: row.writeUntil, by: row.writeBy };
}

/** The lock that holds at `now` (ms), or undefined. The one place that judges a lock's date. */
export function lockAt(row: Readonly<LockColumns>, kind: LockKind, now: number): Lock | undefined {
  const lock = storedLock(row, kind);
  return lock.owner === '' || (lock.until > 0 && lock.until <= now) ? undefined : lock;
}

/** A lock of somebody else? Whether it restricts anybody is another question. */
export const isForeign = (row: Readonly<LockColumns>, kind: LockKind, asker: string, now: number): boolean => {
  const owner = lockAt(row, kind, now)?.owner;
  return owner !== undefined && owner !== asker;
};

/** Actions that a foreign lock can stop; `search` is a get by condition. */
export type LockedAction = 'get' | 'search' | 'update' | 'lock' | 'markProcessed' | 'defer' | 'delete';

/** Which kinds stop an action: `yes`, `no`, or only if it asks for a lock of that kind itself. */
const stops: Readonly<Record<LockedAction, Readonly<Record<LockKind, 'yes' | 'no' | 'if asked'>>>> = {
  get: { read: 'yes', write: 'if asked' },
  search: { read: 'yes', write: 'if asked' },
  update: { read: 'if asked', write: 'yes' },
  lock: { read: 'if asked', write: 'if asked' },
  markProcessed: { read: 'no', write: 'yes' },
  defer: { read: 'yes', write: 'yes' },
  delete: { read: 'no', write: 'yes' },
};

export interface Asker {
  /** `run:ID` or `user:ID`; `deferred:RUN` owns a deferral. */
  owner: string;
  /** The locks that the action itself wants to set. */
  lock?: LockRequest | undefined;
  now: number;
}

/** The kind of foreign lock that stops `action`, or undefined. No lock restricts its owner, none restricts a user (Q24). */
export function stoppedBy(row: Readonly<LockColumns>, action: LockedAction, asker: Asker): LockKind | undefined {
  if (asker.owner.startsWith('user:')) return undefined;
  return lockKinds.find((kind) => {
    const rule = stops[action][kind];
    const applies = rule === 'yes' || (rule === 'if asked' && asker.lock?.[kind] !== undefined);
    return applies && isForeign(row, kind, asker.owner, asker.now);
  });
}

const columns = (kind: LockKind, { owner, until, by }: Lock): Partial<LockColumns> =>
  kind === 'read'
    ? { readOwner: owner, readUntil: until, readBy: by }
    : { writeOwner: owner, writeUntil: until, writeBy: by };

/** The columns after setting the requested locks; `ValidationError` on a date that is not in the future (Q30). */
export function lockedColumns(asker: Asker, by: Author, field = 'lock'): Partial<LockColumns> {
  const set: Partial<LockColumns> = {};
  for (const kind of lockKinds) {
    const wanted = asker.lock?.[kind];
    if (wanted === undefined) continue;
    const until = wanted === true ? 0 : wanted.until;
    if (wanted !== true && until <= asker.now) {
      const path = `${field}.${kind}.until`;
      refuse('ValidationError', `${path}: must lie in the future`, { field: path });
    }
    Object.assign(set, columns(kind, { owner: asker.owner, until, by }));
  }
  return set;
}

/**
 * Owner of the lock that keeps a deferred resource away (Q43): nobody's who takes, so that it restricts every robot, the
 * deferring run and its next attempt too. That run may take the deferral back (Q30).
 */
export const deferredBy = (run: string): string => `deferred:${run}`;

/** The columns after these locks are gone. */
export function freedColumns(kinds: readonly LockKind[]): Partial<LockColumns> {
  return Object.assign({}, ...kinds.map((kind) => columns(kind, { owner: '', until: 0, by: null })));
}

/** The kinds that `owner` holds in the row; `undated` only those without a date. */
export const heldKinds = (row: Readonly<LockColumns>, owner: string, which: 'all' | 'undated'): LockKind[] =>
  lockKinds.filter((kind) => {
    const lock = storedLock(row, kind);
    return lock.owner === owner && (which === 'all' || lock.until === 0);
  });
