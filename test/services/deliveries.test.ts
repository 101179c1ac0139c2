/** Deliveries over real HTTP: across restarts, resting, dropped, sent again, listed, gone with their webhook; pings. */
import * as assert from 'uvu/assert';
import { STALE_MS } from '../../coordinator/webhooks.ts';
import { status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { delivery, drain, drainMany, HOUR_MS, hook, list, withHook } from './support/hook-stage.ts';

const t = suite('deliveries at work');

t('what waits is delivered after a restart, each once', () =>
  withHook({}, async (s, r) => {
    r.answer = status(503);
    await drainMany(s, 3);
    await until('all were tried', async () => (await list(s)).every((d) => d.attempts === 1));
    r.answer = status(204);
    const before = r.received.length;
    s.clock.advance(HOUR_MS);
    await s.restart();
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    const ids = r.received.slice(before).map((one) => one.headers['webhook-id']);
    assert.equal(ids.length, 3);
    assert.is(new Set(ids).size, 3);
    await drain(s);
    await r.nth(before + 4);
  }),
);

t('a stop waits a moment for an answer that is on its way, and cuts what hangs', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = () => undefined;
      await drain(s);
      await r.nth(1);
      await s.restart();
      const again = await r.nth(2);
      assert.is(again.headers['webhook-id'], r.received[0]!.headers['webhook-id']);
      assert.is((await list(s))[0]!.attempts, 0);
    },
    { timers: { stopMs: 800 } },
  ),
);

t('disabled it rests; enabled it goes on; what is older than three days is dropped', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: false });
    r.answer = status(204);
    s.clock.advance(STALE_MS + HOUR_MS);
    await drain(s);
    assert.is((await list(s)).length, 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: true });
    const dropped = await delivery(s, 'was dropped', (d) => d.state === 'dropped');
    assert.match(String(dropped.lastError), 'older than three days');
    assert.is(r.received.length, 1);
    await s.api('webhook.redeliver', { webhook: 'hook', delivery: dropped.id });
    await delivery(s, 'was dropped again', (d) => d.state === 'dropped');
  }),
);

t('a ping is sent now, also by a webhook that is disabled and has work waiting', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.update', { webhook: 'hook', enabled: false });
    r.answer = status(200, {}, 'pong');
    const { id } = await s.api('webhook.test', { webhook: 'hook' });
    const ping = await r.nth(2);
    assert.is(ping.body.type, 'ping');
    await until('it arrived', async () => {
      const view = await s.api('webhook.delivery', { webhook: 'hook', delivery: id });
      const [tried] = view.tries;
      return (
        view.state === 'delivered' && view.lastAnswer === 'pong' && tried?.status === 200 && tried.answer === 'pong'
      );
    });
    assert.is((await hook(s)).waiting, 1);
  }),
);

t('a delivery that arrived is sent again on request', () =>
  withHook({}, async (s, r) => {
    await drain(s);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    await s.api('webhook.redeliver', { webhook: 'hook', delivery: done.id });
    assert.is((await r.nth(2)).headers['webhook-id'], done.id);
  }),
);

t('deliveries are listed by state, page by page, the newest first', () =>
  withHook({}, async (s, r) => {
    await drainMany(s, 3);
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    r.answer = status(500);
    await drain(s);
    await delivery(s, 'was tried', (d) => d.attempts === 1);
    const page = (more: object) => s.api('webhook.deliveries', { webhook: 'hook', ...more });
    const all = (await page({})).items.map((d) => d.id);
    assert.equal(all, [...all].sort().reverse());
    assert.equal((await page({ state: 'waiting' })).items.length, 1);
    const first = await page({ limit: 3 });
    const second = await page({ limit: 3, after: first.next });
    assert.equal(
      [...first.items, ...second.items].map((d) => d.id),
      all,
    );
    assert.is(second.next, undefined);
  }),
);

t('a deleted webhook is gone with its deliveries, and nothing more is sent', () =>
  withHook({}, async (s, r) => {
    r.answer = status(500);
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    await s.api('webhook.delete', { webhook: 'hook' });
    s.clock.advance(HOUR_MS);
    await s.api('webhook.create', { name: 'hook', url: r.url, events: ['queue.drained'] });
    assert.equal(await list(s), []);
    r.answer = status(204);
    await drain(s);
    const { headers } = await r.nth(2);
    assert.is.not(headers['webhook-id'], tried.id);
  }),
);

t.run();
