/** What agents and chores say of a run instance: accept, refuse, withdraw, vanished, lose. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import { type BoundValues, boundValues } from './asset-read.ts';
import { attemptText, moveJob } from './job.ts';
import { versionOf } from './lookup.ts';
import { askingRobot } from './robot.ts';
import type { JobRow, RobotRow, RunRow } from './rows.ts';
import { dropTokens, endRun } from './run-end.ts';
import { refuseOffer, withdrawOffer } from './run-offer.ts';
import { jobOf, moveRun } from './run-state.ts';
import { kept, saidIn } from './said.ts';
import { typedSecrets } from './typed-value.ts';
import type { Ctx, View } from './view.ts';

type ThisRun = { run: string; epoch: number };

/** ms that a run's tokens are good for at most: long enough for evidence that waits on an agent that is away. */
const RUN_TOKEN_MS = 365 * 86_400_000;

/**
 * Takes the offer: the attempt is counted and the order, with fresh tokens, is the answer. Said again because the answer
 * was lost it gives new tokens and voids the first ones, as long as no supervisor has reported with them.
 */
export function acceptRun(view: View, p: Params<'run.accept'>, ctx: Ctx): Result<'run.accept'> {
  const robot = askingRobot(view, ctx);
  const run = openRun(view, p, robot) ?? refuse('RunEnded', `run ${p.run} is no longer offered to this robot`);
  if (run.state === 'running') {
    if (run.acked > 0) refuse('IllegalState', `run ${p.run} was accepted before and its supervisor is at work`);
    dropTokens(view, run.id);
    return orderFor(view, run, jobOf(view, run), ctx);
  }
  const job = jobOf(view, run);
  const attempts = job.attempts + 1;
  const taken = moveRun(view, run, 'accept', { accepted: ctx.now, boot: robot.facts.boot, number: attempts });
  if (attempts === 1) view.emit({ kind: 'measured', what: 'wait', ms: ctx.now - job.created });
  const message = kept('message', attempts > 1 ? attemptText(job, attempts) : '');
  const running = moveJob(view, job, 'assign', { attempts, started: job.started || ctx.now, ...message });
  return orderFor(view, taken, running, ctx);
}

function orderFor(view: View, run: Readonly<RunRow>, job: Readonly<JobRow>, ctx: Ctx): Result<'run.accept'> {
  const { manifest, version, sha256, bytes } = versionOf(view, job.version);
  const timeoutMs = timeoutOf(view, job);
  const bound = boundValues(view, job, run.robot);
  const typed = typedSecrets(view, job);
  const secret = [...bound.secret, ...Object.keys(job.secrets)];
  const [refusal] = refusalsIn(bound, typed);
  return {
    run: run.id,
    epoch: run.epoch,
    job: job.id,
    number: run.number,
    attempts: job.retries + 1,
    deployment: job.deploymentName,
    source: job.source,
    robot: run.robotName,
    package: manifest.name,
    version,
    sha256,
    bytes,
    manifest,
    params: { ...(job.params as Record<string, Json>), ...bound.params },
    ...(secret.length > 0 ? { secret, sealed: { ...bound.sealed, ...typed.sealed } } : {}),
    ...(refusal === undefined ? {} : { refusal: String(refusal) }),
    recording: job.recording,
    ...(timeoutMs > 0 ? { timeoutMs } : {}),
    stopGraceMs: manifest.stopGrace,
    supervisorToken: mint(view, run, 'supervisor', ctx),
    scriptToken: mint(view, run, 'script', ctx),
  };
}

/** 0 = none. */
export const timeoutOf = (view: View, job: Readonly<JobRow>): number =>
  job.timeoutMs || versionOf(view, job.version).manifest.timeout || 0;

/** Why its run cannot begin with the values as they are now (J7). */
export const refusalsOf = (view: View, job: Readonly<JobRow>, robot: string): Sentence[] =>
  refusalsIn(boundValues(view, job, robot), typedSecrets(view, job));

const refusalsIn = (bound: BoundValues, typed: { missing?: string | undefined }): Sentence[] => [
  ...(bound.refusal === undefined ? [] : [bound.refusal]),
  ...(typed.missing === undefined ? [] : [typedGone(typed.missing)]),
];

const typedGone = (param: string) =>
  say`the credential that was typed for the parameter ${{ param }} is gone; run the deployment and type it anew`;

function mint(view: View, run: Readonly<RunRow>, kind: 'supervisor' | 'script', ctx: Ctx): string {
  const { secret, hash } = ctx.newToken();
  const { workspace, id: subject, epoch } = run;
  const expires = ctx.now + RUN_TOKEN_MS;
  view.put('token', {
    id: hash,
    workspace,
    kind,
    subject,
    name: '',
    role: '',
    pool: '',
    epoch,
    created: ctx.now,
    expires,
  });
  return secret;
}

/** The agent declines. After an accept whose answer was lost nothing was spawned either: the run is lost. */
export function refuseRun(view: View, p: Params<'run.refuse'>, ctx: Ctx): Result<'run.refuse'> {
  const robot = askingRobot(view, ctx);
  const run = openRun(view, p, robot);
  if (run?.state === 'assigned') refuseOffer(view, run, ctx, saidIn(p, 'because'));
  else if (run) endRun(view, run, { state: 'lost', reason: 'supervisor-vanished', error: saidIn(p, 'because') }, ctx);
  return {};
}

/** P5: the supervisor is gone and left no exit record. */
export function runVanished(view: View, p: Params<'run.vanished'>, ctx: Ctx): Result<'run.vanished'> {
  const run = openRun(view, p, askingRobot(view, ctx));
  const because = saidIn(p, 'because');
  if (run?.state === 'assigned') withdrawOffer(view, run, because);
  else if (run) endRun(view, run, { state: 'lost', reason: 'supervisor-vanished', error: because }, ctx);
  return {};
}

/** The coordinator's timer: an offer that nobody answered. One that was accepted in the meantime stays. */
export function withdrawRun(view: View, p: Params<'run.withdraw'>, _ctx: Ctx): Result<'run.withdraw'> {
  const run = openRun(view, p);
  if (run?.state === 'assigned') withdrawOffer(view, run, saidIn(p, 'because'));
  return {};
}

/** The coordinator's timer: nobody was heard for the time allowed (P5). */
export function loseRun(view: View, p: Params<'run.lose'>, ctx: Ctx): Result<'run.lose'> {
  const run = openRun(view, p);
  if (run?.state === 'assigned') withdrawOffer(view, run, saidIn(p, 'because'));
  else if (run) endRun(view, run, { state: 'lost', reason: p.reason, error: saidIn(p, 'because') }, ctx);
  return {};
}

/** The open run with this very epoch (P3), of this robot if one is named; `undefined` = it is over, change nothing. */
function openRun(view: View, p: ThisRun, robot?: Readonly<RobotRow>): Readonly<RunRow> | undefined {
  const run = view.get('run', p.run);
  if (run && robot && run.robot !== robot.id) refuse('Forbidden', `run ${p.run} is not of robot ${robot.name}`);
  return run?.open && run.epoch === p.epoch ? run : undefined;
}
