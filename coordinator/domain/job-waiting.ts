/** Why a job is not running, and what would start it (J32): per candidate robot the first condition that fails. */
import type { Manifest } from '../../protocol/manifest.ts';
import type { Waiting } from '../../protocol/shapes.ts';
import { AGED_EVERY, isAged, STARVE_AFTER_MS } from './aged.ts';
import { ancestorsOf } from './job-family.ts';
import { placeInLine } from './job-line.ts';
import { type Look, versionOf } from './lookup.ts';
import { type Obstacle, obstacle, suits } from './match.ts';
import { MAX_MEMBERS } from './pool-members.ts';
import type { JobRow, RobotRow, RunRow } from './rows.ts';

/** Robots that the answer lists; the rest are counted. */
const MAX_LISTED = 200;
/** Run instances of one job: retries are at most 10 (J12). */
const MAX_RUNS = 100;
const HOUR_MS = 3_600_000;

/** A candidate robot, and what stands between it and the job. */
interface Candidate {
  robot: Readonly<RobotRow>;
  obstacle: Obstacle | undefined;
  /** The run it is on started this job, or a job above it. */
  holdsParent: boolean;
}

/** `undefined` for a job that runs or has ended. `starveAfterMs` as in aged.ts. */
export function waitingOf(
  view: Look,
  job: Readonly<JobRow>,
  now: number,
  starveAfterMs = STARVE_AFTER_MS,
): Waiting | undefined {
  if (job.state !== 'queued' && job.state !== 'running') return undefined;
  const run = job.run === '' ? undefined : view.get('run', job.run);
  if (run?.state === 'running') return undefined;
  if (run) {
    const startsWhen = `${run.robotName} accepts it; else it is offered again`;
    return { says: `offered to ${run.robotName}, which has not accepted yet`, robots: [], startsWhen };
  }
  const { needs } = versionOf(view, job.version).manifest;
  const all = judged(view, job, needs, now);
  const before = job.waiting ? placeInLine(view, job) : undefined;
  const pool = job.pool === '' ? undefined : view.get('pool', job.pool)?.name;
  const rest = job.notBefore > now ? new Date(job.notBefore).toISOString() : undefined;
  return {
    says: rest ? restText(job, rest) : `${saysOf(view, job, all, needs)}${agedText(job, now, starveAfterMs)}`,
    robots: listed(view, job, all),
    ...(pool === undefined ? {} : { pool }),
    ...(before ? { before } : {}),
    startsWhen: `${rest ? `it is ${rest}, and then ` : ''}${startsWhen(view, job, all, needs)}`,
  };
}

/** The pinned robot, or the pool's members. */
export function candidates(view: Look, job: Readonly<Pick<JobRow, 'robot' | 'pool'>>): Readonly<RobotRow>[] {
  const ids = job.robot ? [job.robot] : view.pick('robotsOf', { pool: job.pool }, MAX_MEMBERS).map((m) => m.robot);
  return ids.flatMap((id) => view.get('robot', id) ?? []);
}

function judged(view: Look, job: Readonly<JobRow>, needs: Manifest['needs'], now: number): Candidate[] {
  const above = new Set(ancestorsOf(view, job).map(({ id }) => id));
  return candidates(view, job).map((robot) => ({
    robot,
    obstacle: obstacle(view, job, { robot, needs, now }),
    holdsParent: above.size > 0 && robot.run !== '' && above.has(view.get('run', robot.run)?.job ?? ''),
  }));
}

function listed(view: Look, job: Readonly<JobRow>, all: readonly Candidate[]): Waiting['robots'] {
  const runs = job.attempts > 0 ? view.pick('runsOf', { job: job.id }, MAX_RUNS) : [];
  return all.slice(0, MAX_LISTED).map(({ robot, obstacle: first, holdsParent }) => {
    const because = first?.says ?? 'free: takes its best job next';
    const more = [holdsParent ? 'which started this job' : '', unpackText(runs, robot)].filter((text) => text !== '');
    const run = first?.kind === 'busy' ? { run: robot.run } : {};
    return { robot: robot.name, because: [because, ...more].join(', '), kind: first?.kind ?? 'free', ...run };
  });
}

