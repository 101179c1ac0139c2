/**
 * Robots and users at random, on both engines at once: waits, timeouts, ended and lost runs, broken connections, requests
 * said twice, restarts, moved clocks. Both engines must say and keep the same, and both what the tiny model says.
 */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Result } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { QUEUES } from './support/asks.ts';
import type { Item } from './support/item.ts';
import { Model, plain, shownView } from './support/model.ts';
import { type Engine, Site } from './support/site.ts';
import { resolved, verbs } from './support/verbs.ts';

const t = suite('queues as the model says');
const ENGINES: readonly Engine[] = ['memory', 'sqlite'];
const ROBOTS = ['one', 'two', 'three'] as const;
const ATTEMPTS = 2;
/** Runs of the default suite: seconds. `--long` runs for minutes. */
const RUNS = Number(process.env.GANTRY_MODEL_RUNS ?? (process.env.GANTRY_LONG ? 4_000 : 120));

/** The first failure is enough: nobody reads the story. */
const QUICK = process.env.GANTRY_MODEL_QUICK === '1';

type Act =
  | { do: 'ask'; who: string; verb: string; params: Record<string, unknown> }
  | { do: 'end'; who: string; how: 'succeeded' | 'failed' | 'cancelled' | 'lost' }
  | { do: 'reconnect' | 'forget'; who: string }
  | { do: 'repeat'; back: number };
/** What happens without a pause in between; then the clock moves, or the coordinator restarts. */
interface Step {
  acts: Act[];
  after: { advance: number } | { restart: number } | undefined;
}

const robot = fc.constantFrom(...ROBOTS);
const asks = Object.entries(verbs).map(([verb, { asks: params, weight, who }]) => ({
  weight,
  arbitrary: fc.record({
    do: fc.constant('ask' as const),
    who: who === 'robots' ? robot : who === 'people' ? fc.constant('ada') : fc.oneof(robot, fc.constant('ada')),
    verb: fc.constant(verb),
    params,
  }),
}));
const act: fc.Arbitrary<Act> = fc.oneof(
  ...asks,
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      who: robot,
      how: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const, 'lost' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reconnect' as const, 'forget' as const), who: robot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat({ max: 4 }) }) },
);
const ms = fc.constantFrom(1, 300, 700, 1_500, 4_000, 31_000);
const step: fc.Arbitrary<Step> = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 4 }),
  after: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.record({ advance: ms }) },
    { weight: 1, arbitrary: fc.record({ restart: ms }) },
  ),
});

interface Pair {
  site: Site;
  model: Model;
}

async function opened(engine: Engine): Promise<Pair> {
  const model = new Model();
  const site = await Site.open(engine, model, ROBOTS);
  for (const name of QUEUES) {
    const limit = name === 'Short' ? { attemptLimit: ATTEMPTS } : {};
    model.limits.set(name, name === 'Short' ? ATTEMPTS : 0);
    site.ask('ada', 'queue.create', { name, ...limit });
  }
  await site.settle();
  return { site, model };
}

async function carryOut({ site, model }: Pair, { acts, after }: Step): Promise<void> {
  const ended: string[] = [];
  const ends: Promise<void>[] = [];
  for (const one of acts) {
    if (one.do === 'ask') {
      const idsOf = (queue: string) => model.items.filter((item) => item.queue === queue).map((item) => item.id);
      site.ask(one.who, one.verb, resolved(one.params, idsOf, site.clock.now()));
    } else if (one.do === 'end' && !ended.includes(one.who)) {
      ended.push(one.who);
      ends.push(site.endRun(one.who, one.how));
    } else if (one.do === 'reconnect') site.reconnect(one.who);
    else if (one.do === 'forget') ends.push(site.forget(one.who));
    else if (one.do === 'repeat') {
      const before = site.asked.filter((asked) => asked.reply && asked.receipt !== '').at(-1 - one.back);
      if (before) site.repeat(before);
    }
  }
  await site.settle();
  await Promise.all(ends);
  for (const who of ended) await site.startRun(who);
  if (after && 'advance' in after) await site.advance(after.advance);
  if (after && 'restart' in after) await site.restart(after.restart);
}

