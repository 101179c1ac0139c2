import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { both, reached, withScripts } from './support/scripts.ts';
import { refusalOf } from './support/stage.ts';

const t = suite('what robots do with queues, over /ws/run');
const queue = 'q';

t('Q38: exactly n waits until n are there and takes them in one step; those who want one get theirs meanwhile', () =>
  withScripts(2, async ({ scripts: [a, b], api }) => {
    const three = a!.call('resource.getMany', { queue, count: { exactly: 3 }, lock: both, timeout: -1 });
    await reached(a!);
    const one = b!.call('resource.get', { queue, lock: both, timeout: -1 });
    await reached(b!);
    const first = await api('resource.add', { queue, value: 0 });
    assert.is((await one).id, first.id, 'Q32: who cannot be served yet blocks nobody');
    for (const value of [1, 2, 3, 4]) await api('resource.add', { queue, value });
    assert.equal(
      (await three).items.map((item) => item.value),
      [1, 2, 3],
    );
    assert.equal((await api('queue.show', { queue })).counts, { new: 1, in_progress: 4, processed: 0, error: 0 });
  }),
);

t('Q38, S10: at most n and all; a repeated request gets the same items', () =>
  withScripts(1, async ({ scripts: [a] }) => {
    await a!.call('resource.addMany', { queue, items: [1, 2, 3, 4, 5].map((value) => ({ value })) });
    const two = await a!.call('resource.getMany', { queue, count: { atMost: 2 }, lock: both });
    const rest = await a!.call('resource.getMany', { queue, count: 'all', lock: both });
    assert.equal(
      [...two.items, ...rest.items].map((item) => item.value),
      [1, 2, 3, 4, 5],
    );
    const none = await refusalOf(a!.call('resource.getMany', { queue, count: 'all', lock: both, timeout: 20 }));
    assert.is(none.code, 'ResourceNotFound');
    assert.match(none.message, 'in hand');
  }),
);

t('Q31, Q41: deleting a resource ends every wait for it at once with ResourceNotFound', () =>
  withScripts(2, async ({ scripts: [holder, other], api }) => {
    const mine = await holder!.call('resource.add', { queue, value: 1, lock: both });
    const gets = refusalOf(other!.call('resource.get', { queue, id: mine.id, timeout: -1 }));
    const deletes = refusalOf(other!.call('resource.delete', { queue, id: mine.id, timeout: -1 }));
    await reached(other!);
    await api('resource.delete', { queue, id: mine.id });
    assert.equal([(await gets).code, (await deletes).code], ['ResourceNotFound', 'ResourceNotFound']);
    assert.is((await api('queue.show', { queue })).total, 0);
  }),
);

t('Q43: a deferred resource comes back at its date, to whoever waits', () =>
  withScripts(2, async ({ scripts: [a, b], clock }) => {
    const { id } = await a!.call('resource.add', { queue, value: 1 });
    await a!.call('resource.get', { queue, id, lock: both });
    await a!.call('resource.defer', { queue, id, until: clock.now() + 600_000, value: 2 });
    const waiting = b!.call('resource.get', { queue, lock: both, timeout: -1 });
    await reached(b!);
    assert.is((await refusalOf(a!.call('resource.get', { queue, lock: both, timeout: 0 }))).code, 'ResourceNotFound');
    clock.advance(600_001);
    assert.equal([(await waiting).id, (await waiting).value], [id, 2]);
  }),
);

t('Q42: count by status and tags, peek with order and locks, both without taking anything', () =>
  withScripts(2, async ({ scripts: [a, b], api }) => {
    const tags = [['eu'], ['eu', 'vip'], ['us'], []];
    await a!.call('resource.addMany', { queue, items: tags.map((of, n) => ({ value: n, tags: of, priority: n })) });
    const taken = await b!.call('resource.get', { queue, filter: { tags: ['us'] }, lock: both });
    const count = async (params: object) => (await a!.call('resource.count', { queue, ...params })).count;
    assert.equal(
      [await count({}), await count({ status: 'new' }), await count({ status: ['in_progress'] })],
      [4, 3, 1],
      'locked ones too',
    );
    assert.equal([await count({ tags: ['eu', 'us'] }), await count({ allTags: ['eu', 'vip'] })], [3, 1]);
    assert.is(await count({ tags: ['us'], status: 'new' }), 0);
    const { items } = await a!.call('resource.peek', { queue, limit: 2 });
    assert.equal(
      items.map((item) => [item.priority, item.status, item.readLock?.owner.run, 'value' in item]),
      [
        [3, 'new', undefined, false],
        [2, 'in_progress', taken.readLock?.owner.run, false],
      ],
    );
    const eu = await a!.call('resource.peek', { queue, filter: { tags: ['eu'], sort: 'oldest' } });
    assert.equal(
      eu.items.map((item) => item.priority),
      [0, 1],
    );
    assert.equal((await api('queue.show', { queue })).counts, { new: 3, in_progress: 1, processed: 0, error: 0 });
  }),
);

