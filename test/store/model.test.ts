/** Random small rules in random batches: every engine gives the same outcomes, the same rows and the same pages. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { ResourceRow } from '../../coordinator/domain/rows.ts';
import { type Ctx, type View, Wait } from '../../coordinator/domain/view.ts';
import type { Command, Outcome, Store } from '../../coordinator/store/store.ts';
import { refuse } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { command, engines, NOW, open } from './support/engines.ts';
import { idOf, rowOf } from './support/rows.ts';

const t = suite('engines agree');

type Change = Pick<ResourceRow, 'queue' | 'live' | 'priority' | 'status' | 'readOwner' | 'readUntil' | 'lastRun'>;
type Step =
  | { do: 'put' | 'patch'; n: number; to: Change; value: unknown }
  | { do: 'drop' | 'get'; n: number }
  | { do: 'take'; pick: 'liveByPriority' | 'liveNewest' | 'liveOldest'; limit: number; odd: boolean; owner: string }
  | { do: 'release'; owner: string; limit: number }
  | { do: 'expire'; upTo: number; limit: number }
  | { do: 'make' | 'refuse' | 'wait' | 'throw' };
interface Asked {
  steps: Step[];
  receipt: number | undefined;
}

const n = fc.integer({ min: 1, max: 12 });
const owner = fc.constantFrom('', 'run:1', 'run:2');
const change: fc.Arbitrary<Change> = fc.record({
  queue: fc.constantFrom('A', 'A', 'B'),
  live: fc.constantFrom<(0 | 1)[]>(1, 1, 0),
  priority: fc.integer({ min: 0, max: 3 }),
  status: fc.constantFrom<ResourceRow['status'][]>('new', 'in_progress', 'processed', 'error'),
  readOwner: owner,
  readUntil: fc.integer({ min: 0, max: 5 }),
  lastRun: fc.constantFrom('', 'r1'),
});
const limit = fc.integer({ min: 0, max: 4 });
const pick = fc.constantFrom('liveByPriority' as const, 'liveNewest' as const, 'liveOldest' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('put' as const), n, to: change, value: fc.jsonValue({ maxDepth: 2 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('patch' as const), n, to: change, value: fc.jsonValue({ maxDepth: 1 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), pick, limit, odd: fc.boolean(), owner }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'get' as const), n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), owner, limit }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('expire' as const), upTo: fc.integer({ min: 0, max: 6 }), limit }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('make' as const, 'refuse' as const, 'wait' as const, 'throw' as const),
    }),
  },
);
const receipt = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
const asked: fc.Arbitrary<Asked> = fc.record({ steps: fc.array(step, { maxLength: 5 }), receipt });
/** `listed`: pages are compared, too, for which all that is on its way to tables gets there. */
const batch = fc.record({ commands: fc.array(asked, { maxLength: 6 }), listed: fc.boolean() });
const batches = fc.array(batch, { minLength: 1, maxLength: 8 });

function apply(view: View, ctx: Ctx, s: Step): unknown {
  switch (s.do) {
    case 'put':
      return view.put('resource', rowOf('resource', s.n, { ...s.to, value: s.value }));
    case 'patch': {
      const row = view.get('resource', idOf(s.n));
      return row && view.put('resource', { ...row, priority: s.to.priority, live: s.to.live, tags: [s.to.status] });
    }
    case 'drop':
      return view.drop('resource', idOf(s.n));
    case 'get':
      return view.get('resource', idOf(s.n)) ?? 'none';
    case 'take': {
      const free = (row: Readonly<ResourceRow>) =>
        row.readOwner === '' && (!s.odd || Number(row.id.slice(3)) % 2 === 1);
      const rows = view.pick(s.pick, { queue: 'A', match: free }, s.limit);
      for (const row of rows) view.put('resource', { ...row, readOwner: s.owner, priority: 3 - row.priority });
      for (const row of rows) view.emit({ kind: 'wake', queue: 'A', resource: row.id });
      return rows.map((row) => row.id);
    }
    case 'release':
      return view.pick('readLockedBy', { readOwner: s.owner }, s.limit).map((row) => {
        view.put('resource', { ...row, readOwner: '', readUntil: 0 });
        return row.id;
      });
    case 'expire':
      return view.pick('readLockDue', { upTo: s.upTo }, s.limit).map((row) => [row.readUntil, row.id]);
    case 'make': {
      const id = ctx.newId();
      view.put('meta', { id, value: [ctx.newId(), ctx.now] });
      return id;
    }
    case 'refuse':
      return refuse('Conflict', 'refused');
    case 'wait':
      throw new Wait({ queue: 'A', resource: '', timeoutMs: 1, says: 'wait' });
    case 'throw':
      throw new TypeError('a bug');
  }
}

const toCommand = ({ steps, receipt: number }: Asked): Command =>
  command(
    (view, ctx) => steps.map((s) => apply(view, ctx, s) ?? null),
    number === undefined ? undefined : `c:${number}`,
  );

/** Two engines have each their own boot in their ids: everything else must be equal. */
const plain = (outcome: Outcome): unknown =>
  JSON.parse(JSON.stringify(outcome.kind === 'refused' ? [outcome.error.code, outcome.error.message] : outcome));

async function contents(store: Store, listed: boolean): Promise<unknown[]> {
  const match = () => true;
  const picked = await store.read((view) => [
    ...Array.from({ length: 12 }, (_, i) => view.get('resource', idOf(i + 1))),
    ...(['liveByPriority', 'liveNewest', 'liveOldest'] as const).map((name) =>
      view.pick(name, { queue: 'A', match }, 99),
    ),
    view.pick('takenOnlyBy', { lastRun: 'r1' }, 99),
    view.pick('readLockDue', { upTo: 4 }, 99),
  ]);
  if (!listed) return JSON.parse(JSON.stringify(picked));
  const page = await store.query('resources', { queue: 'A', sort: 'priority', limit: 3 });
  const second =
    page.next && (await store.query('resources', { queue: 'A', sort: 'priority', limit: 3, after: page.next }));
  return JSON.parse(JSON.stringify([picked, page, second ?? null]));
}

t.within(5 * 60_000, 'random batches of random rules have equal outcomes, rows and pages on all engines', async () => {
  const property = fc.asyncProperty(batches, async (all) => {
    const stores = await Promise.all(engines.map((engine) => open(engine)));
    try {
      for (const [i, { commands, listed }] of all.entries()) {
        const outcomes = await Promise.all(stores.map((store) => store.commit(commands.map(toCommand), NOW + i)));
        const [reference, ...others] = outcomes.map((o) => o.map(plain));
        for (const other of others) assert.equal(other, reference);
        const [rows, ...otherRows] = await Promise.all(stores.map((store) => contents(store, listed)));
        for (const other of otherRows) assert.equal(other, rows);
      }
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
  // On failure fast-check's message gives the seed, the path and the smallest batches that differ.
  await fc.assert(property, { numRuns: process.env.GANTRY_LONG ? 2_000 : 100 });
});

t.run();
