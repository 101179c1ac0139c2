/**
 * Walks jobs in the order of a list and gives those that meet a person's filter (C9, J31). Bounded: it gives up after so
 * many rows and says where to go on, and lets others have their turn in between.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { JobWhere } from '../protocol/shapes-job.ts';
import type { Core } from './core.ts';
import { type FoundWhere, findWhere, type JobBrief, meetsJobWhere } from './domain/job-where.ts';
import { CLOCK_SLACK_MS, idsFrom, timeOfId } from './domain/resource-ids.ts';
import { cursorAt, type ListParams } from './store/lists.ts';

export interface JobSearch {
  workspace: string;
  where: JobWhere;
  sort?: JobSort | undefined;
  dir?: 'asc' | 'desc' | undefined;
  /** Begin here, in the column that it is sorted by. */
  startAt?: number | undefined;
  /** So far may an id's time be ahead of the creation date (resource-ids.ts); absent = as far as it ever is. */
  slackMs?: number | undefined;
}
export type JobSort = 'created' | 'priority' | 'started' | 'ended';
export interface JobPortion {
  /** `next` of the portion before. */
  after?: string | undefined;
  /** Jobs wanted. */
  limit: number;
  /** Rows to look at, about; then what was found so far is given. */
  look: number;
}
export interface FoundJobs {
  rows: Readonly<JobBrief>[];
  /** Absent when there is nothing more. */
  next?: string | undefined;
}

/** Rows read in one go: a part of a millisecond in which nobody else has a turn. */
const MOST_AT_ONCE = 200;

export async function searchJobs(
  core: Pick<Core, 'store'>,
  search: JobSearch,
  portion: JobPortion,
): Promise<FoundJobs> {
  const { workspace, sort = 'created', dir = 'desc' } = search;
  const where = await core.store.read((view) => findWhere(view, workspace, search.where));
  const named = where.text === undefined ? undefined : await theNamed(core, workspace, where);
  if (named) return { rows: [named] };
  const bounds = boundsOf(where, { ...search, sort, dir });
  const list = { ...(where.deploymentId ? { deployment: where.deploymentId } : { workspace }), state: where.state };
  const rows: Readonly<JobBrief>[] = [];
  let looked = 0;
  for (let after = portion.after ?? bounds.start; ; await turn()) {
    // Without any other condition every row is a match: no more are read than are wanted.
    const limit = Math.min(MOST_AT_ONCE, isJudged(where) ? MOST_AT_ONCE : portion.limit - rows.length);
    const params = { ...list, sort, dir, after, limit } as ListParams<'jobs'>;
    const page = await core.store.query('jobs', params);
    const within = page.items.filter((row) => !bounds.past(row));
    const matches = await core.store.read((view) => within.filter((row) => meetsJobWhere(view, where, row)));
    const room = portion.limit - rows.length;
    rows.push(...matches.slice(0, room));
    if (matches.length > room) return { rows, next: cursorAt('jobs', { sort, dir }, rows.at(-1)!) };
    looked += within.length;
    if (page.next === undefined || within.length < page.items.length) return { rows };
    if (rows.length >= portion.limit || looked >= portion.look) return { rows, next: page.next };
    after = page.next;
  }
}

/** The job whose id is sought, if it meets the rest. */
function theNamed(
  { store }: Pick<Core, 'store'>,
  workspace: string,
  where: FoundWhere,
): Promise<Readonly<JobBrief> | undefined> {
  return store.read((view) => {
    const job = view.get('job', where.text!);
    if (job?.workspace !== workspace || !meetsJobWhere(view, where, job)) return undefined;
    const { params: _, output: __, ...brief } = job;
    return brief;
  });
}

/** Is there a condition that the list does not answer by itself? */
const isJudged = ({ state: _, deploymentId: __, ...others }: FoundWhere): boolean =>
  Object.values(others).some((part) => part !== undefined);

interface Bounds {
  start: string | undefined;
  past(row: Readonly<JobBrief>): boolean;
}

const JOB = 'j_';

interface InOrder {
  sort: JobSort;
  dir: 'asc' | 'desc';
  startAt?: number | undefined;
  slackMs?: number | undefined;
}

/** A range of the column that the list is sorted by: begin where it begins, stop where it ends. */
function boundsOf(where: FoundWhere, { sort, dir, startAt, slackMs = CLOCK_SLACK_MS }: InOrder): Bounds {
  const [from, to] = rangeOf(where, sort);
  const [first, last] = dir === 'asc' ? [from, to] : [to, from];
  const begin =
    startAt !== undefined
      ? at(sort, dir, startAt)
      : first !== undefined
        ? before(sort, dir, first, slackMs)
        : undefined;
  const start = begin && cursorAt('jobs', { sort, dir }, begin);
  if (last === undefined) return { start, past: () => false };
  const slack = sort === 'created' && dir === 'asc' ? slackMs : 0;
  const value = (row: Readonly<JobBrief>) => (sort === 'created' ? timeOfId(row.id) : row[sort]);
  return { start, past: (row) => (dir === 'asc' ? value(row) > last + slack : value(row) < last) };
}

/** A row just before the place at which somebody wants to begin: by the time of the ids, as nothing judges the rows. */
function at(sort: JobSort, dir: 'asc' | 'desc', value: number) {
  const behind = sort === 'created' && dir === 'desc';
  return behind ? { id: idsFrom(value + 1, JOB) } : before(sort, dir, value, 0);
}

/** What did not happen yet has no instant: it is in no range of them. */
function rangeOf(where: FoundWhere, sort: JobSort): [from: number | undefined, to: number | undefined] {
  const [from, to] = [where[`${sort}From`], where[`${sort}To`]];
  if (sort === 'created') return [from, firstOf(to, where.startedTo, where.endedTo)];
  const dated = sort === 'started' || sort === 'ended';
  return [dated && to !== undefined ? (from ?? 1) : from, to];
}

/** A job is made before it starts and ends: what ended by an instant was made by then. */
function firstOf(...instants: (number | undefined)[]): number | undefined {
  const given = instants.filter((one) => one !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

/** A row just before all those of this value. */
function before(sort: JobSort, dir: 'asc' | 'desc', value: number, slackMs: number) {
  if (sort !== 'created') return { id: dir === 'asc' ? ' ' : '~', [sort]: value };
  return { id: dir === 'asc' ? idsFrom(value, JOB) : idsFrom(value + 1 + slackMs, JOB) };
}
