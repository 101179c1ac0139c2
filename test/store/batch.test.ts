/** What a batch promises, on every engine: undo of single commands, receipts, effects, identities, rows as they were put. */
import * as assert from 'uvu/assert';
import { type Ctx, type Effect, type View, Wait } from '../../coordinator/domain/view.ts';
import type { Outcome } from '../../coordinator/store/store.ts';
import { plainTables } from '../../coordinator/store/tables.ts';
import { refuse } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { command, commit, engines, NOW, open, run } from './support/engines.ts';
import { rowOf } from './support/rows.ts';

const t = suite('a batch');

const changed = (topic: string): Effect => ({ kind: 'changed', topics: [topic] });
const resource = (n: number, over: object = {}) => rowOf('resource', n, { queue: 'A', live: 1, ...over });
const first = (view: Pick<View, 'pick'>) => view.pick('liveByPriority', { queue: 'A', match: () => true }, 1)[0];
const kinds = (outcomes: Outcome[]) => outcomes.map((o) => o.kind).join();

for (const engine of engines) {
  t(`${engine}: every column of every table comes back as it was put, after an insert and after a change`, async () => {
    const store = await open(engine);
    for (const n of [1, 2])
      for (const table of plainTables) {
        const row = { ...rowOf(table, n), id: 'the-row' };
        await run(store, (view) => view.put(table, row as never));
        assert.equal({ ...(await store.read((view) => view.get(table, 'the-row'))) }, row, table);
      }
    for (const table of plainTables) {
      const row = { ...rowOf(table, 3), id: 'the-row' };
      await run(store, (view) => {
        assert.ok(view.get(table, 'the-row'));
        view.put(table, row as never);
      });
      assert.equal({ ...(await store.read((view) => view.get(table, 'the-row'))) }, row, table);
    }
    await store.close();
  });

  t(
    `${engine}: a refusal or a wait in the middle undoes that command alone; later ones see the earlier ones`,
    async () => {
      const store = await open(engine);
      await run(store, (view) => view.put('resource', resource(1, { priority: 1 })));
      const outcomes = await commit(
        store,
        (view) => view.put('resource', resource(2, { priority: 2 })),
        (view) => {
          view.put('resource', resource(1, { priority: 9 }));
          view.put('resource', resource(2, { priority: 8 }));
          view.put('resource', resource(2, { priority: 7 }));
          view.put('resource', resource(3, { priority: 6 }));
          view.emit(changed('never'));
          refuse('Conflict', 'no');
        },
        (view) => {
          view.drop('resource', resource(2).id);
          view.drop('resource', resource(1).id);
          throw new Wait({ queue: 'A', resource: '', timeoutMs: 5, says: 'later' });
        },
        (view) => {
          view.emit(changed('kept'));
          return [
            first(view)?.priority,
            view.get('resource', resource(1).id)?.priority,
            view.get('resource', resource(3).id),
          ];
        },
      );
      assert.is(kinds(outcomes), 'ok,refused,wait,ok');
      assert.equal(outcomes[3], { kind: 'ok', result: [2, 1, undefined], effects: [changed('kept')] });
      assert.is((outcomes[1] as { error: { code: string } }).error.code, 'Conflict');
      assert.is((outcomes[2] as { on: Wait }).on.says, 'later');
      const all = await store.read((view) => view.pick('liveOldest', { queue: 'A', match: () => true }, 9));
      assert.equal(
        all.map((row) => row.priority),
        [1, 2],
      );
      await store.close();
    },
  );

  t(
    `${engine}: a bug in one rule refuses that command with Internal, keeps the cause, and spares the others`,
    async () => {
      const store = await open(engine);
      const outcomes = await commit(
        store,
        (view) => view.put('meta', { id: 'a', value: 1 }),
        (view) => {
          view.put('meta', { id: 'b', value: 1 });
          throw new TypeError('oops');
        },
        (view) => view.put('resource', { ...resource(1), priority: 1.5 }),
        (view) => view.put('resource', { ...resource(1), key: undefined as unknown as string }),
        (view) => view.put('meta', { id: 'c', value: undefined }),
      );
      assert.is(kinds(outcomes), 'ok,refused,refused,refused,refused');
      const [, bug, ...bad] = outcomes as { error: { code: string; cause: Error } }[];
      assert.is(bug!.error.code, 'Internal');
      assert.is(bug!.error.cause.message, 'oops');
      assert.match(bad[0]!.error.cause.message, 'resource.priority (int) cannot be 1.5');
      assert.match(bad[1]!.error.cause.message, 'resource.key (text) cannot be undefined');
      assert.equal(await store.read((view) => [view.get('meta', 'a')?.value, view.get('meta', 'b')]), [1, undefined]);
      await store.close();
    },
  );

  t(
    `${engine}: Q28: takers in one batch never get the same row, also when the order columns change under them`,
    async () => {
      const store = await open(engine);
      await run(store, (view) => {
        for (let n = 1; n <= 40; n++) view.put('resource', resource(n, { priority: n % 3, readOwner: '' }));
      });
      const take = (view: View) => {
        const free = (row: { readOwner: string }) => row.readOwner === '';
        const row = view.pick('liveByPriority', { queue: 'A', match: free }, 1)[0];
        if (!row) return undefined;
        view.put('resource', { ...row, readOwner: 'run:1', priority: row.priority + 10 });
        return row.id;
      };
      const taken: unknown[] = [];
      for (const size of [1, 25, 30])
        for (const outcome of await commit(store, ...Array.from({ length: size }, () => take)))
          taken.push((outcome as { result: unknown }).result);
      const ids = taken.filter((id) => id !== undefined);
      assert.is(ids.length, 40);
      assert.is(new Set(ids).size, 40);
      await store.close();
    },
  );

  t(
    `${engine}: S10: a repeated receipt gets the first answer and has no second effect, in the same batch and later`,
    async () => {
      const store = await open(engine);
      const count = (view: View, ctx: Ctx) => {
        const now = (view.get('meta', 'n')?.value as number | undefined) ?? 0;
        view.put('meta', { id: 'n', value: now + 1 });
        view.emit(changed('n'));
        return { said: now + 1, id: ctx.newId() };
      };
      const asked = [command(count, 'run:r1:c:1'), command(count, 'run:r1:c:1'), command(count, 'run:r1:c:2')];
      const [a, b, c] = (await store.commit(asked, NOW)) as {
        result: { said: number; id: string };
        effects: Effect[];
      }[];
      assert.equal([a!.result.said, b!.result, c!.result.said], [1, a!.result, 2]);
      assert.equal([a!.effects.length, b!.effects.length], [1, 0]);
      const [again] = await store.commit([command(count, 'run:r1:c:1')], NOW + 9);
      assert.equal(again, { kind: 'ok', result: a!.result, text: JSON.stringify(a!.result), effects: [] });
      assert.is(await store.read((view) => view.get('meta', 'n')?.value), 2);
      await store.close();
    },
  );

  t(`${engine}: S10: a refusal and a wait leave no receipt: repeated, they are decided anew`, async () => {
    const store = await open(engine);
    const ready = (view: View) => {
      if (!view.get('meta', 'ready')) refuse('IllegalState', 'not yet');
    };
    const waits = (view: View) => {
      if (!view.get('meta', 'ready')) throw new Wait({ queue: 'q', resource: '', timeoutMs: 1, says: '' });
    };
    const asked = [command(ready, 'x:1'), command(waits, 'x:2')];
    assert.is(kinds(await store.commit(asked, NOW)), 'refused,wait');
    await run(store, (view) => view.put('meta', { id: 'ready', value: true }));
    assert.is(kinds(await store.commit(asked, NOW)), 'ok,ok');
    await store.close();
  });

  t(`${engine}: effects come per command, in the order they were emitted`, async () => {
    const store = await open(engine);
    const emits =
      (...topics: string[]) =>
      (view: View) => {
        for (const topic of topics) view.emit(changed(topic));
      };
    const outcomes = await commit(store, emits('a', 'b'), emits(), emits('c'));
    assert.equal(
      outcomes.map((o) => (o.kind === 'ok' ? o.effects : [])),
      [[changed('a'), changed('b')], [], [changed('c')]],
    );
    await store.close();
  });

  t(`${engine}: Q2: ids sort by creation and never repeat; tokens come with their hash`, async () => {
    const store = await open(engine);
    const three = (_: View, ctx: Ctx) => [ctx.newId(), ctx.newId(), ctx.newId()];
    const ids: string[] = [];
    for (const now of [NOW, NOW, NOW + 1, NOW - 5_000, NOW + 2])
      for (const outcome of await store.commit([command(three), command(three)], now))
        ids.push(...(outcome as { result: string[] }).result);
    assert.equal(ids, [...ids].sort());
    assert.is(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => /^[a-z0-9]{20}$/.test(id)));
    const [one, two] = await run(store, (_, ctx) => [ctx.newToken(), ctx.newToken()]);
    assert.is.not(one!.secret, two!.secret);
    assert.match(one!.hash, /^[0-9a-f]{64}$/);
    await store.close();
  });

  t(`${engine}: pruning deletes the oldest first, in portions, and never what has no date`, async () => {
    const store = await open(engine);
    await run(store, (view) => {
      for (let n = 1; n <= 10; n++) {
        view.put('token', rowOf('token', n, { expires: n % 2 ? n : 0 }));
      }
    });
    assert.is(await store.prune('token', 6, 2), 2);
    assert.is(await store.prune('token', 6, 2), 1);
    assert.is(await store.prune('token', 6, 2), 0);
    assert.is(await store.prune('token', 100, 100), 2);
    assert.ok(await store.read((view) => view.get('token', rowOf('token', 2).id)));
    const refused = await store.prune('queue', 6, 3).catch((error) => error);
    assert.is(refused.code, 'ValidationError');
    await store.close();
  });

  t(`${engine}: a batch of ten thousand rows that look each other's keys up is one commit`, async () => {
    const store = await open(engine);
    await run(store, (view) => {
      for (let n = 0; n < 10_000; n++) {
        assert.is(view.get('name', `key:q:${n}`), undefined);
        view.put('name', { id: `key:q:${n}`, owner: String(n) });
      }
    });
    assert.is(await store.read((view) => view.get('name', 'key:q:9999')?.owner), '9999');
    await store.close();
  });
}

t('memory: a rule that changes a row in place fails', async () => {
  const store = await open('memory');
  await run(store, (view) => view.put('resource', resource(1)));
  const bug = (view: View) => {
    (view.get('resource', resource(1).id) as { tags: string[] }).tags.push('x');
  };
  const [outcome] = await commit(store, bug);
  assert.is(kinds([outcome!]), 'refused');
  await store.close();
});

t('memory: an impure rule is found: two runs of the same batch differ', async () => {
  const store = await open('memory');
  let outside = 0;
  const impure = (view: View) => view.put('meta', { id: 'a', value: outside++ });
  const failed = await commit(store, impure).catch((error) => error);
  assert.match(failed.message, 'impure');
  const restless = (view: View) => view.get('meta', `x${outside++}`);
  const endless = await commit(store, restless).catch((error) => error);
  assert.match(endless.message, 'impure');
  assert.is(await store.read((view) => view.get('meta', 'a')), undefined);
  await store.close();
});

t.run();
