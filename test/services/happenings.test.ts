/** What webhooks are told stands in the transaction in which it happened; nobody wants to know: nothing is done. */
import * as assert from 'uvu/assert';
import type { Ctx, Effect, Happening, View } from '../../coordinator/domain/view.ts';
import { Happenings } from '../../coordinator/happenings.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { openStore } from '../../coordinator/store/open-store.ts';
import type { Command, InTurn, Store } from '../../coordinator/store/store.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('happenings');
const SYSTEM = { kind: 'system', workspace: 'main' } as const;
const NOW = 1_800_000_000_000;

type Body = (view: View, ctx: Ctx) => void;
const command = (verb: string, body: Body): Command => ({
  verb,
  rule: (view: View, _: never, ctx: Ctx) => body(view, ctx),
  params: {},
  who: SYSTEM,
});
const happens = (id: string): Command =>
  command('happens', (view) => {
    view.put('name', { id, owner: 'it happened' });
    view.emit({ kind: 'happened', what: { event: 'queue.drained', queue: id } });
  });

/** Told: a row for each. What it was called for is in `told`. */
async function scene(tell: (view: View, ctx: Ctx, happened: readonly Happening[]) => void, engine = 'sqlite') {
  const ids = makeIds;
  const store = await openStore(
    engine === 'memory' ? { engine: 'memory', ids } : { engine: 'sqlite', folder: folder(), ids },
  );
  const applied: Effect[] = [];
  const bugs: unknown[] = [];
  const inner: InTurn = { begin: () => {}, came: () => {}, next: () => undefined, keep: () => {}, drop: () => {} };
  const happenings = new Happenings({
    inner,
    command: (happened) => ({
      verb: 'webhook.tell',
      rule: (view: View, params: never, ctx: Ctx) => tell(view, ctx, (params as { happened: Happening[] }).happened),
      params: { happened },
      who: SYSTEM,
    }),
    apply: (effects) => applied.push(...effects),
    onBug: (cause) => bugs.push(cause),
  });
  const commit = async (...commands: Command[]) => {
    const outcomes = await store.commit(commands, NOW, happenings);
    happenings.keep();
    return outcomes.map((outcome) => outcome.kind);
  };
  return { store, happenings, commit, applied, bugs };
}

const row = (store: Store, id: string) => store.read((view) => view.get('name', id)?.owner);
const note: Parameters<typeof scene>[0] = (view, ctx, happened) => {
  for (const one of happened) {
    view.put('name', { id: `told of ${(one as { queue: string }).queue}`, owner: ctx.newId() });
    view.emit({ kind: 'deliver', webhook: 'w', due: NOW });
  }
};

for (const engine of ['sqlite', 'memory'])
  t(`${engine}: what somebody wants to know is told in the same commit, and its effects follow`, async () => {
    const { store, happenings, commit, applied } = await scene(note, engine);
    happenings.want(['queue.drained']);
    assert.equal(await commit(happens('a'), happens('b')), ['ok', 'ok']);
    const told = [await row(store, 'told of a'), await row(store, 'told of b')];
    assert.ok(told[0] && told[1] && told[0] !== told[1]);
    assert.is(applied.length, 2);
    await store.close();
  });

t('nobody wants to know: nothing is told', async () => {
  const { store, happenings, commit } = await scene(note);
  await commit(happens('a'));
  happenings.want(['job.ended', 'robot.lost']);
  await commit(happens('b'));
  assert.equal([await row(store, 'told of a'), await row(store, 'told of b')], [undefined, undefined]);
  await store.close();
});

t('who begins to want to know in the middle of a batch is told from there on', async () => {
  const { store, commit } = await scene(note);
  const wants = (wanted: ['queue.drained'] | []) =>
    command('wants', (view) => view.emit({ kind: 'webhook', webhook: 'w', wanted }));
  await commit(happens('a'), wants(['queue.drained']), happens('b'));
  await commit(happens('c'), wants([]));
  await commit(happens('d'));
  const told = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (id) => (await row(store, `told of ${id}`)) !== undefined),
  );
  assert.equal(told, [false, true, true, false]);
  await store.close();
});

t('a command that was refused made nothing happen', async () => {
  const { store, happenings, commit } = await scene(note);
  happenings.want(['queue.drained']);
  const refused = command('refused', (view) => {
    view.emit({ kind: 'happened', what: { event: 'queue.drained', queue: 'x' } });
    throw new Error('no');
  });
  assert.equal(await commit(refused, happens('a')), ['refused', 'ok']);
  assert.equal([await row(store, 'told of x'), (await row(store, 'told of a')) !== undefined], [undefined, true]);
  await store.close();
});

t('a telling that fails harms nobody but itself, and is heard of', async () => {
  const { store, happenings, commit, bugs } = await scene(() => {
    throw new Error('a defect');
  });
  happenings.want(['queue.drained']);
  assert.equal(await commit(happens('a')), ['ok']);
  assert.is(await row(store, 'a'), 'it happened');
  assert.equal(bugs.map(String), ['Error: a defect']);
  await store.close();
});

t.run();
