/** What a run finds when it looks for work by condition, and what taking does to it (Q8, Q25–Q28, Q37); get and getMany share it. */
import type { Params } from '../../protocol/contract.ts';
import type { LockRequest, ResourceFilter } from '../../protocol/fields.ts';
import type { TakenResource } from '../../protocol/shapes-answer.ts';
import { hasFailed } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { type Asker, lockedColumns } from './lock.ts';
import type { ResourceMatch } from './picks.ts';
import { moveResource } from './resource.ts';
import { inHand, resourceMatch } from './resource-filter.ts';
import { record, requestedLocks } from './resource-history.ts';
import { takenResource } from './resource-view.ts';
import { firstMatches } from './resource-walk.ts';
import type { QueueRow, ResourceRow, RunRow } from './rows.ts';
import type { Sought } from './sought.ts';
import type { Ctx, View } from './view.ts';

/** Locked resources looked at to say that nothing else is left. */
const LOOK = 20;

export interface Taker {
  run: Readonly<RunRow>;
  queue: Readonly<QueueRow>;
  asker: Asker;
}

export interface Search {
  rows: Readonly<ResourceRow>[];
  /** What was passed over, in words for the refusal; '' = nothing was. */
  passedOver: string;
}

/**
 * The first `limit` matches, in order. A search that asks for a lock looks for work: what this run has in hand already,
 * and what it has failed, is no work for it and is passed over (for a failure counts once per run, Q15, and own locks
 * restrict nobody, Q24: else a run would be handed the same resource for ever). By id, or without asking for a lock,
 * nothing of its own is hidden from it.
 */
export function searchFor(
  view: View,
  { run, queue, asker }: Taker,
  filter: ResourceFilter | undefined,
  limit: number,
): Search {
  const meets = resourceMatch(filter, asker);
  const passed = { inHand: false, failed: false };
  const match = (row: Readonly<ResourceRow>): boolean => {
    if (!meets(row)) return false;
    if (asker.lock === undefined) return true;
    const held = inHand(row, asker);
    const failed = !held && row.lastRun !== '' && hasFailed(view, row.id, run.id); // failing leaves its mark in lastRun
    passed.inHand ||= held;
    passed.failed ||= failed;
    return !held && !failed;
  };
  const rows = firstMatches(view, { queue, asker, filter, match }, limit);
  if (rows.length === 0 && asker.lock?.read !== undefined)
    passed.inHand ||= hasInHand(view, { run, queue, asker }, meets);
  return { rows, passedOver: says(passed) };
}

/** Does this run hold a match already? What it locked first is looked at; it is said in a refusal and decides nothing. */
const hasInHand = (view: View, { queue, asker }: Taker, meets: ResourceMatch): boolean =>
  view
    .pick('readLockedBy', { readOwner: asker.owner }, LOOK)
    .some((row) => row.queue === queue.id && row.live === 1 && meets(row) && inHand(row, asker));

/** For whoever waits for such a search to find something. */
export const soughtBy = (
  { asker }: Taker,
  filter: ResourceFilter | undefined,
  count?: Params<'resource.getMany'>['count'],
): Sought => ({ action: 'search', lock: asker.lock, filter, count });

function says({ inHand, failed }: { inHand: boolean; failed: boolean }): string {
  const what = [...(inHand ? ['what this run has in hand'] : []), ...(failed ? ['what it failed'] : [])];
  return what.length === 0 ? '' : `; ${what.join(' and ')} is not offered to it again, get it by its id`;
}

/** Makes `rows` in progress with the locks asked for, in one step; answers them as they are then. */
export function takeAll(
  view: View,
  ctx: Ctx,
  { run, queue, asker }: Taker,
  rows: readonly Readonly<ResourceRow>[],
): TakenResource[] {
  const by = robotAuthor(view, run.id);
  const set = { ...lockedColumns(asker, by), lastRun: run.id };
  return rows.map((row) => {
    record(view, ctx, row, { kind: 'taken', by, detail: requestedLocks(asker.lock) });
    return takenResource(moveResource(view, ctx, row, { event: 'take', set }), queue, ctx);
  });
}

/** Refuses a lock request with a date that is not in the future, before anything is searched or waited for (Q30). */
export function checkLocks(view: View, { run, asker }: Taker): void {
  lockedColumns(asker, robotAuthor(view, run.id));
}

export const takerOf = (
  run: Readonly<RunRow>,
  queue: Readonly<QueueRow>,
  { lock, now }: { lock: LockRequest | undefined; now: number },
): Taker => ({ run, queue, asker: { owner: `run:${run.id}`, lock, now } });
