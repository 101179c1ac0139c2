/** The end of a run instance (J22, J27, P8): run, its resources and tokens, robot and job change in one transaction. */
import type { EndReason } from '../../protocol/fields.ts';
import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import { weigh } from './evidence.ts';
import { callRobots, moveJob, waitingText } from './job.ts';
import { stopChildren } from './job-stop.ts';
import { jobRests } from './rest.ts';
import { restBefore } from './retry.ts';
import { releaseRobot } from './robot.ts';
import type { JobRow, RunRow } from './rows.ts';
import { jobOf, moveRun, type RunEvent } from './run-state.ts';
import { kept, saidIn } from './said.ts';
import { type RunEnd, settleResources } from './settle.ts';
import type { Ctx, View } from './view.ts';

export interface End {
  state: RunEnd;
  reason: EndReason;
  /** What went wrong, for a person; '' when nothing did. */
  error: Said;
  exitCode?: number | undefined;
  signal?: string | undefined;
  /** ms, the coordinator's clock; the end may have happened while the agent was offline. */
  at?: number;
  /** Its supervisor told us, so that it needs no order to stop. */
  reported?: boolean;
}

const events = { succeeded: 'succeed', failed: 'fail', cancelled: 'cancel', lost: 'lose' } as const satisfies Record<
  RunEnd,
  RunEvent
>;
/** Tokens of one run: two at a time, and what a lost receipt may have left. */
const MAX_TOKENS = 100;
/** Characters of an error that the job's message repeats. */
const MESSAGE_LENGTH = 500;

/** Ends an open, running run instance. The first end wins: whoever asks has checked that it is open. */
export function endRun(view: View, run: Readonly<RunRow>, wanted: End, ctx: Ctx): RunRow {
  const job = jobOf(view, run);
  const end = asWished(wanted, job);
  const ended = moveRun(view, run, events[end.state], {
    ended: end.at ?? ctx.now,
    reason: end.reason,
    ...kept('error', end.error),
    exitCode: end.exitCode ?? null,
    signal: end.signal ?? '',
    reported: end.reported ? 1 : run.reported,
  });
  weigh(view, 'log', ended.logBytes);
  settleResources(view, ended, end.state, ended.error || end.reason, ctx);
  dropTokens(view, run.id, 'script');
  endAttempt(view, job, ended, ctx);
  const robot = releaseRobot(view, run.robot, run.id);
  if (robot?.state === 'idle') view.emit({ kind: 'dispatch', robot: robot.id });
  if (!end.reported)
    view.emit({ kind: 'stop', robot: run.robot, run: run.id, epoch: run.epoch, because: ended.error || end.reason });
  if (end.state === 'lost')
    view.emit({ kind: 'happened', what: { event: 'robot.lost', robot: run.robot, why: 'run-lost', run: run.id } });
  view.emit({ kind: 'measured', what: 'run', ms: ended.ended - run.accepted, state: end.state });
  view.emit({ kind: 'ended', run: run.id, state: end.state });
  return ended;
}

/** A run that is lost while it was being cancelled is cancelled: no retry, no attempt lost on resources (J26). */
const asWished = (end: End, job: Readonly<JobRow>): End =>
  end.state === 'lost' && job.cancelling ? { ...end, state: 'cancelled' } : end;

/** The supervisor's token stays for the evidence that still comes in; only the script's ends with the run. */
export function dropTokens(view: View, run: string, kind?: 'script'): void {
  for (const token of view.pick('tokensOf', { subject: run }, MAX_TOKENS))
    if (!kind || token.kind === kind) view.drop('token', token.id);
}

/** What the end of its current run means for the job. */
function endAttempt(view: View, job: Readonly<JobRow>, run: RunRow, ctx: Ctx): void {
  if (job.run !== run.id || job.ended) return;
  const again = run.state === 'failed' || run.state === 'lost' ? anotherAttempt(view, job) : undefined;
  if (again === undefined) finish(view, job, run, ctx);
  else retry(view, job, run, { restMs: again, now: ctx.now });
}

/** The job's final state is that of its last run instance (J22). */
function finish(view: View, job: Readonly<JobRow>, run: RunRow, ctx: Ctx): void {
  const message = run.state === 'succeeded' ? '' : endText(run);
  const output = run.state === 'succeeded' ? run.output : job.output;
  const event = run.state === 'succeeded' ? 'succeed' : run.state === 'cancelled' ? 'cancel' : 'fail';
  const ended = moveJob(view, job, event, { ended: run.ended, ...kept('message', message), output });
  if (ended.state === 'cancelled') stopChildren(view, ended, ctx);
}

/** A job being cancelled is not tried again; nor is one whose pool or pinned robot is gone, as nobody could take it. */
function anotherAttempt(view: View, job: Readonly<JobRow>): number | undefined {
  if (job.cancelling) return undefined;
  if (job.pool ? !view.get('pool', job.pool) : !view.get('robot', job.robot)) return undefined;
  return restBefore(job);
}

function retry(view: View, job: Readonly<JobRow>, run: RunRow, { restMs, now }: { restMs: number; now: number }): void {
  const rest = jobRests(restMs, now);
  const { notBefore } = rest;
  const says = notBefore > 0 ? laterText(job, notBefore, run) : waitingText(job, endText(run));
  const next = moveJob(view, job, 'retry', { run: '', ...rest, ...kept('message', says) });
  if (notBefore > 0) view.emit({ kind: 'at', when: notBefore, chore: 'job.due' });
  else callRobots(view, next);
}

const laterText = (job: Readonly<JobRow>, notBefore: number, run: RunRow): Sentence => {
  const at = new Date(notBefore).toISOString();
  const [k, max] = [{ k: job.attempts + 1 }, { max: job.retries + 1 }];
  return say`attempt ${k} of ${max}, waiting for a robot from ${{ at }} (${{ because: endText(run) }})`;
};

/** Its reason, and the first line of what went wrong. */
function endText(run: RunRow): Said {
  const { reason } = run;
  const error = run.errorAs ? saidIn(run, 'error') : run.error.split('\n', 1)[0]!.slice(0, MESSAGE_LENGTH);
  return error === '' || String(error) === reason ? reason : say`${{ reason }}: ${{ error }}`;
}
