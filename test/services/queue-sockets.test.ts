import * as assert from 'uvu/assert';
import type { Result } from '../../protocol/contract.ts';
import type { WireError } from '../../protocol/errors.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { both, reached, withScripts } from './support/scripts.ts';
import { refusalOf } from './support/stage.ts';

const t = suite('queue actions of scripts over /ws/run');

t('Q28: two scripts walking one queue never receive the same resource', () =>
  withScripts(2, async ({ scripts: [a, b], api }) => {
    const items = Array.from({ length: 60 }, (_, i) => ({ value: i }));
    await a!.call('resource.addMany', { queue: 'q', items });
    const walk = async (script: FakeRun) => {
      const got: number[] = [];
      for (;;) {
        try {
          const one = await script.call('resource.get', { queue: 'q', lock: both, timeout: 0 });
          got.push(one.value as number);
          await script.call('resource.markProcessed', { queue: 'q', id: one.id });
        } catch {
          return got; // nothing is left
        }
      }
    };
    const [x, y] = await Promise.all([walk(a!), walk(b!)]);
    assert.equal(
      [...x, ...y].sort((m, n) => m - n),
      items.map((item) => item.value),
    );
    assert.ok(x.length > 0 && y.length > 0);
    assert.is((await api('queue.show', { queue: 'q' })).counts.processed, 60);
  }),
);

t('Q36: markProcessed that waits for a write lock succeeds when its owner finishes the resource meanwhile', () =>
  withScripts(2, async ({ scripts: [holder, other] }) => {
    const { id } = await holder!.call('resource.add', { queue: 'q', value: 1, lock: { write: true } });
    const waiting = other!.call('resource.markProcessed', { queue: 'q', id });
    await reached(other!);
    await holder!.call('resource.markProcessed', { queue: 'q', id });
    assert.is((await waiting).status, 'processed');
    const again = await refusalOf(other!.call('resource.markProcessed', { queue: 'q', id }));
    assert.is(again.code, 'ResourceNotFound');
  }),
);

t('Q32: waiters on one resource are served in the order in which they came', () =>
  withScripts(3, async ({ scripts: [holder, first, second] }) => {
    const { id } = await holder!.call('resource.add', { queue: 'q', value: 1, lock: both });
    const order: string[] = [];
    const take = async (script: FakeRun, name: string) => {
      await script.call('resource.get', { queue: 'q', id, lock: both });
      order.push(name);
    };
    const one = take(first!, 'first');
    await reached(first!);
    const two = take(second!, 'second');
    await reached(second!);
    await holder!.call('resource.unlock', { queue: 'q', id, kinds: both });
    await one;
    assert.equal(order, ['first']);
    await reached(second!);
    assert.equal(order, ['first']);
    await first!.call('resource.unlock', { queue: 'q', id, kinds: both });
    await two;
    assert.equal(order, ['first', 'second']);
  }),
);

t('Q37: a search waits for a match to appear; the first waiter gets it', () =>
  withScripts(2, async ({ scripts: [a, b] }) => {
    const one = a!.call('resource.get', { queue: 'q', lock: both, timeout: -1 });
    await reached(a!);
    const two = b!.call('resource.get', { queue: 'q', lock: both, timeout: -1 });
    await reached(b!);
    await b!.call('resource.add', { queue: 'q', value: 'x' });
    assert.is((await one).value, 'x');
    await b!.call('resource.add', { queue: 'q', value: 'y' });
    assert.is((await two).value, 'y');
  }),
);

t('Q31: a wait ends with LockTimeout, timeout 0 tries once, and neither changes anything', () =>
  withScripts(2, async ({ scripts: [holder, other], api }) => {
    const { id } = await holder!.call('resource.add', { queue: 'q', value: 1, lock: both });
    for (const timeout of [0, 60])
      assert.is((await refusalOf(other!.call('resource.get', { queue: 'q', id, timeout }))).code, 'LockTimeout');
    const { resource } = await api('resource.show', { queue: 'q', id });
    assert.equal([resource.status, resource.readLock?.owner.run], ['new', holder!.order.run]);
  }),
);

t('Q32: a request that was given up takes nothing', () =>
  withScripts(3, async ({ scripts: [holder, patient, next] }) => {
    const { id } = await holder!.call('resource.add', { queue: 'q', value: 1, lock: both });
    const given = patient!.socket.client.call('resource.get', { queue: 'q', id, lock: both, timeout: -1 });
    const refused = refusalOf(given);
    await reached(patient!);
    const waiting = next!.call('resource.get', { queue: 'q', id, lock: both, timeout: -1 });
    await reached(next!);
    await patient!.call('request.forget', { id: given.id });
    assert.is((await refused).code, 'LockTimeout');
    await holder!.call('resource.unlock', { queue: 'q', id, kinds: both });
    const got = await waiting;
    assert.is(got.readLock?.owner.run, next!.order.run);
  }),
);

