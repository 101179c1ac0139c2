/** Is the run that asks still the one that may? Checked inside the transaction of everything a run does (P3, S11). */
import { refuse } from '../../protocol/errors.ts';
import type { RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** The run instance of a script or supervisor: running, and of the epoch it was started with; else `RunEnded`. */
export function runningRun(view: Pick<View, 'get'>, ctx: Pick<Ctx, 'who'>): Readonly<RunRow> {
  const who = ctx.who;
  if (who.kind !== 'script' && who.kind !== 'supervisor') return refuse('Forbidden', 'only a run may do this');
  const run = view.get('run', who.run);
  if (run?.workspace === who.workspace && run.epoch === who.epoch && run.state === 'running' && run.open === 1)
    return run;
  const became = run ? (run.epoch === who.epoch ? `is ${run.state}` : 'was given out again') : 'is unknown here';
  return refuse('RunEnded', `the run ${who.run} ${became}; nothing was changed, end the script`);
}
