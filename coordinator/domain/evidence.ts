/** Evidence that is deleted for its age, its size, the disk's room, or by a person (E17): what is left of it says when and why. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { authorOf } from './author.ts';
import { type Look, theRun } from './lookup.ts';
import type { ArtifactRow, RunRow } from './rows.ts';
import { saveRun } from './run-state.ts';
import { artifactView } from './run-view.ts';
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
    forget(view, row, { deleted: ctx.now, because: p.because, deletedBy: '' });
    if (run) told(view, run, row, `the ${row.kind} was deleted: ${p.because}`);
  }
  return { bytes };
}

/** One piece, by a person's wish; what was deleted before keeps its first mark. */
export function deleteArtifact(view: View, p: Params<'artifact.delete'>, ctx: Ctx): Result<'artifact.delete'> {
  const row = view.get('artifact', p.artifact);
  if (!row)
    return refuse('ArtifactNotFound', say`there is no artifact ${{ artifact: p.artifact }}`, { field: 'artifact' });
  const run = theRun(view, ctx.who.workspace, row.run);
  if (run.open === 1)
    refuse('IllegalState', say`the run ${{ run: run.id }} is still on; delete its evidence after its end`, {
      field: 'artifact',
    });
  if (row.deleted > 0) return artifactView(row);
  const by = authorOf(view, ctx).name;
  const gone = forget(view, row, { deleted: ctx.now, because: `by ${by}`, deletedBy: by });
  told(view, run, row, `the ${row.kind} was deleted by ${by}`);
  return artifactView(gone);
}

/** Its row stays and says so; the bytes go after the commit. */
function forget(view: View, row: Readonly<ArtifactRow>, mark: Pick<ArtifactRow, 'deleted' | 'because' | 'deletedBy'>) {
  const gone: ArtifactRow = { ...row, ...mark, state: 'deleted', received: 0 };
  weigh(view, row.kind, -row.received);
  view.put('artifact', gone);
  view.emit({ kind: 'evidence', run: row.run, artifact: row.id });
  return gone;
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