t('Q31, S11: the end of the run ends its waits with RunEnded, and frees its locks for others', () =>
  withScripts(2, async ({ scripts: [ending, other], supervisors: [supervisor] }) => {
    const mine = await ending!.call('resource.add', { queue: 'q', value: 1, lock: both });
    const theirs = await other!.call('resource.add', { queue: 'q', value: 2, lock: both });
    const waits = refusalOf(ending!.call('resource.get', { queue: 'q', id: theirs.id, timeout: -1 }));
    await reached(ending!);
    const gets = other!.call('resource.get', { queue: 'q', id: mine.id, lock: both, timeout: -1 });
    await reached(other!);
    await supervisor!.end();
    assert.is((await waits).code, 'RunEnded');
    assert.is((await gets).readLock?.owner.run, other!.order.run);
    const late = await refusalOf(ending!.call('resource.add', { queue: 'q', value: 3 }));
    assert.is(late.code, 'RunEnded');
  }),
);

t('Q30: a dated lock goes at its date, and a waiter gets the resource then', () =>
  withScripts(2, async ({ scripts: [holder, other], clock }) => {
    const until1 = clock.now() + 600_000;
    const { id } = await holder!.call('resource.add', { queue: 'q', value: 1, lock: { read: { until: until1 } } });
    const waiting = other!.call('resource.get', { queue: 'q', id, timeout: -1 });
    await reached(other!);
    clock.advance(600_001);
    assert.is((await waiting).id, id);
  }),
);

t('Q30: a dated lock whose date passed while the coordinator was down is gone before anybody is served', () =>
  withScripts(1, async (s) => {
    const lock = { read: { until: s.clock.now() + 600_000 } };
    const { id } = await s.scripts[0]!.call('resource.add', { queue: 'q', value: 1, lock });
    await s.coordinator.stop();
    s.clock.advance(600_001);
    await s.restart();
    assert.is((await s.api('resource.show', { queue: 'q', id })).resource.readLock, undefined);
  }),
);

t('S10: a request repeated with the same client and number has its effect once, by socket and by HTTP', () =>
  withScripts(1, async ({ scripts, url, api }) => {
    const { order } = scripts[0]!;
    const client = 'client-of-this-test';
    const first = await FakeRun.open(url, order, 'script', client);
    const added = (await first.call('resource.add', { queue: 'q', value: 'once' })) as Result<'resource.add'>;
    const number = 2; // the hello was 1
    const again = await FakeRun.open(url, order, 'script', client);
    await until('the older connection of this client is closed', () => first.socket.closedWith);
    const repeated = (await again.call('resource.add', { queue: 'q', value: 'once' })) as Result<'resource.add'>;
    assert.is(repeated.id, added.id);
    const headers = { authorization: `Bearer ${order.scriptToken}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ id: number, verb: 'resource.add', params: { queue: 'q', value: 'once' } });
    const rpc = await fetch(`${url}/api/v1/rpc?client=${client}`, { method: 'POST', headers, body });
    assert.equal(await rpc.json(), { re: number, ok: repeated });
    assert.is((await api('queue.show', { queue: 'q' })).total, 1);
    again.close();
  }),
);

t('Q3: a value of 1 MiB goes by HTTP, with the same effect; a larger one is refused with its field', () =>
  withScripts(1, async ({ scripts: [script], url }) => {
    const headers = { authorization: `Bearer ${script!.order.scriptToken}` };
    const send = async (id: number, value: string) => {
      const body = JSON.stringify({ id, verb: 'resource.add', params: { queue: 'q', value } });
      const response = await fetch(`${url}/api/v1/rpc?client=big-values`, { method: 'POST', headers, body });
      return (await response.json()) as { ok: { id: string }; err: WireError };
    };
    const largest = 'x'.repeat(1024 * 1024 - 2);
    assert.ok((await send(1, largest)).ok.id);
    const { err } = await send(2, `${largest}x`);
    assert.equal([err.code, err.field], ['ValidationError', 'value']);
    const got = await script!.call('resource.get', { queue: 'q' });
    assert.is((got.value as string).length, largest.length);
  }),
);

t('S12: a thousand adds of one turn are answered, in order, and each is there', () =>
  withScripts(1, async ({ scripts: [script], api }) => {
    const adds = Array.from({ length: 1_000 }, (_, i) => script!.call('resource.add', { queue: 'q', value: i }));
    const ids = (await Promise.all(adds)).map((r) => r.id);
    assert.equal([...ids].sort(), ids);
    assert.is((await api('queue.show', { queue: 'q' })).total, 1_000);
  }),
);

t.run();
