/** Why a job is not running, and what would start it (J32): per candidate robot the first condition that fails. */
import type { Waiting } from '../../protocol/shapes.ts';
import { type Look, versionOf } from './lookup.ts';
import { mismatch } from './match.ts';
import { MAX_MEMBERS } from './pool-members.ts';
import type { JobRow, RobotRow } from './rows.ts';

/** Robots that the answer lists; the rest are counted. */
const MAX_LISTED = 200;

/** `undefined` for a job that runs or has ended. */
export function waitingOf(view: Look, job: Readonly<JobRow>, now: number): Waiting | undefined {
  if (job.state !== 'queued' && job.state !== 'running') return undefined;
  const run = job.run === '' ? undefined : view.get('run', job.run);
  if (run?.state === 'running') return undefined;
  if (run) return { says: `offered to ${run.robotName}, which has not accepted yet`, robots: [] };
  const robots = candidates(view, job);
  const { needs } = versionOf(view, job.version).manifest;
  const listed = robots.slice(0, MAX_LISTED).map((robot) => ({
    robot: robot.name,
    because: mismatch(view, job, needs, robot) ?? 'free: takes its best job next',
  }));
  return { says: restOf(job, now) ?? saysOf(view, job, robots.length), robots: listed };
}

/** The pinned robot, or the pool's members. */
export function candidates(view: Look, job: Readonly<Pick<JobRow, 'robot' | 'pool'>>): Readonly<RobotRow>[] {
  const ids = job.robot ? [job.robot] : view.pick('robotsOf', { pool: job.pool }, MAX_MEMBERS).map((m) => m.robot);
  return ids.flatMap((id) => view.get('robot', id) ?? []);
}

const restOf = (job: Readonly<JobRow>, now: number) =>
  job.notBefore > now ? `rests until ${new Date(job.notBefore).toISOString()}, then waits for a robot` : undefined;

function saysOf(view: Look, job: Readonly<JobRow>, robots: number): string {
  if (job.robot) return 'waits for its robot';
  const pool = view.get('pool', job.pool)?.name;
  if (pool === undefined) return 'its pool was deleted; cancel the job and run it elsewhere';
  if (robots === 0) return `the pool ${pool} has no robots; add one`;
  const rest = robots > MAX_LISTED ? `; the first ${MAX_LISTED} of ${robots} robots are listed` : '';
  return `waits for a robot of the pool ${pool}${rest}`;
}