type Shown = Result<'resource.show'>;

/** What people see of a resource, in the model's words. */
async function shownBy(site: Site, { queue, id }: Item): Promise<object> {
  const { resource, history, effects } = await site.read<Shown>('resource.show', { queue, id });
  const kinds = history.filter(({ detail }) => (detail as { why?: string }).why !== 'date').map(({ kind }) => kind);
  const journal = effects.map(({ name, state, result }) => ({ name, done: state === 'done', result }));
  return { ...shownView(resource), history: kinds.sort(), effects: journal.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Rows and public views against the model; returns the rows for comparison between engines. */
async function checked({ site, model }: Pair): Promise<unknown[]> {
  const now = site.clock.now();
  model.settled(site.open, now);
  const rows: unknown[] = [];
  for (const item of model.items) {
    const row = await site.store.read((view) => view.get('resource', item.id));
    rows.push(row);
    if (!row) return [...model.problems, `${item.id} is gone`];
    for (const until of [row.readUntil, row.writeUntil])
      if (model.overdue(until, now))
        model.problems.push(`Q30: a lock of ${item.id} is ${now - until} ms over its date`);
    const kept = { ...(await shownBy(site, item)), lastRun: row.lastRun };
    const wanted = model.expected(item, now);
    assert.equal(plain(kept), plain({ ...wanted, history: [...item.history].sort() }), `${site.engine}: ${item.id}`);
  }
  for (const name of QUEUES) {
    const { counts } = await site.read<{ counts: Record<string, number> }>('queue.show', { queue: name });
    const all = model.items.filter((item) => item.queue === name);
    for (const [status, count] of Object.entries(counts))
      assert.is(count, all.filter((item) => item.status === status).length, `${name}: ${status}`);
    const { count } = await site.read<{ count: number }>('resource.count', { queue: name, tags: ['eu'] });
    assert.is(count, model.live(name).filter((item) => item.tags.includes('eu')).length, `${name}: count by tag`);
    rows.push(counts);
  }
  assert.equal(model.problems, [], site.engine);
  return rows;
}

/** Ids in order of their first appearance: two engines number differently. */
function named(): (value: unknown) => unknown {
  const names = new Map<string, string>();
  const name = (id: string) => {
    if (!names.has(id)) names.set(id, `${id.slice(0, 2)}${names.size}`);
    return names.get(id)!;
  };
  return (value) => JSON.parse((JSON.stringify(plain(value)) ?? 'null').replace(/\b[a-z]_[0-9a-z]{16,}\b/g, name));
}

async function agree(steps: readonly Step[]): Promise<void> {
  const pairs = await Promise.all(ENGINES.map(opened));
  const names = pairs.map(named);
  const replies = ({ site }: Pair) => site.asked.map(({ actor, verb, reply }) => ({ actor, verb, reply }));
  try {
    for (const one of steps) {
      const rows: unknown[][] = [];
      for (const pair of pairs) {
        await carryOut(pair, one);
        rows.push(await checked(pair));
      }
      const [reference, ...others] = pairs.map((pair, i) => names[i]!({ replies: replies(pair), rows: rows[i] }));
      for (const other of others) assert.equal(other, reference);
    }
  } finally {
    await Promise.all(pairs.map(({ site }) => site.close()));
  }
}

t.within(
  10 * 60_000,
  'Q4–Q48: both engines answer and keep what the model says, whatever happens in between',
  async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 14 });
    const property = fc.asyncProperty(steps, agree);
    const seed = process.env.GANTRY_SEED === undefined ? {} : { seed: Number(process.env.GANTRY_SEED) };
    const found = await fc.check(property, { numRuns: RUNS, endOnFailure: QUICK, ...seed });
    if (!found.failed) return;
    const story = (found.counterexample?.[0] ?? []).map((one) => JSON.stringify(one)).join('\n');
    const error = found.errorInstance as Error;
    process.stdout.write(`GANTRY_SEED=${found.seed} fails with this story:\n${story}\n`);
    throw error;
  },
);

t.run();
