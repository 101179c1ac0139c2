/** What is deleted once it is old, and after how long; in small portions, so that others get their turn in between. */
import type { Core } from './core.ts';
import type { Store } from './store/store.ts';

const DAY_MS = 86_400_000;
/** Rows of one portion. */
const PORTION = 500;
/** Answers are kept while the client lives plus a week (S10). */
const RECEIPT_MS = 7 * DAY_MS;
/** A bulk edit can be undone for so long. */
const BULK_UNDO_MS = 30 * DAY_MS;
/** That a run failed a resource matters while the run lasts (Q15); no run lasts so long. */
const FAILURE_MS = 365 * DAY_MS;
/** Deliveries of webhooks that have ended, for whoever looks for what was sent. */
const DELIVERY_MS = 30 * DAY_MS;

/** That a job was deleted is said to whoever follows a link to it for so long. */
const GONE_MS = 365 * DAY_MS;

type Table = Parameters<Store['prune']>[0];

/** Deletes what is older than it is kept, and history that takes too much; ends early when `stopped` says so. */
export async function deleteOld(
  { clock, limits, store }: Pick<Core, 'clock' | 'limits' | 'store'>,
  stopped: () => boolean,
): Promise<void> {
  const now = clock.now();
  const kept: [Table, number][] = [
    ['receipt', RECEIPT_MS],
    ['token', 0], // dated by their expiry
    ['bulkPart', BULK_UNDO_MS],
    ['failure', FAILURE_MS],
    ...(limits.keepAuditDays > 0 ? [['audit', limits.keepAuditDays * DAY_MS] satisfies [Table, number]] : []),
    ['delivery', DELIVERY_MS],
    ['gone', GONE_MS],
    ...(limits.keepHistoryDays > 0 ? [['history', limits.keepHistoryDays * DAY_MS] satisfies [Table, number]] : []),
  ];
  for (const [table, ms] of kept) await prune(store, table, now - ms, stopped);
  if (limits.keepHistoryBytes > 0)
    await prune(store, 'history', await store.historyBefore(limits.keepHistoryBytes), stopped);
}

async function prune(store: Store, table: Table, before: number, stopped: () => boolean): Promise<void> {
  while (!stopped() && (await store.prune(table, before, PORTION)) === PORTION) await turn();
}

/** Days for which a file for parameters is kept that no deployment and no open job refers to (J1). */
export const FILE_UNUSED_DAYS = 30;

/** Their bytes go after the commit (blob-keeper.ts). */
export async function forgetFiles(core: Pick<Core, 'clock' | 'system'>, stopped: () => boolean): Promise<void> {
  const before = core.clock.now() - FILE_UNUSED_DAYS * DAY_MS;
  while (!stopped() && (await core.system('file.forget', { before, limit: PORTION })).forgotten === PORTION)
    await turn();
}

/** Days for which a typed credential is kept that no deployment, schedule or open job has: jobs can be run again meanwhile. */
export const CREDENTIAL_UNUSED_DAYS = 30;

export async function forgetCredentials(core: Pick<Core, 'clock' | 'system'>, stopped: () => boolean): Promise<void> {
  const before = core.clock.now() - CREDENTIAL_UNUSED_DAYS * DAY_MS;
  while (!stopped() && (await core.system('secret.forget', { before, limit: PORTION })).forgotten === PORTION)
    await turn();
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
