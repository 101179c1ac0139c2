/** The waiting room under random requests: nobody is overtaken by a later one, nobody stands who could be served. */
import * as assert from 'uvu/assert';
import type { ResourceRow } from '../../coordinator/domain/rows.ts';
import { mayHelp } from '../../coordinator/domain/sought.ts';
import { type View, Wait } from '../../coordinator/domain/view.ts';
import type { Params } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { both, QUEUE, type Room, room, settled } from './support/waiting-room.ts';

const t = suite('the waiting room, at random');
const queue = QUEUE;
const SEEDS = Array.from({ length: 16 }, (_, n) => n + 1);
const STEPS = 60;
const RUNS = ['r0', 'r1', 'r2', 'r3', 'r4'];

/** Small and fast; the seed is in the test's name. */
function random(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, one: <T>(of: readonly T[]): T => of[below(of.length)]!, chance: (p: number) => next() < p };
}

interface Pending {
  name: string;
  number: number;
  params: Params<'resource.get'>;
  /** How often its rule said wait: it stands in line from the first on. */
  waits: number;
  over: boolean;
}

const tags = ['a', 'b'];
const locks = [both, both, { read: true as const }, { write: true as const }, undefined];

async function scene(seed: number) {
  const r = await room();
  const dice = random(seed);
  const pending = new Map<number, Pending>();
  const ids: string[] = [];
  const held: [string, string][] = [];
  let number = 0;
  let overtaken = 0;

  /** Whom of those in line could this row, as it was before the take, have helped? */
  const before = (row: Readonly<ResourceRow> | undefined, taker: number) =>
    [...pending.values()].filter(
      (p) =>
        p.number < taker &&
        p.waits > 0 &&
        !p.over &&
        row !== undefined &&
        (p.params.id === undefined || p.params.id === row.id) &&
        mayHelp(soughtBy(p.params), row, `run:${p.name}`, r.now),
    );
  r.around = ({ request, view }, run) => {
    const asked = pending.get(request);
    if (!asked) return run();
    const rows = new Map(live(view).map((row) => [row.id, row]));
    try {
      const answer = run() as { id: string };
      overtaken += before(rows.get(answer.id), request).length;
      asked.over = true; // served: it is not in line any more
      return answer;
    } catch (error) {
      if (error instanceof Wait) asked.waits++;
      throw error;
    }
  };
  const get = () => {
    const name = dice.one(RUNS);
    const by = dice.chance(0.3) && ids.length > 0 ? { id: dice.one(ids) } : { filter: filter() };
    const params = { queue, ...by, lock: dice.one(locks), timeout: -1 };
    const asked: Pending = { name, number: ++number, params, waits: 0, over: false };
    pending.set(asked.number, asked);
    r.ask(name, 'resource.get', params, asked.number)
      .answer.then(
        (taken) => {
          if (taken) held.push([name, (taken as { id: string }).id]);
        },
        () => {}, // not found, or given up
      )
      .finally(() => pending.delete(asked.number));
  };
  const filter = () => ({
    ...(dice.chance(0.5) ? { tags: [dice.one(tags)] } : {}),
    ...(dice.chance(0.2) ? { priority: { from: 1 } } : {}),
    ...(dice.chance(0.2) ? { status: 'new' as const } : {}),
  });
  const fresh = () => ({ value: 1, tags: dice.chance(0.7) ? [dice.one(tags)] : [], priority: dice.below(3) });
  const adds = async () => {
    const items = Array.from({ length: 1 + dice.below(3) }, fresh);
    const answer = await r.ask('adder', 'resource.addMany', { queue, items }, 1_000_000).answer;
    ids.push(...(answer as { ids: string[] }).ids);
  };
  const frees = () => {
    const [name, id] = held.splice(dice.below(held.length), 1)[0] ?? [];
    if (name === undefined || id === undefined) return;
    const verb = dice.chance(0.6) ? 'resource.markProcessed' : 'resource.unlock';
    const params = verb === 'resource.unlock' ? { queue, id, kinds: both } : { queue, id, timeout: 0 };
    r.ask(name, verb, params as never, 1_000_000);
  };
  const givesUp = () => {
    const one = [...pending.values()].filter((p) => p.waits > 0)[dice.below(5)];
    if (!one) return;
    one.over = true;
    void r.waits.forget(lineOf(r, one.name), one.number);
  };
  return { r, dice, pending, get, adds, frees, givesUp, overtaken: () => overtaken };
}

const soughtBy = (p: Params<'resource.get'>) =>
  ({ action: p.id === undefined ? 'search' : 'get', lock: p.lock, filter: p.filter }) as const;
/** A run's requests share a line, which `ask` made. */
const lineOf = (r: Room, name: string) => r.ask(name, 'resource.get', { queue, id: 'i_0', timeout: 0 }, 2_000_000).line;

const live = (view: View): Readonly<ResourceRow>[] =>
  view.pick('liveByPriority', { queue: 'q_q', match: () => true }, 1_000);

/** Those who stand although the rule would serve them. */
async function forgotten({ r, pending }: Awaited<ReturnType<typeof scene>>): Promise<number[]> {
  const lost: number[] = [];
  await r.submit((view) => {
    const rows = view.pick(
      'liveByPriority',
      { queue: view.get('queue', 'q_q')!.id, match: () => true } as never,
      1_000,
    );
    for (const p of pending.values())
      for (const row of rows as Readonly<ResourceRow>[])
        if (p.waits > 0 && (p.params.id === undefined || p.params.id === row.id))
          if (mayHelp(soughtBy(p.params), row, `run:${p.name}`, r.now)) lost.push(p.number);
  });
  return lost;
}

for (const seed of SEEDS) {
  t(`Q32: nobody is overtaken and nobody is forgotten (seed ${seed})`, async () => {
    const s = await scene(seed);
    let most = 0;
    for (let step = 0; step < STEPS; step++) {
      const adding: Promise<void>[] = [];
      for (let n = 1 + s.dice.below(6); n > 0; n--) {
        const roll = s.dice.below(10);
        if (roll < 6) s.get();
        else if (roll < 7) adding.push(s.adds());
        else if (roll < 9) s.frees();
        else s.givesUp();
      }
      await Promise.all(adding);
      await settled(s.r);
      most = Math.max(most, s.r.waits.standing);
      assert.equal(await forgotten(s), [], `step ${step}`);
      assert.is(s.overtaken(), 0, `step ${step}`);
    }
    assert.ok(most > 2, `only ${most} stood in line at once`);
    s.r.waits.close();
    assert.is(s.r.waits.size, 0);
  });
}

t.run();
