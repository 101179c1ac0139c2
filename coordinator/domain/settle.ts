/** What the end of a run does to resources, in the transaction that ends it: undated locks (Q29), failures (Q15 c). */
import { attemptsDetail, countFailure } from './attempts.ts';
import { robotAuthor } from './author.ts';
import { freedColumns, heldKinds } from './lock.ts';
import type { PickName, PickParams, PickRow } from './picks.ts';
import { queueOf } from './queue.ts';
import { moveResource } from './resource.ts';
import { locksOf, record } from './resource-history.ts';
import type { ResourceRow, RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** Rows asked for at first; doubled while there is more, so that a few thousand cost a few picks. */
const FIRST_PORTION = 500;

export type RunEnd = 'succeeded' | 'failed' | 'cancelled' | 'lost';

/**
 * To be called once, by the rule that ends `run`. Releases its undated locks; if it failed or was lost, counts a failure
 * for each `in_progress` resource that it took last (once per run and resource) and moves it to `error` at no attempt left.
 * Nothing becomes `processed` by it (Q9); success and cancel cost nothing (Q16). `reason` goes into the history.
 */
export function settleResources(
  view: View,
  run: Readonly<RunRow>,
  end: RunEnd,
  reason: string,
  ctx: Pick<Ctx, 'now' | 'newId'>,
): void {
  const owner = `run:${run.id}`;
  eachOf(view, 'readLockedBy', { readOwner: owner }, (row) => release(view, ctx, row, run));
  eachOf(view, 'writeLockedOnlyBy', { writeOwner: owner }, (row) => release(view, ctx, row, run));
  if (end === 'succeeded' || end === 'cancelled') return;
  // What it took last: with a dated lock of it still on, or with none any more.
  const failed = (row: Readonly<ResourceRow>) => fail(view, ctx, row, { run, end, reason });
  eachOf(view, 'readLockedBy', { readOwner: owner }, failed);
  eachOf(view, 'writeLockedOnlyBy', { writeOwner: owner }, failed);
  eachOf(view, 'takenOnlyBy', { lastRun: run.id }, failed);
}

/**
 * Calls `work` for every row of a pick, once each. `work` may make rows leave the pick, but need not (dated locks stay):
 * therefore the portion grows until it holds all that is left.
 */
function eachOf<P extends PickName>(
  view: View,
  pick: P,
  params: PickParams<P>,
  work: (row: Readonly<PickRow<P>>) => void,
): void {
  const seen = new Set<string>();
  for (let limit = FIRST_PORTION; ; limit *= 2) {
    const rows = view.pick(pick, params, limit);
    for (const row of rows) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      work(row);
    }
    if (rows.length < limit) return;
  }
}

function release(view: View, ctx: Pick<Ctx, 'now' | 'newId'>, row: Readonly<ResourceRow>, run: Readonly<RunRow>): void {
  const kinds = heldKinds(row, `run:${run.id}`, 'undated');
  if (kinds.length === 0) return;
  const detail = { why: 'run ended', ...locksOf(row, kinds) };
  record(view, ctx, row, { kind: 'released', by: robotAuthor(view, run.id), detail });
  moveResource(view, ctx, row, { set: freedColumns(kinds) });
}

function fail(
  view: View,
  ctx: Pick<Ctx, 'now' | 'newId'>,
  row: Readonly<ResourceRow>,
  { run, end, reason }: { run: Readonly<RunRow>; end: RunEnd; reason: string },
): void {
  if (row.status !== 'in_progress' || row.lastRun !== run.id) return;
  const queue = queueOf(view, row.queue);
  const { counted, attemptsLeft, exhausted } = countFailure(view, queue, row, { run: run.id, now: ctx.now });
  const event = exhausted ? ({ event: 'exhaust' } as const) : {};
  const after = moveResource(view, ctx, row, { ...event, set: { attemptsLeft }, abandoned: true });
  if (!counted) return;
  const detail = { reason, counted, status: after.status, end, ...attemptsDetail(queue, attemptsLeft) };
  record(view, ctx, row, { kind: 'failed', by: robotAuthor(view, run.id), detail });
}
