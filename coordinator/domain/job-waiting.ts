/** Why a job is not running, and what would start it (J32): per candidate robot the first condition that fails. */
import type { Manifest } from '../../protocol/manifest.ts';
import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import type { Waiting } from '../../protocol/shapes.ts';
import { AGED_EVERY, isAged, STARVE_AFTER_MS } from './aged.ts';
import { ancestorsOf } from './job-family.ts';
import { placeInLine } from './job-line.ts';
import { type Look, versionOf } from './lookup.ts';
import { type Obstacle, obstacle, obstacleSays, suits } from './match.ts';
import { MAX_MEMBERS } from './pool-members.ts';
import type { JobRow, RobotRow, RunRow } from './rows.ts';
import { saidIn, shown } from './said.ts';

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
    const robot = run.robotName;
    const says = say`offered to ${{ robot }}, which has not accepted yet`;
    return {
      ...shown('says', says),
      robots: [],
      ...shown('startsWhen', say`${{ robot }} accepts it; else it is offered again`),
    };
  }
  const { needs } = versionOf(view, job.version).manifest;
  const all = judged(view, job, needs, now);
  const before = job.waiting ? placeInLine(view, job) : undefined;
  const pool = job.pool === '' ? undefined : view.get('pool', job.pool)?.name;
  const starts = startsWhen(view, job, all, needs);
  const rest = job.notBefore > now ? new Date(job.notBefore).toISOString() : undefined;
  return {
    ...shown('says', rest ? restText(job, rest) : withAge(saysOf(view, job, all, needs), job, { now, starveAfterMs })),
    robots: listed(view, job, all, now),
    ...(pool === undefined ? {} : { pool }),
    ...(before ? { before } : {}),
    ...shown('startsWhen', rest ? say`it is ${{ at: rest }}, and then ${{ what: starts }}` : starts),
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

function listed(view: Look, job: Readonly<JobRow>, all: readonly Candidate[], now: number): Waiting['robots'] {
  const { needs } = versionOf(view, job.version).manifest;
  const runs = job.attempts > 0 ? view.pick('runsOf', { job: job.id }, MAX_RUNS) : [];
  return all.slice(0, MAX_LISTED).map(({ robot, obstacle: first, holdsParent }) => {
    const more = [...(holdsParent ? ['which started this job'] : []), ...unpackText(runs, robot)];
    const because = more.reduce<Said>(
      (says, next) => say`${{ says }}, ${{ next }}`,
      first ? obstacleSays(view, job, { robot, needs, now }, first) : 'free: takes its best job next',
    );
    const run = first === 'busy' ? { run: robot.run } : {};
    return { robot: robot.name, ...shown('because', because), kind: first ?? 'free', ...run };
  });
}

/** A package that this robot could not use is tried there again all the same: the disk or the network may be well by now. */
function unpackText(runs: readonly Readonly<RunRow>[], robot: Readonly<RobotRow>): Said[] {
  const last = runs.findLast((run) => run.robot === robot.id);
  if (last?.reason !== 'package') return [];
  return [
    say`the package failed to unpack there in run ${{ number: last.number }}: ${{ error: saidIn(last, 'error') }}`,
  ];
}

function restText(job: Readonly<JobRow>, until: string): Sentence {
  const message = job.message === '' ? '' : say` (${{ says: saidIn(job, 'message') }})`;
  return say`rests until ${{ at: until }}, then waits for a robot${{ message }}`;
}

function saysOf(view: Look, job: Readonly<JobRow>, all: readonly Candidate[], needs: Manifest['needs']): Said {
  const held = heldByParents(all, needs);
  if (held) return held;
  if (job.robot) return all.length > 0 ? 'waits for its robot' : 'its robot was deleted; cancel the job';
  const pool = view.get('pool', job.pool)?.name;
  if (pool === undefined) return 'its pool was deleted; cancel the job and run it elsewhere';
  if (all.length === 0) return say`the pool ${{ pool }} has no robots; add one`;
  const waits = say`waits for a robot of the pool ${{ pool }}`;
  if (all.length <= MAX_LISTED) return waits;
  return say`${{ waits }}; the first ${{ max: MAX_LISTED }} of ${{ count: all.length }} robots are listed`;
}

/** Every robot that could take it is on a run that started it: if that run waits for it, both wait for ever. */
function heldByParents(all: readonly Candidate[], needs: Manifest['needs']): Sentence | undefined {
  const able = all.filter(({ robot, obstacle: o }) => suits(needs, robot) && (!o || o === 'busy'));
  if (able.length === 0 || !able.every(({ holdsParent }) => holdsParent)) return undefined;
  const runs = able.map(({ robot }) => robot.run).join(', ');
  if (able.length === 1)
    return say`its parent ${{ run: runs }} holds the only robot that could take it: neither goes on if the parent waits for it`;
  return say`its parent ${{ list: runs }} holds all ${{ count: able.length }} robots that could take it: neither goes on if the parent waits for it`;
}

/** What has to happen, from the obstacles that dispatch sees. */
function startsWhen(view: Look, job: Readonly<JobRow>, all: readonly Candidate[], needs: Manifest['needs']): Said {
  const names = (kind: Obstacle) => anyOf(all.filter(({ obstacle: o }) => o === kind).map(({ robot }) => robot.name));
  const free = all.find(({ obstacle: o }) => o === undefined);
  if (free) return say`${{ robot: free.robot.name }} asks for its next job`;
  const where = job.pool ? say`the pool ${{ pool: view.get('pool', job.pool)?.name ?? job.pool }}` : 'its robot';
  if (heldByParents(all, needs)) return say`another robot joins ${{ where }}, or its parent ends`;
  const rests = names('rests');
  if (rests) return say`${{ robot: rests }} is asked again, some seconds after it refused a job`;
  const busy = names('busy');
  if (busy) return say`${{ robot: busy }} ends its run`;
  const paused = names('paused');
  if (paused) return say`${{ robot: paused }} is resumed`;
  const drains = names('drains');
  if (drains) return say`the agent of ${{ robot: drains }} is started again`;
  const offline = names('offline');
  if (offline) return say`${{ robot: offline }} comes online`;
  if (all.length > 0) return say`a robot that has what the package needs joins ${{ where }}`;
  return job.pool ? say`a robot joins ${{ where }}` : 'never: its robot was deleted';
}

/** One of a few by name, else how many there are; `undefined` of nobody. */
function anyOf(robots: readonly string[]): Said | undefined {
  if (robots.length > 3) return say`one of ${{ count: robots.length }} robots`;
  const [first, ...others] = robots;
  if (first === undefined) return undefined;
  return others.reduce<Said>((before, robot) => say`${{ before }} or ${{ robot }}`, first);
}

function withAge(
  says: Said,
  job: Readonly<JobRow>,
  { now, starveAfterMs }: { now: number; starveAfterMs: number },
): Said {
  if (!job.waiting || !isAged(job, now, starveAfterMs)) return says;
  const hours = Math.round(starveAfterMs / HOUR_MS);
  return say`${{ says }}; created more than ${{ hours }} h ago: every ${{ n: AGED_EVERY }}th job that a robot takes is the oldest of these`;
}
