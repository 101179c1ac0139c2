/** What scripts may read without taking it: count and peek (Q42). A run that is over reads nothing (S11). */
import { setImmediate as turn } from 'node:timers/promises';
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { ResourceStatus } from '../protocol/fields.ts';
import { say } from '../protocol/sentence.ts';
import type { ResourceView } from '../protocol/shapes.ts';
import type { Core } from './core.ts';
import { runningRun } from './domain/principal-run.ts';
import { queueNamed } from './domain/queue.ts';
import { meetsCondition, picksFor, rangeFor } from './domain/resource-filter.ts';
import { resourceView } from './domain/resource-view.ts';
import type { QueueRow, ResourceRow } from './domain/rows.ts';
import type { Principal } from './domain/view.ts';
import type { Look } from './store/store.ts';

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;

const LIVE: readonly ResourceStatus[] = ['new', 'in_progress'];
const DEFAULT_PEEK = 50;
/** Resources that a peek reads in one go: each may have 1 MiB. */
const LOOKED_AT_ONCE = 50;
/** Resources that a count by tags looks at, a page at a time; without tags the queue knows its counts. */
const MOST_COUNTED = 1_000_000;
/** Rows read in one go for that: half a millisecond in which nobody else has a turn. */
const COUNTED_AT_ONCE = 100;

export function scriptReads(core: Core): { [V in 'resource.count' | 'resource.peek']: Read<V> } {
  const { store } = core;
  return {
    'resource.count': async (params, who) => {
      const queue = await store.read((view) => visibleQueue(view, who, params.queue));
      const statuses = params.status === undefined ? LIVE : [...new Set([params.status].flat())];
      if (who.kind === 'script' && statuses.some((status) => !LIVE.includes(status)))
        refuse('ValidationError', 'status: robots see and count only what is new or in_progress', { field: 'status' });
      const { tags = [], allTags = [] } = params;
      if (tags.length + allTags.length > 0)
        return { count: await countTagged(core, queue, statuses, { tags, allTags }) };
      return { count: statuses.reduce((sum, status) => sum + queue.counts[status], 0) };
    },
    'resource.peek': (params, who) => peek(core, who, params),
  };
}

/** In portions, others in between: what changes meanwhile may be seen as it was or as it is. */
async function peek(
  { store, clock }: Core,
  who: Principal,
  { queue: name, filter, limit = DEFAULT_PEEK }: Params<'resource.peek'>,
): Promise<Result<'resource.peek'>> {
  const meets = meetsCondition(filter);
  const found = new Map<string, ResourceView>();
  let after: Readonly<ResourceRow> | undefined;
  for (let portion = Math.min(limit, LOOKED_AT_ONCE); ; portion = LOOKED_AT_ONCE, await turn()) {
    const { queue, rows } = await store.read((view) => {
      const queue = visibleQueue(view, who, name);
      const walk = { queue: queue.id, range: rangeFor(filter), after, match: () => true };
      return { queue, rows: view.pick(picksFor(filter).live, walk, portion) };
    });
    for (const row of rows)
      if (found.size < limit && meets(row)) found.set(row.id, resourceView(row, queue, clock.now()));
    if (rows.length < portion || found.size === limit) return { items: [...found.values()] };
    after = rows.at(-1);
  }
}

function visibleQueue(view: Look, who: Principal, name: string): Readonly<QueueRow> {
  if (who.kind === 'script') runningRun(view, { who });
  return queueNamed(view, { who }, name);
}

/** Page by page, others in between: what changes meanwhile may or may not be counted. */
async function countTagged(
  { store }: Core,
  queue: Readonly<QueueRow>,
  statuses: readonly ResourceStatus[],
  condition: { tags: string[]; allTags: string[] },
): Promise<number> {
  const looked = statuses.reduce((sum, status) => sum + queue.counts[status], 0);
  if (looked > MOST_COUNTED)
    refuse(
      'TooLarge',
      say`tags: ${{ looked }} resources would have to be looked at; count without tags, or fewer statuses`,
      {
        field: 'tags',
      },
    );
  const meets = meetsCondition(condition);
  let count = 0;
  let after: string | undefined;
  do {
    const page = await store.query('resources', { queue: queue.id, status: statuses, after, limit: COUNTED_AT_ONCE });
    count += page.items.filter((row) => statuses.includes(row.status) && meets(row)).length;
    after = page.next;
    await turn();
  } while (after !== undefined);
  return count;
}
