/** The steps and the queue actions of a run in the console: any of them is reached, each once, and what is far away is dropped. */
import * as assert from 'uvu/assert';
import { EventStore, MAX_EVENTS } from '../../console/pages/run/windows/EventStore.ts';
import { WINDOW_ROWS, WindowStore } from '../../console/pages/run/windows/WindowStore.ts';
import type { ResourceEvent, StepAt } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('the console’s steps and queue actions by windows');

const START = 1_000_000;
const LATEST = 2_000;
const PAGE = 500;

const idOf = (n: number) => `h_${String(n).padStart(9, '0')}`;
/** Two events each 10 ms. */
const atOf = (n: number) => START + Math.floor(n / 2) * 10;
const event = (n: number): ResourceEvent => ({
  ...{ id: idOf(n), resource: 'i_1', queue: 'q', at: atOf(n), kind: 'taken', detail: {} },
  by: { kind: 'system', name: 'x' } as never,
});
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** A run with `total` events, its store, and what was asked. */
function runOf(total: number) {
  const run = { total, pages: 0, broken: false };
  const store = new EventStore(async ({ dir, after, startAt = 0 }) => {
    run.pages++;
    if (run.broken) throw new Error('no connection');
    const numbers = range(1, run.total).filter((n) => {
      if (after !== undefined) return dir === 'asc' ? n > Number(after.slice(2)) : n < Number(after.slice(2));
      return dir === 'asc' ? atOf(n) >= startAt : atOf(n) < startAt;
    });
    const way = dir === 'asc' ? numbers : numbers.reverse();
    const items = way.slice(0, PAGE).map(event);
    return way.length > PAGE ? { items, next: items.at(-1)!.id } : { items };
  }, START);
  const tell = () => store.tell(range(Math.max(1, run.total - LATEST + 1), run.total).map(event), run.total > LATEST);
  tell();
  return { run, store, tell };
}

const numbers = (store: EventStore) => range(0, store.count - 1).map((row) => Number(store.at(row)!.id.slice(2)));
/** The rows that are here follow one another. */
function isWhole(store: EventStore): void {
  const all = numbers(store);
  assert.equal(all, range(all[0]!, all.at(-1)!));
}

t('E4: a short run’s actions are those that came with it; nothing more is asked for', async () => {
  const { run, store, tell } = runOf(700);
  store.need(0, 20);
  assert.is(await store.findRow(1_005), 200);
  run.total = 900;
  tell();
  store.need(880, 899);
  assert.equal([run.pages, store.count], [0, 900]);
});

t('E4: of 100,000 actions each is reached by scrolling down, once, and what is far above is dropped', async () => {
  const { store } = runOf(100_000);
  assert.is(await store.findRow(0), 0);
  const seen = new Set(numbers(store));
  for (let last = 0; Number(store.at(store.count - 1)!.id.slice(2)) < 100_000; ) {
    const { version } = store;
    store.need(store.count - 30, store.count - 1);
    await until('a page came', () => store.version > version);
    isWhole(store);
    for (const n of numbers(store).slice(last > MAX_EVENTS ? -PAGE : 0)) seen.add(n);
    last = store.count;
    assert.ok(store.count <= MAX_EVENTS);
  }
  assert.is(seen.size, 100_000);
  assert.is(Number(store.at(0)!.id.slice(2)), store.first + 1, 'the number of its first row says which it is');
});

t('E14: a moment of the run is found wherever it is, and from there it goes both ways', async () => {
  const { run, store } = runOf(100_000);
  assert.is(store.rowAt(250_005), -1, 'not here: nothing else is said to be it');
  const row = await store.findRow(250_005);
  assert.is(store.at(row)!.id, idOf(50_001));
  assert.is(run.pages, 2);
  isWhole(store);
  const before = store.first;
  store.need(0, 20);
  await until('what is above came', () => store.first === before - PAGE);
  isWhole(store);
  assert.is(store.at(row + PAGE)!.id, idOf(50_001));
  assert.is(store.at(await store.findEnd('newest'))!.id, idOf(100_000));
  assert.is(store.at(await store.findEnd('first'))!.id, idOf(1));
});

t('E3: actions of a live run are added at the end, without doubles and without gaps', async () => {
  const { run, store, tell } = runOf(3_000);
  await store.findEnd('newest');
  for (const more of [3_010, 4_500, 9_000]) {
    run.total = more;
    tell();
    for (let end = 0; end !== more; end = Number(store.at(store.count - 1)!.id.slice(2))) {
      const { version } = store;
      store.need(store.count - 30, store.count - 1);
      if (store.at(store.count - 1)!.id !== idOf(more)) await until('a page came', () => store.version > version);
    }
    isWhole(store);
  }
});

t('a page that could not be fetched is told, and fetched when one tries again', async () => {
  const { run, store } = runOf(5_000);
  run.broken = true;
  await store.findRow(0);
  assert.is(store.error?.message, 'no connection');
  run.broken = false;
  store.retry();
  assert.is(store.error, undefined);
  assert.is(await store.findRow(0), 0);
});

t('E4: steps that were open come again when they may have ended; what is missing is asked for once', async () => {
  const ended = { until: 1_400 };
  const asked: number[] = [];
  const step = (n: number): StepAt => ({
    n,
    name: `step ${n}`,
    atMs: n,
    ...(n <= ended.until ? { ms: 1, ok: true } : {}),
  });
  const store = new WindowStore<StepAt>(async (from, limit) => {
    asked.push(from);
    return range(from, Math.min(1_450, from + limit - 1)).map(step);
  });
  store.grow(1_460); // ten more than are to be had
  store.need(1_390, 1_459);
  await until('they came', () => store.at(1_449));
  store.need(1_390, 1_459);
  assert.equal(asked, [1_001]);
  store.append([step(1)]);
  ended.until = 1_450;
  store.renew(({ ms }) => ms === undefined);
  assert.is(store.at(1_449)?.ms, undefined, 'as it was, until it comes');
  store.need(1_390, 1_459);
  await until('they came again', () => store.at(1_449)?.ms === 1);
  store.renew(({ ms }) => ms === undefined);
  store.need(1_390, 1_459);
  assert.equal(asked, [1_001, 1_001]);
  assert.is(WINDOW_ROWS, 500, 'what the coordinator gives at once');
});

t.run();
