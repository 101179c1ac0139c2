/** The named steps of a run (S5): the first ones stand in its row, later ones in rows of their own; all are read by position. */
import type { StepView } from '../../protocol/shapes.ts';
import type { Look } from './lookup.ts';
import type { RunRow, StepRow } from './rows.ts';

/** Steps kept in the run's row, for whoever reads the run; not more, because that row is written with every report. */
export const MAX_STEPS = 1_000;
/** Later steps of a run that are waited for to end: beyond it the one that began first stays open. */
const MAX_OPEN = 100;
/** What a step takes besides its texts, about. */
const STEP_BYTES = 80;
/** Digits of a step's position in its row's id, as in the log. */
const POSITION_DIGITS = 12;

/** What a report changes. */
export interface StepChanges {
  run: RunRow & { openSteps: object };
  /** Rows of later steps, by position. */
  later: Map<number, StepRow>;
  /** What they take, about. */
  laterBytes: number;
}

interface Begun {
  /** The script's own number. */
  step: number;
  name: string;
  atMs: number;
}

/** The next step of a run. */
export function beginStep(to: StepChanges, { step, name, atMs }: Begun): void {
  const { run } = to;
  // A row of before steps were counted has only the steps.
  const n = Math.max(run.stepCount, run.steps.length) + 1;
  run.stepCount = n;
  if (n <= MAX_STEPS) {
    run.steps.push({ step, name, atMs });
    return;
  }
  run.openSteps.push({ n, step, name, atMs });
  if (run.openSteps.length > MAX_OPEN) run.openSteps.shift();
  keepLater(to, n, { name, atMs });
  to.laterBytes += STEP_BYTES + name.length;
}

/** The latest step of this number that is open has ended. */
export function endStep(to: StepChanges, { step, ...end }: { step: number; ok: boolean; ms: number; error?: string }) {
  const { run } = to;
  const late = run.openSteps.findLastIndex((one) => one.step === step);
  if (late >= 0) {
    const { n, name, atMs } = run.openSteps[late]!;
    run.openSteps.splice(late, 1);
    keepLater(to, n, { name, atMs, ...end });
    to.laterBytes += end.error?.length ?? 0;
    return;
  }
  const at = run.steps.findLastIndex((one) => one.step === step && one.ms === undefined);
  if (at >= 0) run.steps[at] = { ...run.steps[at]!, ...end };
}

const idAt = (run: string, n: number) => `${run}:${String(n).padStart(POSITION_DIGITS, '0')}`;

function keepLater({ run, later }: StepChanges, n: number, shown: StepView): void {
  later.set(n, { id: idAt(run.id, n), run: run.id, shown: { ...shown } });
}

/** How many can be read: later ones go with the log (E17). */
export const stepsLeft = ({ stepCount, logGone }: Readonly<RunRow>): number =>
  logGone > 0 ? Math.min(stepCount, MAX_STEPS) : stepCount;

/** Up to `limit` steps from position `from` (1 = the first) on. */
export function stepsFrom(
  view: Look,
  run: Readonly<RunRow>,
  from: number,
  limit: number,
): (StepView & { n: number })[] {
  const first = firstSteps(run);
  const found: (StepView & { n: number })[] = [];
  const end = Math.min(stepsLeft(run), from + limit - 1);
  for (let n = from; n <= end; n++) {
    const shown = n <= MAX_STEPS ? first[n - 1] : (view.get('step', idAt(run.id, n))?.shown as StepView | undefined);
    if (shown) found.push({ n, ...shown });
  }
  return found;
}

/** Those in the run's row, without the script's own numbers. */
export const firstSteps = (run: Readonly<RunRow>): StepView[] => run.steps.map(({ step: _, ...shown }) => shown);
