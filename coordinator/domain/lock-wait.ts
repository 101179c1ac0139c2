/** Waiting as a rule sees it: throw `Wait`, or refuse at once when the caller wants to try only once (Q31). */
import { type ErrorCode, refuse } from '../../protocol/errors.ts';
import { DEFAULT_TIMEOUT_MS } from '../../protocol/fields.ts';
import { type Asker, type LockedAction, lockAt, stoppedBy } from './lock.ts';
import type { QueueRow, ResourceRow } from './rows.ts';
import type { Sought } from './sought.ts';
import { Wait } from './view.ts';

interface Waiting {
  queue: Readonly<QueueRow>;
  /** Resource id, '' when any resource of the queue may help. */
  resource: string;
  /** ms; 0 = try once, -1 = until the run ends, absent = the default. */
  timeout: number | undefined;
  code: ErrorCode;
  says: string;
  sought?: Sought;
}

/** Ends the command: it is tried again when woken, or refused with `code` if it may not wait. */
export function waitFor({ queue, resource, timeout = DEFAULT_TIMEOUT_MS, code, says, sought }: Waiting): never {
  if (timeout === 0) refuse(code, says);
  throw new Wait({ queue: queue.id, resource, timeoutMs: timeout, code, says, sought });
}

/** Waits if a foreign lock stops `action` on this resource; otherwise returns. */
export function waitForLocks(
  queue: Readonly<QueueRow>,
  row: Readonly<ResourceRow>,
  action: LockedAction,
  asker: Asker & { timeout?: number | undefined },
): void {
  const kind = stoppedBy(row, action, asker);
  if (kind === undefined) return;
  const lock = lockAt(row, kind, asker.now)!;
  const until = lock.until > 0 ? ` until ${new Date(lock.until).toISOString()}` : '';
  const says = `the resource ${row.id} is ${kind}-locked by ${lock.by?.name ?? lock.owner}${until}; try again later`;
  waitFor({
    queue,
    resource: row.id,
    timeout: asker.timeout,
    code: 'LockTimeout',
    says,
    sought: { action, lock: asker.lock },
  });
}
