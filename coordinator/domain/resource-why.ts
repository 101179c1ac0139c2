/**
 * Why no robot has a resource in hand, and what would let one take it (J32). Judged by what takes judge by: `stoppedBy`
 * and `lockAt` for locks, `conditionSummary` for the launch condition, `waitingOf` for its jobs.
 */
import { MAX_CONDITION_JOBS } from '../../protocol/calls-condition.ts';
import type { WhyResource } from '../../protocol/shapes-job.ts';
import { attemptsNow } from './attempts.ts';
import { conditionSummary } from './condition-view.ts';
import { waitingOf } from './job-waiting.ts';
import { type Lock, lockAt, stoppedBy } from './lock.ts';
import type { Look } from './lookup.ts';
import { noSuch } from './not-found.ts';
import type { JobRow, QueueRow, ResourceRow, RunRow } from './rows.ts';

/** Resources before it that are counted. */
const MAX_BEFORE = 1_000;
/** Jobs of the condition that are explained. */
const MAX_JOBS = 20;

/** What a robot asks that takes as `each` does: any status, both locks, no tags; and is nobody's run. */
const taker = (now: number) => ({ owner: '', lock: { read: true, write: true } as const, now });

interface Facts {
  view: Look;
  row: Readonly<ResourceRow>;
  queue: Readonly<QueueRow>;
  now: number;
  read: Lock | undefined;
  write: Lock | undefined;
  /** The run that took it last. */
  last: Readonly<RunRow> | undefined;
}

export function whyResource(view: Look, workspace: string, id: string, now: number): WhyResource {
  const row = view.get('resource', id);
  const queue = row && view.get('queue', row.queue);
  if (!row || !queue || queue.workspace !== workspace || queue.deleted) return noSuch('resource', id, 'id');
  const last = row.lastRun === '' ? undefined : view.get('run', row.lastRun);
  const f: Facts = { view, row, queue, now, read: lockAt(row, 'read', now), write: lockAt(row, 'write', now), last };
  const free = row.live === 1 && stoppedBy(row, 'search', taker(now)) === undefined;
  const [because, startsWhen] = row.live === 0 ? whyHidden(f) : free ? whyFree(f) : whyLocked(f);
  const lock = f.read ?? f.write;
  const holder =
    row.live === 1 && lock?.by ? { owner: lock.by, ...(lock.until > 0 ? { until: lock.until } : {}) } : undefined;
  const condition = view.get('condition', queue.id);
  return {
    ...{ resource: id, queue: queue.name, status: row.status, says: because[0]!, free, because },
    ...(startsWhen === undefined ? {} : { startsWhen }),
    ...(holder ? { holder } : {}),
    ...(free ? { before: countBefore(f) } : {}),
    ...(condition && row.live === 1 ? { condition: conditionSummary(view, condition) } : {}),
    jobs: free ? waitingJobs(f) : [],
  };
}

/** Reasons, and what would let a robot take it. */
type Why = [because: string[], startsWhen: string | undefined];

function whyHidden({ view, row, queue }: Facts): Why {
  if (row.status === 'processed')
    return [['processed: the work on it is done, and no robot sees it any more'], 'a person sets its status to new'];
  const spent = queue.attemptLimit > 0 && attemptsNow(queue, row) === 0;
  const says = spent
    ? `in error: none of its ${queue.attemptLimit} attempts is left, and no robot sees it any more`
    : 'in error: a robot or a person said that trying again is useless, and no robot sees it any more';
  const run = view.get('run', row.lastRun);
  const by = run ? [`the run ${run.id} on ${run.robotName} had it last (${run.state})`] : [];
  return [[says, ...by], `a person retries it: gantry resource retry ${queue.name} ${row.id}`];
}

function whyLocked({ row, read, write, last }: Facts): Why {
  const on = last ? ` on ${last.robotName}` : '';
  const lock = (read ?? write)!;
  const until = lock.until > 0 ? ` until ${new Date(lock.until).toISOString()}` : '';
  const whose =
    lock.by?.run && lock.owner.startsWith('run:')
      ? `the run ${lock.by.run} on ${lock.by.name}`
      : (lock.by?.name ?? lock.owner);
  const ends = lock.until > 0 ? `the date of the lock comes, or ${whose} removes it` : endsWhen(lock, whose);
  if (lock.owner.startsWith('deferred:'))
    return [
      [`deferred${until} by ${lock.by?.name ?? 'a run'}: no robot gets it before`],
      'that date comes, or a person removes the read lock',
    ];
  if (row.status === 'in_progress' && lock.owner === `run:${row.lastRun}` && last?.open)
    return [[`in progress: the run ${last.id}${on} works on it${until}`], ends];
  const kinds = read && write ? 'read- and write-locked' : read ? 'read-locked' : 'write-locked';
  const hint = read ? [] : ['a take that asks for no write lock gets it all the same'];
  return [[`${kinds} by ${whose}${until}`, ...hint], ends];
}

const endsWhen = ({ owner }: Lock, whose: string): string =>
  owner.startsWith('run:') ? `${whose} ends or removes the lock` : `${whose} or another person removes the lock`;

function whyFree({ view, row, queue, last }: Facts): Why {
  const begun =
    row.status === 'in_progress' && last
      ? [
          `in progress and unlocked: the run ${last.id} on ${last.robotName} took it last and ${last.open ? 'holds no lock of it' : `has ${last.state}`}`,
        ]
      : [];
  const condition = view.get('condition', queue.id);
  if (!condition) {
    const says =
      'free: any run that takes from the queue gets it in its turn; the queue has no launch condition, so that nothing starts by itself';
    return [[...begun, says], 'a run that takes from the queue asks for it'];
  }
  const summary = conditionSummary(view, condition);
  const says = `free: waits for a job of ${summary.deployment}, which the launch condition starts (${summary.says})`;
  const abandoned =
    row.status === 'in_progress' && !condition.countAbandoned
      ? ['what is in progress starts no job: the launch condition does not count abandoned resources']
      : [];
  if (condition.state !== 'enabled')
    return [[`free, but the launch condition is ${summary.says}`, ...begun], `gantry condition enable ${queue.name}`];
  return [
    [...begun, says, ...abandoned],
    'a run of that deployment, or another that takes from the queue, asks for it',
  ];
}

/** Open jobs of the launch condition that no run is on: each with its own answer. */
function waitingJobs({ view, queue, now }: Facts): WhyResource['jobs'] {
  return view
    .pick('openJobsOfCondition', { condition: queue.id }, MAX_CONDITION_JOBS)
    .slice(0, MAX_JOBS)
    .map((job) => ({ job: job.id, says: jobText(view, job, now) }));
}

function jobText(view: Look, job: Readonly<JobRow>, now: number): string {
  const waiting = waitingOf(view, job, now);
  return waiting ? `${waiting.says}; starts when ${waiting.startsWhen}` : `runs: run ${job.run}`;
}

/** In the order in which takes without a condition go. */
function countBefore({ view, row, queue }: Facts): { count: number; atLeast: boolean } {
  const line = view.pick('openByPriority', { queue: queue.id, match: () => true }, MAX_BEFORE + 1);
  const at = line.findIndex(({ id }) => id === row.id);
  return at >= 0 ? { count: at, atLeast: false } : { count: Math.min(line.length, MAX_BEFORE), atLeast: true };
}