t('Q42: a peek finds what is far behind, in each order, also when many have the same priority', () =>
  withScripts(1, async ({ scripts: [a] }) => {
    const items = Array.from({ length: 230 }, (_, n) => ({
      value: n,
      tags: n % 115 === 0 ? ['few'] : [],
      priority: n % 2,
    }));
    const { ids } = await a!.call('resource.addMany', { queue, items });
    const peek = async (filter: object, limit?: number) =>
      (await a!.call('resource.peek', { queue, filter, limit })).items.map(({ id }) => ids.indexOf(id));
    assert.equal(await peek({ tags: ['few'] }), [115, 0]);
    assert.equal(await peek({ tags: ['few'], sort: 'newest' }), [115, 0]);
    assert.equal(await peek({ tags: ['few'], sort: 'oldest' }, 1), [0]);
    assert.equal(await peek({ priority: { to: 0 } }, 3), [0, 2, 4]);
    const all = await peek({}, 200);
    assert.equal([all.length, new Set(all).size, all[0], all[115]], [200, 200, 1, 0]);
  }),
);

t('Q11, Q42: a robot counts only what robots see; people count every status', () =>
  withScripts(1, async ({ scripts: [a], api }) => {
    const { id } = await a!.call('resource.add', { queue, value: 1, tags: ['eu'] });
    await a!.call('resource.markProcessed', { queue, id });
    const refusal = await refusalOf(a!.call('resource.count', { queue, status: ['new', 'processed'] }));
    assert.equal([refusal.code, refusal.field], ['ValidationError', 'status']);
    assert.is((await a!.call('resource.count', { queue, tags: ['eu'] })).count, 0);
    assert.is((await api('resource.count', { queue, status: ['processed', 'error'], tags: ['eu'] })).count, 1);
    assert.is((await api('resource.count', { queue, status: 'processed' })).count, 1);
  }),
);

t('S11, Q45: count and peek of a run that has ended, and of a queue that is not there', () =>
  withScripts(1, async ({ scripts: [a], supervisors: [supervisor] }) => {
    for (const verb of ['resource.count', 'resource.peek'] as const)
      assert.is((await refusalOf(a!.call(verb, { queue: 'no such' }))).code, 'QueueNotFound');
    await supervisor!.end();
    for (const verb of ['resource.count', 'resource.peek'] as const) {
      assert.is((await refusalOf(a!.call(verb, { queue }))).code, 'RunEnded');
    }
  }),
);

t('Q15b: an update that fails inside the coordinator costs one attempt, and the script may go on', () =>
  withScripts(
    1,
    async ({ scripts: [a], api, data }) => {
      const { id } = await a!.call('resource.add', { queue, value: 1 });
      await a!.call('resource.get', { queue, id, lock: both });
      const db = new Database(join(data, 'gantry.redo.db'));
      db.exec(`create trigger "planted" before insert on "redo" when instr(new."changes", 'poison') > 0
        begin select raise(abort, 'planted by the test'); end`);
      for (const n of [1, 2]) {
        const refusal = await refusalOf(a!.call('resource.update', { queue, id, value: `poison ${n}` }));
        assert.is(refusal.code, 'Internal');
      }
      db.exec('drop trigger "planted"');
      db.close();
      const shown = () => api('resource.show', { queue, id });
      await until('it is counted', async () => (await shown()).resource.attemptsLeft === 2);
      const { resource, history } = await shown();
      assert.equal([resource.status, resource.writeLock !== undefined], ['in_progress', true]);
      assert.match(JSON.stringify(history), 'resource.update failed inside');
      await a!.call('resource.update', { queue, id, value: 9 });
      await a!.call('resource.markProcessed', { queue, id });
      assert.is((await shown()).resource.attemptsLeft, 2, 'once per run and resource');
    },
    3,
  ),
);

t('Q30: a robot that asks at the moment of a restart never meets a lock whose date has passed', () =>
  withScripts(2, async (s) => {
    const [a, b] = s.scripts;
    const lock = { read: { until: s.clock.now() + 60_000 }, write: { until: s.clock.now() + 60_000 } };
    const items = Array.from({ length: 30 }, (_, value) => ({ value, lock }));
    await a!.call('resource.addMany', { queue, items });
    const { id } = await a!.call('resource.add', {
      queue,
      value: 'later',
      lock: { read: { until: s.clock.now() + 1e6 } },
    });
    await s.coordinator.stop();
    s.clock.advance(60_001);
    await s.restart();
    const script = await s.again(b!);
    const taken = await script.call('resource.getMany', { queue, count: { exactly: 30 }, lock: both, timeout: 0 });
    assert.is(taken.items.length, 30);
    assert.is((await refusalOf(script.call('resource.get', { queue, id, timeout: 0 }))).code, 'LockTimeout');
    const { history } = await s.api('resource.show', { queue, id: taken.items[0]!.id });
    assert.equal(
      history.map((event) => event.kind),
      ['created', 'released', 'released', 'taken'],
    );
  }),
);

t('S9: intent, result, the next run’s answer, and a person’s word over HTTP', () =>
  withScripts(2, async ({ scripts: [a, b], api }) => {
    const { id } = await a!.call('resource.add', { queue, value: 1 });
    const effect = { queue, id, name: 'post' };
    assert.equal(await a!.call('effect.intend', effect), { state: 'go' });
    assert.is((await refusalOf(b!.call('effect.intend', effect))).code, 'EffectUnknown');
    assert.equal((await api('resource.show', { queue, id })).effects[0]?.state, 'intended');
    await api('effect.settle', { ...effect, result: { no: 7 } });
    assert.equal(await b!.call('effect.intend', effect), { state: 'done', result: { no: 7 } });
    const [shown] = (await api('resource.show', { queue, id })).effects;
    assert.equal([shown?.state, shown?.result, shown?.by.kind], ['done', { no: 7 }, 'user']);
  }),
);

t.run();
