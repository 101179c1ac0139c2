import * as assert from 'uvu/assert';
import { MatchStore } from '../../console/pages/run/log/MatchStore.ts';
import { MAX_WINDOWS, WINDOW_ROWS, WindowStore } from '../../console/pages/run/windows/WindowStore.ts';
import { shortId } from '../../console/show/format.ts';
import { visible, visibleLines } from '../../console/show/visible.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('the console’s log by windows');

const line = (n: number): LogLine => ({ n, atMs: n * 10, level: 'info', source: 'stdout', text: `line ${n}` });
const range = (from: number, to: number): LogLine[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => line(from + i));

/** A log of `total` lines and what was asked of it. */
function logOf(total: number) {
  const asked: number[] = [];
  const load = async (from: number, limit: number) => {
    asked.push(from);
    return range(from, Math.min(total, from + limit - 1));
  };
  const store = new WindowStore<LogLine>(load);
  store.grow(total);
  return { store, asked };
}

t('E4: only the windows on screen are fetched, each once', async () => {
  const { store, asked } = logOf(1_000_000);
  store.need(700_020, 700_060);
  store.need(700_020, 700_060);
  await until('it came', () => store.at(700_040));
  assert.is(store.at(700_040)!.n, 700_041);
  store.need(700_030, 700_070);
  assert.equal(asked, [700_001]);
  assert.is(store.count, 1_000_000);
});

t('E4: windows not looked at for long are dropped and come again', async () => {
  const { store, asked } = logOf(WINDOW_ROWS * 100);
  for (let i = 0; i <= MAX_WINDOWS; i++) {
    store.need(i * WINDOW_ROWS, i * WINDOW_ROWS);
    await until('it came', () => store.at(i * WINDOW_ROWS));
  }
  assert.is(store.at(0), undefined);
  store.need(0, 0);
  await until('it came again', () => store.at(0));
  assert.is(asked.filter((from) => from === 1).length, 2);
});

t('E14: a moment is found in a log of a million lines by a few windows', async () => {
  const { store, asked } = logOf(1_000_000);
  assert.is(await store.findRow(7_654_325), 765_431);
  assert.ok(asked.length < 15, `${asked.length} windows`);
  assert.is(await store.findRow(5), -1);
});

t('E3: live lines come in once, gaps are fetched when looked at', async () => {
  const { store, asked } = logOf(3);
  store.append(range(1, 4));
  store.append(range(4, 4));
  assert.is(store.count, 4);
  store.need(0, 3);
  assert.equal(asked, []);
  store.append(range(8, 8));
  assert.equal([store.count, store.at(5)], [8, undefined]);
  store.need(0, 7);
  assert.equal(asked, [1]);
});

t('a failed window is said and tried again when asked to', async () => {
  let fails = true;
  const store = new WindowStore<LogLine>(async (from, limit) => {
    if (fails) throw new Error('not now');
    return range(from, from + limit - 1);
  });
  store.grow(10);
  store.need(0, 9);
  await until('the error is there', () => store.error);
  fails = false;
  store.retry();
  store.need(0, 9);
  await until('it came', () => store.at(0));
  assert.is(store.error, undefined);
});

t('matches go on from the last one, and again when new lines come', async () => {
  let total = 1_200;
  const store = new MatchStore(async (from, limit) => {
    const lines = range(from, Math.min(total, from + limit - 1));
    const next = from + limit <= total ? { next: from + limit } : {};
    return { lines, total, ...next };
  });
  await until('the first come', () => store.count === 500);
  store.need(480, 499);
  await until('more come', () => store.count === 1_000);
  store.need(980, 999);
  await until('the rest comes', () => store.count === 1_200);
  store.need(1_100, 1_199);
  assert.is(store.searching, false);
  total = 1_201;
  store.refresh();
  await until('the new one comes', () => store.count === 1_201);
});

t('X5: what a terminal or text engine obeys is shown as marks', () => {
  assert.is(visible('a\u001b[2Jb\u0007\u007f\u0000'), 'a␛[2Jb␇␡␀');
  assert.is(visible('x\u202Ey\u200bz'), 'x⟨U+202E⟩y⟨U+200B⟩z');
  assert.is(visible('tab\there'), 'tab  here');
  assert.is(visible('Zürich 你好 Привет 🤖'), 'Zürich 你好 Привет 🤖');
  assert.is(visibleLines('a\r\nb\nc\u001b'), 'a\nb\nc␛');
});

t('a short id differs between neighbours', () => {
  assert.is(shortId('j_0mws688s600000010000'), '688s6-1');
  assert.is.not(shortId('i_0mws687vc0000001000j'), shortId('i_0mws687vc0000001000k'));
});

t.run();
