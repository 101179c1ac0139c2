/** Everything at a glance (C1): counts that are kept, a bounded walk over what failed lately, sizes. */
import { setImmediate as turn } from 'node:timers/promises';
import { RobotState } from '../protocol/fields.ts';
import type { FailureGroup, Overview } from '../protocol/shapes-overview.ts';
import type { Core } from './core.ts';
import type { DiskUse } from './disk-use.ts';
import { endedIn, HOUR_MS } from './domain/ended-hours.ts';
import type { JobBrief } from './domain/job-where.ts';
import { robotView } from './domain/robot-view.ts';
import { saidIn, shown } from './domain/said.ts';
import { tallyOf } from './domain/tally.ts';
import type { Principal } from './domain/view.ts';
import { listed } from './listing.ts';
import { queues, robots } from './reads-lists.ts';

const DAY_MS = 24 * HOUR_MS;
const HOURS_SHOWN = 24;
const QUEUES_SHOWN = 10;
/** Whose waiting resources are added up. */
const ALL_QUEUES = 50_000;
const GONE_SHOWN = 5;
const GROUPS_SHOWN = 20;
/** Failed jobs of the last two days that are looked at, the latest first. */
const MOST_FAILURES = 10_000;
/** Rows read in one go: a millisecond in which nobody else has a turn. */
const PORTION = 200;

export function overviewReads(core: Core, disk: DiskUse) {
  return {
    'overview.show': async (_: object, { workspace }: Principal): Promise<Overview> => {
      const now = core.clock.now();
      const [counts, failures, fullest, gone, use] = await Promise.all([
        core.store.read((view) => ({
          ...countsOf(tallyOf(view, 'robot'), tallyOf(view, 'job')),
          hours: hours(view, now),
        })),
        failuresOf(core, workspace, now),
        listed(core, queues(workspace, { waiting: true }), { sort: 'waiting', dir: 'desc', limit: ALL_QUEUES }),
        goneOf(core, workspace, now),
        disk.now(),
      ]);
      const waiting = { resources: fullest.rows.reduce((sum, row) => sum + row.waiting, 0), queues: fullest.total };
      const shown = fullest.rows.slice(0, QUEUES_SHOWN);
      return {
        ...{ at: now, ...counts, gone, failures, waiting, disk: use },
        queues: shown.map(({ id, name, waiting: n, counts: by }) => ({ id, name, waiting: n, counts: by })),
      };
    },
  };
}

/** Which robots are gone, since when, and why. */
async function goneOf(core: Core, workspace: string, now: number): Promise<Overview['gone']> {
  const offline = await core.store.read((view) => robots(view, workspace, { state: ['offline'] }, now));
  const { rows, total } = await listed(core, offline, { sort: 'seen', dir: 'desc', limit: GONE_SHOWN });
  const gone = await core.store.read((view) => rows.map((row) => robotView(view, row, now)));
  return {
    total,
    robots: gone.map(({ name, because, becauseAs, seen }) => ({
      ...{ name, because, ...(becauseAs ? { becauseAs } : {}) },
      ...(seen === undefined ? {} : { seen }),
    })),
  };
}

type Counts = Readonly<Record<string, number>>;

function countsOf(robots: Counts, jobs: Counts): Pick<Overview, 'robots' | 'jobs'> {
  const of = (state: RobotState) => robots[state] ?? 0;
  const states = { offline: of('offline'), idle: of('idle'), busy: of('busy'), paused: of('paused') };
  const total = RobotState.options.reduce((sum, state) => sum + states[state], 0);
  return { robots: { total, states }, jobs: { running: jobs.running ?? 0, queued: jobs.queued ?? 0 } };
}

function hours(view: Parameters<typeof endedIn>[0], now: number): Overview['hours'] {
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS_SHOWN }, (_, n) => {
    const from = last - (HOURS_SHOWN - 1 - n) * HOUR_MS;
    return { from, ...endedIn(view, from) };
  });
}

/** By message, the latest first: what is met first is the group's last. */
async function failuresOf(core: Core, workspace: string, now: number): Promise<Overview['failures']> {
  const groups = new Map<string, FailureGroup>();
  const sums = { day: 0, before: 0 };
  let looked = 0;
  let more = false;
  for await (const rows of failedSince(core, workspace, now - 2 * DAY_MS)) {
    for (const row of rows.slice(0, MOST_FAILURES - looked)) {
      const group = groups.get(row.message) ?? groupOf(row);
      groups.set(row.message, group);
      const day = row.ended > now - DAY_MS;
      group[day ? 'count' : 'before']++;
      sums[day ? 'day' : 'before']++;
    }
    looked += rows.length;
    more = looked > MOST_FAILURES;
    if (more) break;
  }
  const frequent = [...groups.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  return { ...sums, atLeast: more, groups: frequent.slice(0, GROUPS_SHOWN) };
}

const groupOf = ({ ended, id, run, deploymentName, ...job }: Readonly<JobBrief>): FailureGroup => ({
  ...shown('message', saidIn(job, 'message')),
  ...{ count: 0, before: 0, last: ended, job: id, deployment: deploymentName },
  ...(run ? { run } : {}),
});

async function* failedSince({ store }: Core, workspace: string, since: number): AsyncGenerator<Readonly<JobBrief>[]> {
  let after: string | undefined;
  do {
    const params = { workspace, state: 'failed', sort: 'ended', dir: 'desc', after, limit: PORTION } as const;
    const { items, next } = await store.query('jobs', params);
    const late = items.filter((row) => row.ended >= since);
    yield late;
    after = late.length < items.length ? undefined : next;
    await turn();
  } while (after !== undefined);
}
