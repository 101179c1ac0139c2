/**
 * What one command may do to the rows about jobs, whichever it is: states change along the tables of domain/states.ts
 * alone, ends have their consequences (J22, J23, Q15, Q29), and nothing else moves.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Machine } from '../../../coordinator/domain/machine.ts';
import type { JobRow, RunRow } from '../../../coordinator/domain/rows.ts';
import { jobStates, robotStates, runStates } from '../../../coordinator/domain/states.ts';
import { hasEnded, isFinal, REFUSED_REST_MS, type Rows } from './job-rows.ts';
import type { Problems } from './job-sound.ts';

export interface Change {
  verb: string;
  params: Record<string, unknown>;
  /** The coordinator's clock, ms. */
  now: number;
  before: Rows;
  after: Rows;
}

/** Verbs that may end a running run instance, and those that may take an offer back. */
const ENDING = [
  'run.report',
  'run.lose',
  'run.vanished',
  'run.refuse',
  'robot.connected',
  'job.cancel',
  'deployment.delete',
];
const WITHDRAWING = [
  ...['run.refuse', 'run.vanished', 'run.withdraw', 'run.lose', 'robot.connected', 'robot.disconnected'],
  ...['coordinator.started', 'job.cancel', 'deployment.delete'],
];
/** An exponential backoff grows up to a day. */
const MAX_REST_MS = 86_400_000;

export function changeProblems(change: Change): Problems {
  return [
    ...edges(change),
    ...restless(change),
    ...finals(change),
    ...ends(change),
    ...offers(change),
    ...attempts(change),
  ];
}

/** The states that are `most` events away at most. */
function reach<S extends string>(table: Machine<S, string>, from: S, most: number): S[] {
  if (most === 0) return [from];
  const next = Object.values(table[from]) as S[];
  return [from, ...next.flatMap((state) => reach(table, state, most - 1))];
}

function edges({ verb, before, after }: Change): Problems {
  const problems: Problems = [];
  const check = <S extends string>(what: string, table: Machine<S, string>, from: S, to: S, most = 1) => {
    if (!reach(table, from, most).includes(to)) problems.push(`J21: ${verb} moved ${what} from ${from} to ${to}`);
  };
  for (const job of after.jobs.values())
    check(`the job ${job.id}`, jobStates, before.jobs.get(job.id)?.state ?? 'queued', job.state);
  for (const run of after.runs.values())
    check(`the run ${run.id}`, runStates, before.runs.get(run.id)?.state ?? 'assigned', run.state);
  for (const robot of after.robots.values()) {
    const was = before.robots.get(robot.id)?.state ?? 'offline';
    check(`the robot ${robot.name}`, robotStates, was, robot.state, 2); // `release` or `hello`, then what it finds
  }
  return problems;
}

/** Only a refusal sends a robot to rest; only the time, or its agent's hello, wakes it. */
function restless({ verb, before, after }: Change): Problems {
  const resting = ['run.refuse', 'job.due', 'robot.connected'];
  return [...after.robots.values()].flatMap(({ id, name, restUntil }) => {
    const was = before.robots.get(id)?.restUntil ?? 0;
    if (restUntil === was || (resting.includes(verb) && (restUntil === 0 || verb === 'run.refuse'))) return [];
    return [`P6: ${verb} moved the rest of ${name} from ${was} to ${restUntil}`];
  });
}

/** What is over stays as it is; evidence may still come in (J27). */
function finals({ verb, before, after }: Change): Problems {
  const problems: Problems = [];
  for (const job of before.jobs.values())
    if (isFinal(job) && !isDeepStrictEqual(job, after.jobs.get(job.id)))
      problems.push(`J27: ${verb} changed the ${job.state} job ${job.id}`);
  const kept = (run: Readonly<RunRow> | undefined) =>
    run && [run.state, run.reason, run.error, run.ended, run.exitCode, run.output, run.epoch, run.number];
  for (const run of before.runs.values())
    if (hasEnded(run) && !isDeepStrictEqual(kept(run), kept(after.runs.get(run.id))))
      problems.push(`J27: ${verb} changed the ${run.state} run ${run.id}`);
  return problems;
}

