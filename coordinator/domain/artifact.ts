/** Files of a run: announced by its supervisor, counted by the upload, also after the run's end (E12, P8). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { weigh } from './evidence.ts';
import { saveRun } from './run-state.ts';
import { artifactView } from './run-view.ts';
import type { Ctx, View } from './view.ts';

/** The same name again gives the same artifact, with the bytes it has; the same name with other bytes is refused. */
export function createArtifact(view: View, p: Params<'artifact.create'>, ctx: Ctx): Result<'artifact.create'> {
  if (ctx.who.kind !== 'supervisor' || ctx.who.run !== p.run)
    return refuse('Forbidden', 'a supervisor announces files of its own run only');
  const run = view.get('run', p.run) ?? refuse('RunNotFound', `there is no run ${p.run}`);
  const key = nameOf(p);
  const known = view.get('artifact', view.get('name', key)?.owner ?? '');
  if (known) {
    if (known.sha256 === p.sha256) return artifactView(known);
    return refuse('Conflict', `the run has another file named "${p.name}"; choose another name`, { field: 'name' });
  }
  const { epoch: _, ...told } = p;
  const id = `a_${ctx.newId()}`;
  const row = {
    ...told,
    id,
    state: p.bytes === 0 ? 'complete' : 'uploading',
    received: 0,
    created: ctx.now,
    ...{ deleted: 0, because: '', deletedBy: '' },
  } as const;
  view.put('artifact', row);
  view.put('name', { id: key, owner: id });
  saveRun(view, p.kind === 'screenshot' ? { ...run, screenshots: run.screenshots + 1 } : run);
  return artifactView(row);
}

/** The name row under which a run's file is known. */
export const nameOf = ({ run, name }: { run: string; name: string }): string => `file:${run}:${name}`;

/** Never goes back, as chunks may be said twice, but to its beginning. What was deleted meanwhile stays so. */
export function artifactReceived(view: View, p: Params<'artifact.received'>): Result<'artifact.received'> {
  const row = view.get('artifact', p.artifact) ?? refuse('ArtifactNotFound', `there is no artifact ${p.artifact}`);
  if (row.deleted > 0) return {};
  const state = p.complete || row.state === 'complete' ? 'complete' : 'uploading';
  const again = p.received === 0 && state === 'uploading';
  const received = again ? 0 : Math.max(row.received, p.received);
  weigh(view, row.kind, received - row.received);
  view.put('artifact', { ...row, received, state });
  if (state !== row.state) view.emit({ kind: 'changed', topics: [`run:${row.run}`] });
  return {};
}

export function runVideo(view: View, p: Params<'run.video'>): Result<'run.video'> {
  const run = view.get('run', p.run) ?? refuse('RunNotFound', `there is no run ${p.run}`);
  if (view.get('artifact', p.video.artifact)?.deleted) return {};
  saveRun(view, { ...run, video: p.video });
  return {};
}
