/** `run.report` (P7, P8): applies a run's spool in order, each entry once; the acknowledged number is part of the effect. */
import type { RunEntry } from '../../protocol/calls-run.ts';
import type { Params, Result } from '../../protocol/contract.ts';
import { exitWords, timeoutWords, VANISHED_AND_ENDED } from '../../protocol/end-words.ts';
import { never, refuse } from '../../protocol/errors.ts';
import type { Said } from '../../protocol/sentence.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import { weigh } from './evidence.ts';
import type { RunRow } from './rows.ts';
import { refusalsOf, timeoutOf } from './run.ts';
import { endRun } from './run-end.ts';
import { jobOf, saveRun } from './run-state.ts';
import { beginStep, endStep, type StepChanges } from './run-steps.ts';
import { recognized } from './said.ts';
import type { Ctx, View } from './view.ts';

/** What a line takes besides its text, about. */
const LINE_BYTES = 80;
/** Digits of a log row's position in its id, so that ids sort by position. */
const POSITION_DIGITS = 12;

type Entry = Params<'run.report'>['entries'][number];
type Ended = Extract<RunEntry, { kind: 'ended' }> & { atMs: number };

interface Applied extends StepChanges {
  lines: LogLine[];
  /** Something besides log lines changed. */
  more: boolean;
  end: Ended | undefined;
}

/**
 * A run that is over, or a stale epoch, changes nothing and is told to stop (P3, J27); its log, steps and words about the
 * recording are evidence and still taken. `ValidationError` names the number that must come next when one is missing.
 */
export function reportRun(view: View, p: Params<'run.report'>, ctx: Ctx): Result<'run.report'> {
  if (ctx.who.kind !== 'supervisor' || ctx.who.run !== p.run)
    return refuse('Forbidden', 'a supervisor reports its own run only');
  const run = view.get('run', p.run);
  const last = p.entries.at(-1)!.n;
  if (!run) return { acked: last, stop: `the run ${p.run} is unknown here; nothing of it is kept any more` };
  const current = run.epoch === p.epoch && ctx.who.epoch === p.epoch;
  const live = current && run.open === 1;
  const applied = apply(run, nextEntries(run, p.entries), live);
  if (applied) keep(view, applied, ctx);
  const acked = Math.max(run.acked, applied?.run.acked ?? 0);
  const stop = live || (current && run.reported) ? undefined : stopText(run, current);
  return stop === undefined ? { acked } : { acked, stop };
}

const stopText = (run: Readonly<RunRow>, current: boolean) =>
  current
    ? `the run is ${run.state} (${run.reason}); end the process tree`
    : 'this run was given out again; end the process tree';

/** What was not acknowledged before. Numbers must follow one another without a gap. */
function nextEntries(run: Readonly<RunRow>, entries: readonly Entry[]): Entry[] {
  const fresh = entries.filter((entry) => entry.n > run.acked);
  fresh.forEach((entry, i) => {
    const expected = run.acked + 1 + i;
    if (entry.n === expected) return;
    const field = `entries.${entries.indexOf(entry)}.n`;
    refuse('ValidationError', `${field}: entry ${expected} must come next, not ${entry.n}`, { field });
  });
  return fresh;
}

function apply(run: Readonly<RunRow>, entries: readonly Entry[], live: boolean): Applied | undefined {
  const last = entries.at(-1);
  if (!last) return undefined;
  const to: Applied = {
    run: { ...run, steps: [...run.steps], openSteps: [...(run.openSteps ?? [])], acked: last.n },
    ...{ lines: [], later: new Map(), laterBytes: 0, more: false, end: undefined },
  };
  for (const entry of entries) applyOne(to, entry, live && !to.end);
  return to;
}

/** `live`: the run instance is still on, so that it may change more than its evidence. */
function applyOne(to: Applied, { atMs, e }: Entry, live: boolean): void {
  const { run } = to;
  if (e.kind !== 'line') to.more = true;
  switch (e.kind) {
    case 'line':
      addLine(to, atMs, e);
      break;
    case 'step':
      beginStep(to, { step: e.step, name: e.name, atMs });
      break;
    case 'step-end':
      endStep(to, endOf(e));
      break;
    case 'recording':
      run.recording = e.says;
      break;
    case 'started':
      if (live) run.started ||= run.accepted + Math.max(0, atMs);
      break;
    case 'progress':
      if (live) run.progress = { done: e.done, total: e.total };
      break;
    case 'output':
      if (live) run.output = e.value;
      break;
    case 'ended':
      run.reported = 1;
      if (live) to.end = { ...e, atMs };
      break;
    default:
      never(e);
  }
}

function addLine(
  { run, lines }: Applied,
  atMs: number,
  { kind: _, ...line }: Extract<RunEntry, { kind: 'line' }>,
): void {
  run.lines++;
  if (line.level === 'error') run.errors++;
  lines.push({ n: run.lines, atMs, ...line });
}

const endOf = ({ step, ok, ms, error }: Extract<RunEntry, { kind: 'step-end' }>) =>
  error === undefined ? { step, ok, ms } : { step, ok, ms, error };

/** The log's tail first, then the end (P8). */
function keep(view: View, { run, lines, later, laterBytes, more, end }: Applied, ctx: Ctx): void {
  keepLines(view, run.id, lines);
  for (const row of later.values()) view.put('step', row);
  const bytes = laterBytes + lines.reduce((sum, { text }) => sum + text.length + LINE_BYTES, 0);
  run.logBytes += bytes;
  if (run.open === 0 && bytes > 0) {
    weigh(view, 'log', bytes); // that of a run that is on is weighed at its end
    run.logGone = 0;
  }
  if (more) saveRun(view, run);
  else view.put('run', run); // watchers of the log get the lines themselves
  if (!end) return;
  const { state, reason, exitCode, signal } = end;
  const at = Math.min(ctx.now, run.accepted + Math.max(0, end.atMs));
  const error = saidOfEnd(view, run, end);
  endRun(view, run, { state, reason, error, exitCode, signal, at, reported: true }, ctx);
}

/** The supervisor's text; what is Gantry's own is known by saying it from the same facts. */
function saidOfEnd(view: View, run: Readonly<RunRow>, { reason, exitCode, signal, error = '' }: Ended): Said {
  const job = jobOf(view, run);
  if (reason === 'timeout') return recognized(error, [timeoutWords(timeoutOf(view, job))]);
  if (reason === 'script-error') return recognized(error, [exitWords({ code: exitCode, signal })]);
  if (reason === 'asset') return recognized(error, refusalsOf(view, job, run.robot));
  return recognized(error, [VANISHED_AND_ENDED]);
}

function keepLines(view: View, run: string, lines: LogLine[]): void {
  const first = lines[0];
  if (!first) return;
  const id = `${run}:${String(first.n).padStart(POSITION_DIGITS, '0')}`;
  view.put('log', { id, run, first: first.n, count: lines.length, lines });
  view.emit({ kind: 'lines', run, lines });
}
