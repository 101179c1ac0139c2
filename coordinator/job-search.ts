/**
 * Walks jobs in the order of a list and gives those that meet a person's filter (C9, J31). Bounded: it gives up after so
 * many rows and says where to go on, and lets others have their turn in between.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { JobWhere } from '../protocol/shapes-job.ts';
import type { Core } from './core.ts';
import { type FoundWhere, findWhere, type JobBrief, meetsJobWhere } from './domain/job-where.ts';
import { CLOCK_SLACK_MS, idsFrom, idsUpTo, timeOfId } from './domain/resource-ids.ts';
import { cursorAt, type ListParams } from './store/lists.ts';

export interface JobSearch {
  workspace: string;
  where: JobWhere;
  sort?: 'created' | 'priority' | undefined;
  dir?: 'asc' | 'desc' | undefined;
}
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

export async function searchJobs(core: Core, search: JobSearch, portion: JobPortion): Promise<FoundJobs> {
  const { workspace, sort = 'created', dir = 'desc' } = search;
  const where = await core.store.read((view) => findWhere(view, workspace, search.where));
  const bounds = boundsOf(where, sort, dir);
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

/** Is there a condition that the list does not answer by itself? */
const isJudged = ({ state: _, deploymentId: __, ...others }: FoundWhere): boolean =>
  Object.values(others).some((part) => part !== undefined);

interface Bounds {
  start: string | undefined;
  past(row: Readonly<JobBrief>): boolean;
}

const JOB = 'j_';

/** A range of the column that the list is sorted by: begin where it begins, stop where it ends. */
function boundsOf(where: FoundWhere, sort: 'created' | 'priority', dir: 'asc' | 'desc'): Bounds {
  const [from, to] = [where[`${sort}From`], where[`${sort}To`]];
  const [first, last] = dir === 'asc' ? [from, to] : [to, from];
  const start = first === undefined ? undefined : cursorAt('jobs', { sort, dir }, before(sort, dir, first));
  if (last === undefined) return { start, past: () => false };
  const slack = sort === 'created' && dir === 'asc' ? CLOCK_SLACK_MS : 0;
  const value = (row: Readonly<JobBrief>) => (sort === 'created' ? timeOfId(row.id) : row.priority);
  return { start, past: (row) => (dir === 'asc' ? value(row) > last + slack : value(row) < last) };
}

/** A row just before all those of this value. */
function before(sort: 'created' | 'priority', dir: 'asc' | 'desc', value: number) {
  if (sort === 'priority') return { id: dir === 'asc' ? ' ' : '~', priority: value };
  return { id: dir === 'asc' ? idsFrom(value, JOB) : idsUpTo(value, JOB) };
}
