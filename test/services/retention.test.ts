/** Q48: the history of resources is kept as long as the setting says, and what is younger stays. */
import * as assert from 'uvu/assert';
import { systemClock } from '../../coordinator/clock.ts';
import { defaultLimits } from '../../coordinator/config.ts';
import type { HistoryRow } from '../../coordinator/domain/rows.ts';
import { deleteOld } from '../../coordinator/retention.ts';
import { command, engines, open } from '../store/support/engines.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('retention');
const DAY_MS = 86_400_000;

async function kindsOf(s: Stage, id: string): Promise<string[]> {
  const { items } = await s.api('resource.history', { queue: 'orders', id });
  return items.map((event) => event.kind);
}

t('Q48: what happened longer ago than the history is kept is forgotten, the rest and the resource stay', async () => {
  const s = await stage({ limits: { keepHistoryDays: 10 }, timers: { pruneMs: 20 } });
  try {
    await s.api('queue.create', { name: 'orders' });
    const { id } = await s.api('resource.add', { queue: 'orders', value: 1 });
    s.clock.advance(11 * DAY_MS);
    await s.api('resource.edit', { queue: 'orders', id, value: 2 });
    await until('the old event is gone', async () => (await kindsOf(s, id)).length === 1);
    assert.equal(await kindsOf(s, id), ['edited']);
    const { resource } = await s.api('resource.show', { queue: 'orders', id });
    assert.is(resource.value, 2);
  } finally {
    await s.close();
  }
});

t('Q48: with 0 days the history is kept for ever', async () => {
  const store = await open('sqlite');
  const by = { kind: 'system', id: 'system', name: 'system' } as const;
  const event = { id: 'h_1', resource: 'i_1', queue: 'q_1', run: '', at: 1, kind: 'created', by, detail: {} } as const;
  await store.commit([command((view) => view.put('history', event))], 1);
  const kept = async (keepHistoryDays: number) => {
    await deleteOld({ clock: systemClock, limits: { ...defaultLimits, keepHistoryDays }, store }, () => false);
    return (await store.query('history', { resource: 'i_1' })).items.length;
  };
  assert.is(await kept(0), 1);
  assert.is(await kept(36_500), 1, 'younger than a hundred years');
  assert.is(await kept(180), 0);
  await store.close();
});

for (const engine of engines)
  t(
    `E17: ${engine}: of a history that takes too much the oldest goes, as much as must, and what fits stays`,
    async () => {
      const store = await open(engine);
      const by = { kind: 'system', id: 'system', name: 'system' } as const;
      for (let n = 1; n <= 40; n++) {
        const event: HistoryRow = {
          id: `h_${String(n).padStart(4, '0')}`,
          ...({ resource: 'i_1', queue: 'q_1', run: '', at: n, kind: 'edited', by } as const),
          detail: { value: 'x'.repeat(1_000) },
        };
        await store.commit([command((view) => view.put('history', event))], n);
      }
      const clock = { ...systemClock, now: () => 100 };
      const kept = async (keepHistoryBytes: number) => {
        await deleteOld({ clock, limits: { ...defaultLimits, keepHistoryBytes }, store }, () => false);
        const { items } = await store.query('history', { resource: 'i_1', limit: 100 });
        assert.equal(
          items.map(({ at }) => at),
          Array.from({ length: items.length }, (_, i) => 40 - items.length + 1 + i),
          'the newest',
        );
        return items.length;
      };
      assert.is(await kept(0), 40);
      assert.is(await kept(1_000_000), 40);
      const some = await kept(12_500);
      assert.ok(some >= 9 && some <= 12, `${some} events of more than 1,000 bytes each in 12,500`);
      assert.is(await kept(12_500), some, 'what fits stays');
      assert.ok((await kept(5_000)) < some);
      assert.is(await kept(1), 0);
      await store.close();
    },
  );

t.run();