function ends(change: Change): Problems {
  const { verb, before, after } = change;
  const ended = [...after.runs.values()].filter((run) => hasEnded(run) && !hasEnded(before.runs.get(run.id) ?? run));
  return ended.flatMap((run) => {
    const problems: Problems = [];
    const says = (rule: string, text: string) =>
      problems.push(`${rule}: ${verb} ended ${run.id} (${run.state}) ${text}`);
    if (!ENDING.includes(verb)) says('J21', 'although it has no business with it');
    const was = before.jobs.get(run.job)!;
    const job = after.jobs.get(run.job)!;
    if (run.state === 'lost' && was.cancelling) says('J26', 'as lost while it was being cancelled');
    const wanted = jobAfter(change, run, was);
    const got = { state: job.state, run: job.run, attempts: job.attempts, notBefore: job.notBefore };
    if (!isDeepStrictEqual(got, wanted))
      says('J22', `and made of its job ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
    if (run.state === 'succeeded' && !isDeepStrictEqual(job.output, run.output))
      says('J33', 'and its job has another output');
    if (after.robots.get(run.robot)?.run === run.id) says('J9', 'and its robot is still on it');
    return [...problems, ...itemsAfter(change, run)];
  });
}

/** What the end of a run instance must make of its job (J22, J23, J26). */
function jobAfter({ after, now }: Change, run: RunRow, was: JobRow): Partial<JobRow> {
  const { attempts } = was;
  const over = (state: JobRow['state']) => ({ state, run: run.id, attempts, notBefore: 0 });
  if (run.state === 'succeeded' || run.state === 'cancelled') return over(run.state);
  const somebody = was.pool ? after.pools.has(was.pool) : after.robots.has(was.robot);
  if (was.cancelling || !somebody || attempts > was.retries) return over('failed');
  const { kind, ms } = was.backoff;
  const rest = kind === 'none' ? 0 : kind === 'fixed' ? ms : Math.min(ms * 2 ** (attempts - 1), MAX_REST_MS);
  return { state: 'running', run: '', attempts, notBefore: rest > 0 ? now + rest : 0 };
}

/** A failed or lost run costs the resources in its hands one attempt each, another end costs nothing (Q15, Q16). */
function itemsAfter({ before, after }: Change, run: RunRow): Problems {
  const cost = run.state === 'failed' || run.state === 'lost' ? 1 : 0;
  return [...before.resources.values()].flatMap((was) => {
    if (was.lastRun !== run.id || was.status !== 'in_progress') return [];
    const left = after.resources.get(was.id)!.attemptsLeft;
    return left === was.attemptsLeft - cost
      ? []
      : [`Q15: ${run.state} run left ${left} of ${was.attemptsLeft} attempts`];
  });
}

/** An offer that came to nothing leaves its job as it was before it (P6). */
function offers({ verb, before, after, now }: Change): Problems {
  const problems: Problems = [];
  for (const run of before.runs.values()) {
    if (after.runs.has(run.id)) continue;
    const says = (text: string) => problems.push(`P6: ${verb} took the run ${run.id} away ${text}`);
    if (run.state !== 'assigned') says(`although it was ${run.state}`);
    if (!WITHDRAWING.includes(verb)) says('although it has no business with it');
    const job = after.jobs.get(run.job)!;
    const mayEnd = verb === 'job.cancel' || verb === 'deployment.delete';
    const rest = verb === 'run.refuse' ? now + REFUSED_REST_MS : 0;
    if (job.run !== '') says('and its job still names it');
    if (mayEnd ? job.state !== 'cancelled' : isFinal(job)) says(`and its job is ${job.state}`);
    if (after.robots.get(run.robot)?.restUntil !== rest && verb === 'run.refuse') says('and its robot does not rest');
    if (job.notBefore !== rest) says(`and its job rests until ${job.notBefore}, not ${rest}`);
  }
  return problems;
}

/** Only an accepted offer counts as an attempt (J22, P6); only a dispatch makes a run instance, one at a time. */
function attempts({ verb, before, after }: Change): Problems {
  const problems: Problems = [];
  const made = [...after.runs.keys()].filter((id) => !before.runs.has(id));
  if (made.length > (verb === 'robot.dispatch' ? 1 : 0))
    problems.push(`J21: ${verb} made ${made.length} run instances`);
  for (const job of after.jobs.values()) {
    const more = job.attempts - (before.jobs.get(job.id)?.attempts ?? 0);
    if (more !== 0 && (more !== 1 || verb !== 'run.accept')) problems.push(`J22: ${verb} counted ${more} attempts`);
  }
  return problems;
}
