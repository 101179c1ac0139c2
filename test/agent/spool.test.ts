import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { steadyMs } from '../../agent/clock.ts';
import { Spool } from '../../agent/spool/spool.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('the spool (P7)');

const line = (text: string): RunEntry => ({ kind: 'line', level: 'info', source: 'stdout', text });
const textsOf = (entries: { e: RunEntry }[]) => entries.map(({ e }) => (e.kind === 'line' ? e.text : e.kind));
const open = (path: string) => new Spool({ folder: path, steadyMs });
const segments = (path: string) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();

t('numbers entries from 1 without gaps and gives them back in order', async () => {
  const spool = open(folder('spool'));
  assert.equal([spool.append(line('a'), 5), spool.append(line('b'), 6)], [1, 2]);
  await spool.flush();
  assert.equal(await spool.read(0, 10, 1_000_000), [
    { n: 1, atMs: 5, e: line('a') },
    { n: 2, atMs: 6, e: line('b') },
  ]);
  assert.equal(textsOf(await spool.read(1, 10, 1_000_000)), ['b']);
  await spool.close();
});

t('gives nothing away before it is on the disk', async () => {
  const path = folder('spool');
  const spool = open(path);
  spool.append(line('a'), 1);
  assert.equal(await spool.read(0, 10, 1_000_000), []);
  await spool.readable(0);
  assert.match(readFileSync(join(path, segments(path)[0]!), 'utf8'), /"a"/);
  await spool.close();
});

t('goes on where it stopped, after a torn last line is cut off', async () => {
  const path = folder('spool');
  const first = open(path);
  first.append(line('a'), 1);
  first.append(line('b'), 2);
  await first.flush();
  appendFileSync(join(path, segments(path)[0]!), '{"n":3,"atMs":3,"e":{"kind":"li');
  const second = open(path);
  assert.is(second.last, 2);
  assert.is(second.append(line('c'), 3), 3);
  await second.flush();
  assert.equal(textsOf(await second.read(0, 10, 1_000_000)), ['a', 'b', 'c']);
  await first.close();
  await second.close();
});

t('drops what is acknowledged, in whole segments, and never uses a number twice', async () => {
  const path = folder('spool');
  const spool = open(path);
  const text = 'x'.repeat(50_000);
  for (let i = 0; i < 60; i++) {
    spool.append(line(text), i);
    if (i % 10 === 9) await spool.flush();
  }
  await spool.flush();
  const before = segments(path).length;
  assert.ok(before > 1, `${before} segments`);
  spool.ack(60);
  await until('the segments are gone', () => segments(path).length === 1);
  await spool.close();
  const again = open(path);
  assert.is(again.acked, 60);
  assert.is(again.append(line('next'), 61), 61);
  await again.flush();
  assert.equal(textsOf(await again.read(60, 10, 1_000)), ['next']);
  await again.close();
});

t('reads across segments from any position, within limits of entries and bytes', async () => {
  const spool = open(folder('spool'));
  for (let i = 1; i <= 50; i++) {
    spool.append(line(`${i} ${'x'.repeat(60_000)}`), i);
    if (i % 7 === 0) await spool.flush();
  }
  await spool.flush();
  const seen: number[] = [];
  for (let after = 0; after < 50; ) {
    const entries = await spool.read(after, 9, 200_000);
    assert.ok(entries.length > 0 && entries.length <= 9);
    seen.push(...entries.map((e) => e.n));
    after = entries.at(-1)!.n;
  }
  assert.equal(
    seen,
    Array.from({ length: 50 }, (_, i) => i + 1),
  );
  assert.is((await spool.read(17, 1, 1))[0]!.n, 18);
  await spool.close();
});

t('an entry larger than the limit of a read still comes alone', async () => {
  const spool = open(folder('spool'));
  spool.append({ kind: 'output', value: 'o'.repeat(1_000_000) }, 1);
  spool.append(line('after'), 2);
  await spool.flush();
  const entries = await spool.read(0, 10, 100_000);
  assert.is(entries[0]!.e.kind, 'output');
  await spool.close();
});

t('who produces faster than the disk takes waits', async () => {
  const spool = open(folder('spool'));
  for (let i = 0; i < 200; i++) spool.append(line('x'.repeat(60_000)), i);
  await spool.room();
  assert.ok(spool.durable > 0);
  await spool.close();
});

t.run();