/** A package that this robot could not use is tried there again all the same: the disk or the network may be well by now. */
function unpackText(runs: readonly Readonly<RunRow>[], robot: Readonly<RobotRow>): string {
  const last = runs.findLast((run) => run.robot === robot.id);
  return last?.reason === 'package' ? `the package failed to unpack there in run ${last.number}: ${last.error}` : '';
}

const restText = (job: Readonly<JobRow>, until: string) =>
  `rests until ${until}, then waits for a robot${job.message ? ` (${job.message})` : ''}`;

function saysOf(view: Look, job: Readonly<JobRow>, all: readonly Candidate[], needs: Manifest['needs']): string {
  const held = heldByParents(all, needs);
  if (held) return held;
  if (job.robot) return all.length > 0 ? 'waits for its robot' : 'its robot was deleted; cancel the job';
  const pool = view.get('pool', job.pool)?.name;
  if (pool === undefined) return 'its pool was deleted; cancel the job and run it elsewhere';
  if (all.length === 0) return `the pool ${pool} has no robots; add one`;
  const rest = all.length > MAX_LISTED ? `; the first ${MAX_LISTED} of ${all.length} robots are listed` : '';
  return `waits for a robot of the pool ${pool}${rest}`;
}

/** Every robot that could take it is on a run that started it: if that run waits for it, both wait for ever. */
function heldByParents(all: readonly Candidate[], needs: Manifest['needs']): string | undefined {
  const able = all.filter(({ robot, obstacle: o }) => suits(needs, robot) && (!o || o.kind === 'busy'));
  if (able.length === 0 || !able.every(({ holdsParent }) => holdsParent)) return undefined;
  const runs = able.map(({ robot }) => robot.run).join(', ');
  const only = able.length === 1 ? 'the only robot' : `all ${able.length} robots`;
  return `its parent ${runs} holds ${only} that could take it: neither goes on if the parent waits for it`;
}

/** What has to happen, from the obstacles that dispatch sees. */
function startsWhen(view: Look, job: Readonly<JobRow>, all: readonly Candidate[], needs: Manifest['needs']): string {
  const names = (kind: Obstacle['kind']) => {
    const some = all.filter(({ obstacle: o }) => o?.kind === kind).map(({ robot }) => robot.name);
    return some.length > 3 ? `one of ${some.length} robots` : some.join(' or ');
  };
  const free = all.find(({ obstacle: o }) => o === undefined);
  if (free) return `${free.robot.name} asks for its next job`;
  const where = job.pool ? `the pool ${view.get('pool', job.pool)?.name ?? job.pool}` : 'its robot';
  if (heldByParents(all, needs)) return `another robot joins ${where}, or its parent ends`;
  const rests = names('rests');
  if (rests) return `${rests} is asked again, some seconds after it refused a job`;
  const busy = names('busy');
  if (busy) return `${busy} ends its run`;
  const paused = names('paused');
  if (paused) return `${paused} is resumed`;
  const drains = names('drains');
  if (drains) return `the agent of ${drains} is started again`;
  const offline = names('offline');
  if (offline) return `${offline} comes online`;
  if (all.length > 0) return `a robot that has what the package needs joins ${where}`;
  return job.pool ? `a robot joins ${where}` : 'never: its robot was deleted';
}

function agedText(job: Readonly<JobRow>, now: number, starveAfterMs: number): string {
  if (!job.waiting || !isAged(job, now, starveAfterMs)) return '';
  const hours = Math.round(starveAfterMs / HOUR_MS);
  return `; created more than ${hours} h ago: every ${AGED_EVERY}th job that a robot takes is the oldest of these`;
}
