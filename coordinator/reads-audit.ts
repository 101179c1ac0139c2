/** Reading the audit (X11): pages of it, and whether its chain is whole. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { AuditEntry } from '../protocol/shapes-audit.ts';
import type { Core } from './core.ts';
import { CHAIN_START, chained } from './domain/audit.ts';
import { theRobot } from './domain/lookup.ts';
import { CLOCK_SLACK_MS, idsFrom, idsUpTo, timeOfId } from './domain/resource-ids.ts';
import type { AuditRow } from './domain/rows-audit.ts';
import { theUser } from './domain/user.ts';
import type { Principal } from './domain/view.ts';
import { hashOf } from './ids.ts';
import { paged } from './pages.ts';
import { cursorAt } from './store/lists.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;

/** Rows of one step: half a millisecond in which nobody else has a turn. */
const PORTION = 100;
const DEFAULT_PAGE = 50;
/** Entries that one page looks at for those that match; the answer's `next` goes on behind them. */
const MOST_LOOKED_AT = 20_000;

export function auditReads(core: Core): { [V in 'audit.list' | 'audit.verify']: Read<V> } {
  return {
    'audit.list': (params, { workspace }) => auditPage(core, params, workspace),
    'audit.verify': (_, { workspace }) => verified(core, workspace),
  };
}

/** One page; with a rare filter it may hold few or no entries and still have a `next`. */
export async function auditPage(core: Core, p: Params<'audit.list'>, workspace: string): Promise<Result<'audit.list'>> {
  const actor = await actorOf(core, p, workspace);
  const { outcome, dir, limit = DEFAULT_PAGE } = p;
  const of = actor === undefined ? { workspace } : { actor };
  const meets = (row: Readonly<AuditRow>) =>
    row.at >= (p.since ?? 0) && row.at <= (p.until ?? Number.MAX_SAFE_INTEGER) && row.verb.startsWith(p.verb ?? '');
  const items: AuditEntry[] = [];
  const { start, past } = boundsOf(p);
  let after = p.after ?? start;
  for (let looked = 0; items.length < limit && looked < MOST_LOOKED_AT; looked += PORTION, await turn()) {
    const page = await core.store.query('audit', { ...of, outcome, dir, after, limit: limit - items.length });
    items.push(...page.items.filter(meets).map(entryOf));
    after = page.items.some(past) ? undefined : page.next;
    if (after === undefined) break;
  }
  return paged(items, after);
}

const ENTRY = 'x_';

/** Begins where the span of time begins, ends where it ends: what lies before and after is not looked at. */
function boundsOf({ dir = 'desc', since = 0, until = Number.MAX_SAFE_INTEGER }: Params<'audit.list'>) {
  const [first, id] = dir === 'asc' ? [since, idsFrom(since, ENTRY)] : [until, idsUpTo(until, ENTRY)];
  const given = first > 0 && first < Number.MAX_SAFE_INTEGER;
  const past = ({ id, at }: Readonly<AuditRow>) =>
    dir === 'asc' ? at > until && timeOfId(id) > until + CLOCK_SLACK_MS : at < since && timeOfId(id) < since;
  return { start: given ? cursorAt('audit', { dir }, { id }) : undefined, past };
}

/** Whose entries: a person's or a robot's, by name or id. */
function actorOf({ store }: Core, { user, robot }: Params<'audit.list'>, workspace: string) {
  if (user !== undefined && robot !== undefined)
    return refuse('ValidationError', 'robot: name a user or a robot, not both', { field: 'robot' });
  return store.read((view) => {
    if (robot !== undefined) return theRobot(view, workspace, robot).id;
    return user === undefined ? undefined : theUser(view, workspace, user).id;
  });
}

function entryOf(row: Readonly<AuditRow>): AuditEntry {
  const { n, at, by, from, verb, target, outcome, code, says, changes, more, hash } = row;
  return { ...{ n, at, by, from, verb, target, outcome, changes, more, hash }, ...(code ? { code, says } : {}) };
}

/** From the oldest entry that is kept to the newest; the first one that is kept is taken as it is. */
async function verified({ store }: Core, workspace: string): Promise<Result<'audit.verify'>> {
  let before: Readonly<AuditRow> | undefined;
  let first = 0;
  let entries = 0;
  for (let after: string | undefined; ; await turn()) {
    const page = await store.query('audit', { workspace, dir: 'asc', after, limit: PORTION });
    for (const row of page.items) {
      const broken = problemOf(row, before);
      if (broken !== undefined)
        return { intact: false, entries, first, last: before?.n ?? 0, brokenAt: row.n, says: broken };
      first ||= row.n;
      entries++;
      before = row;
    }
    after = page.next;
    if (after === undefined) break;
  }
  const last = before?.n ?? 0;
  const head = await store.read((view) => view.get('meta', 'audit')?.value as { n: number; hash: string } | undefined);
  if ((head?.n ?? 0) !== last && entries > 0)
    return { intact: false, entries, first, last, brokenAt: last + 1, says: `the entries after ${last} are missing` };
  return { intact: true, entries, first, last, says: `the chain is whole: ${entries} entries` };
}

function problemOf(row: Readonly<AuditRow>, before: Readonly<AuditRow> | undefined): string | undefined {
  if (before && row.n !== before.n + 1)
    return `${row.n - before.n - 1} entries between ${before.n} and ${row.n} are missing`;
  if (!before && row.n > 1) return undefined; // what it followed was pruned: its hash cannot be computed anew
  if (row.hash === hashOf(chained(before?.hash ?? CHAIN_START, row))) return undefined;
  return `the entry ${row.n}, or the one before it, was changed after it was written`;
}
