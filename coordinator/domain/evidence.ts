/** Evidence that is deleted for its age, its size or the disk's room (E17): what is left of it says when and why. */
import type { Params, Result } from '../../protocol/contract.ts';
import type { Look } from './lookup.ts';
import type { ArtifactRow, RunRow } from './rows.ts';
import { saveRun } from './run-state.ts';
import type { Ctx, View } from './view.ts';

export type EvidenceKind = ArtifactRow['kind'] | 'log';
export type EvidenceBytes = Readonly<Record<EvidenceKind, number>>;

/** The meta row with the bytes of each kind: counted as they come and go, as nobody could add up a million rows. */
const SUM = 'evidence';
const NOTHING: EvidenceBytes = { video: 0, screenshot: 0, file: 0, log: 0 };

export const evidenceBytes = (view: Look): EvidenceBytes => ({
  ...NOTHING,
  ...(view.get('meta', SUM)?.value as Partial<EvidenceBytes> | undefined),
});

/** The tables that a run's log is in. */
const logParts = [
  ['log', 'logOf'],
  ['step', 'stepsOf'],
] as const;

/** So many bytes came, or (negative) went. */
export function weigh(view: View, kind: EvidenceKind, bytes: number): void {
  if (bytes === 0) return;
  const before = evidenceBytes(view);
  view.put('meta', { id: SUM, value: { ...before, [kind]: Math.max(0, before[kind] + bytes) } });
}

/** Bytes go after the commit. Twice is harmless; what belongs to a run that is still on stays, unless it is `missing`. */
export function forgetEvidence(view: View, p: Params<'evidence.forget'>, ctx: Ctx): Result<'evidence.forget'> {
  let bytes = 0;
  for (const id of p.artifacts) {
    const row = view.get('artifact', id);
    const run = row && view.get('run', row.run);
    if (!row || row.deleted > 0 || (run?.open === 1 && !p.missing)) continue;
    bytes += row.received;
    weigh(view, row.kind, -row.received);
    view.put('artifact', { ...row, state: 'deleted', received: 0, deleted: ctx.now, because: p.because });
    view.emit({ kind: 'evidence', run: row.run, artifact: id });
    if (run) told(view, run, row, `the ${row.kind} was deleted: ${p.because}`);
  }
  return { bytes };
}

/** The run itself says what became of its video. */
function told(view: View, run: Readonly<RunRow>, { id, kind }: Readonly<ArtifactRow>, says: string): void {
  const own = kind === 'video' && (run.video === null || run.video.artifact === id);
  saveRun(view, own ? { ...run, video: null, recording: says } : { ...run });
}

/** A portion of the log of a run, and of the steps that have rows of their own; `left`: there is more of it. */
export function forgetLog(view: View, p: Params<'log.forget'>, ctx: Ctx): Result<'log.forget'> {
  const run = view.get('run', p.run);
  if (!run || run.open === 1 || run.logGone > 0) return { left: false };
  for (const [table, pick] of logParts) {
    const rows = view.pick(pick, { run: run.id }, p.limit);
    for (const { id } of rows) view.drop(table, id);
    if (rows.length === p.limit) return { left: true };
  }
  weigh(view, 'log', -run.logBytes);
  saveRun(view, { ...run, logBytes: 0, logGone: ctx.now });
  return { left: false };
}
