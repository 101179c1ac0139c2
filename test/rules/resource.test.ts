import * as assert from 'uvu/assert';
import { createQueue } from '../../coordinator/domain/queue.ts';
import { moveResource } from '../../coordinator/domain/resource.ts';
import { resourceStatuses } from '../../coordinator/domain/states.ts';
import type { View } from '../../coordinator/domain/view.ts';
import { ResourceStatus } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import {
  addRule,
  failRule,
  getRule,
  lockRule,
  processedManyRule,
  processedRule,
  QUEUE,
  queueWorld,
  unlockRule,
  updateRule,
} from './support/queue-world.ts';
import { START } from './support/world.ts';

const t = suite('resources: statuses, editors, history');

const events = [...new Set(Object.values(resourceStatuses).flatMap((row) => Object.keys(row)))];
type Event = NonNullable<Parameters<typeof moveResource>[3]['event']>;
const live = (status: string) => (status === 'new' || status === 'in_progress' ? 1 : 0);

for (const from of ResourceStatus.options) {
  for (const event of events as Event[]) {
    const to = (resourceStatuses[from] as Partial<Record<Event, ResourceStatus>>)[event];
    t(`Q6, Q12: ${from} + ${event} ${to ? `becomes ${to}, counted` : 'is refused'}`, () => {
      const { w, ada, add, row, counts } = queueWorld();
      const id = add({ key: 'K' });
      const set = (view: View, e: Event) => moveResource(view, { now: w.now }, view.get('resource', id)!, { event: e });
      const door = {
        new: 'setNew',
        in_progress: 'setInProgress',
        processed: 'setProcessed',
        error: 'setError',
      } as const;
      if (from !== 'new') w.do(set, door[from], ada);
      const none = { new: 0, in_progress: 0, processed: 0, error: 0 };
      assert.equal(counts(), { ...none, [from]: 1 });
      if (to) w.do(set, event, ada);
      else w.refused('IllegalState', set, event, ada);
      assert.is(row(id).status, to ?? from);
      assert.is(row(id).live, live(to ?? from));
      assert.equal(counts(), { ...none, [to ?? from]: 1 });
      assert.is(
        w.all('name').some((name) => name.owner === id),
        live(to ?? from) === 1,
        'the key is held while live',
      );
    });
  }
}

t('Q7: creation gives new, also with locks, and editor and updated are those of the creation', () => {
  const { add, row, one } = queueWorld();
  const made = row(add({ lock: { read: true, write: { until: START + 5 } } }, one));
  assert.is(made.status, 'new');
  assert.equal([made.readOwner, made.readUntil], ['run:r_1', 0]);
  assert.equal([made.writeOwner, made.writeUntil], ['run:r_1', START + 5]);
  assert.equal([made.created, made.updated], [START, START]);
  assert.equal(made.editor, made.author);
});

t('Q8, Q13: get makes it in_progress and touches neither editor nor updated', () => {
  const { w, one, add, get, row } = queueWorld();
  const id = add({ value: { n: 1 } });
  w.now += 50;
  const got = get(one, { id });
  assert.is(got.status, 'in_progress');
  assert.equal(got.value, { n: 1 });
  assert.equal([row(id).editor.name, got.updated], ['Ada', START]);
  assert.is(row(id).lastRun, 'r_1');
});

t('Q47: people get author and editor with every answer; a script, which acts many times a second, does not', () => {
  const { w, ada, one, get, row } = queueWorld();
  const added = w.do(addRule, { queue: QUEUE, value: 1 }, ada);
  assert.equal([added.author, added.editor], [row(added.id).author, row(added.id).editor]);
  const taken = get(one, { lock: { read: true } });
  assert.equal([taken.author, taken.editor], [undefined, undefined]);
  assert.equal(taken.readLock?.owner, { kind: 'robot', id: 'b_of_r_1', name: 'robot of r_1', run: 'r_1' });
});

t('Q8, Q13, Q39, Q47: update makes it in_progress and writes editor and updated', () => {
  const { w, one, add, row } = queueWorld();
  const id = add({ value: 'a', tags: ['x'], priority: 4 });
  w.now += 50;
  const view = w.do(updateRule, { queue: QUEUE, id, value: null, tags: [] }, one);
  assert.is(view.status, 'in_progress');
  assert.is('value' in view, false, 'update returns no value');
  assert.equal([row(id).value, row(id).tags, row(id).priority], [null, [], 4]);
  assert.is(view.updated, START + 50);
  assert.equal(row(id).editor, {
    kind: 'robot',
    id: 'b_of_r_1',
    name: 'robot of r_1',
    machine: 'machine of r_1',
    account: 'account of r_1',
    run: 'r_1',
  });
});

t('Q10: in_progress excludes nobody', () => {
  const { one, two, add, get } = queueWorld();
  const id = add();
  get(one);
  assert.is(get(two).id, id);
  assert.is(get(two, { id }).id, id);
});

for (const status of ['processed', 'error'] as const) {
  t(`Q11: ${status} is invisible to every robot, by condition and by id, also to the run that set it`, () => {
    const { w, one, two, add, get } = queueWorld();
    const id = add();
    get(one);
    if (status === 'processed') w.do(processedRule, { queue: QUEUE, id }, one);
    else w.do(failRule, { queue: QUEUE, id, reason: 'no', retry: false }, one);
    for (const who of [one, two]) {
      w.refused('ResourceNotFound', getRule, { queue: QUEUE, timeout: 0 }, who);
      w.refused('ResourceNotFound', getRule, { queue: QUEUE, id }, who);
      w.refused('ResourceNotFound', updateRule, { queue: QUEUE, id, value: 1 }, who);
      w.refused('ResourceNotFound', lockRule, { queue: QUEUE, id, lock: { read: true } }, who);
      w.refused('ResourceNotFound', unlockRule, { queue: QUEUE, id, kinds: { read: true } }, who);
      w.refused('ResourceNotFound', processedRule, { queue: QUEUE, id }, who);
      w.refused('ResourceNotFound', failRule, { queue: QUEUE, id, reason: 'x' }, who);
    }
  });
}

t('Q36: markProcessed releases all locks of this run, dated ones too, and only these', () => {
  const { w, one, add, get, row, userLock, counts, take } = queueWorld();
  const id = add({ key: 'K' });
  get(one, { id, lock: { write: { until: START + 100 } } });
  userLock(id, 'read');
  w.now += 7;
  take('wake');
  const view = w.do(processedRule, { queue: QUEUE, id }, one);
  assert.is(view.status, 'processed');
  assert.equal([view.updated, row(id).editor.run], [START + 7, 'r_1']);
  assert.equal([row(id).writeOwner, row(id).writeUntil, row(id).writeBy], ['', 0, null]);
  assert.is(row(id).readOwner, 'user:u_ada');
  assert.equal(counts(), { new: 0, in_progress: 0, processed: 1, error: 0 });
  assert.is.not(add({ key: 'K' }), id, 'the key is free again');
  assert.equal(take('wake')[0], { kind: 'wake', queue: row(id).queue, resource: id, gone: true });
});

t('Q36: markProcessed succeeds if it became hidden while it waited, and only then', () => {
  const { w, one, two, add, get } = queueWorld();
  const id = add();
  get(two, { id, lock: { write: true } });
  const params = { queue: QUEUE, id };
  assert.is(w.waits(processedRule, params, one).resource, id);
  w.do(failRule, { queue: QUEUE, id, reason: 'bad', retry: false }, two);
  w.refused('ResourceNotFound', processedRule, params, one);
  const again: typeof processedRule = (view, p, ctx) => processedRule(view, p, { ...ctx, waited: true });
  assert.is(w.do(again, params, one).status, 'error');
  w.refused('ResourceNotFound', again, { queue: QUEUE, id: 'i_none' }, one);
});

t('Q36: markProcessedMany marks what can be marked at once, waits for nobody, and names the others', () => {
  const { w, ada, one, two, add, get, row, userLock, counts, history } = queueWorld(3);
  const names = ['free', 'mine', 'dated', 'read', 'written', 'hidden'] as const;
  const ids = Object.fromEntries(names.map((name) => [name, add()])) as Record<(typeof names)[number], string>;
  w.do(createQueue, { name: 'other' }, ada);
  const elsewhere = w.do(addRule, { queue: 'other', value: 1 }, ada).id;
  get(one, { id: ids.mine, lock: { read: true, write: true } });
  get(one, { id: ids.dated, lock: { read: { until: START + 100 } } });
  userLock(ids.read, 'read');
  get(two, { id: ids.written, lock: { write: true } });
  w.do(processedRule, { queue: QUEUE, id: ids.hidden }, two);
  w.now += 7;
  const asked = { queue: QUEUE, ids: [...Object.values(ids), 'i_none', elsewhere, ids.free] };
  const { updated, others } = w.do(processedManyRule, asked, one);
  assert.is(updated, START + 7);
  assert.equal(
    others.map(({ id, now }) => [id, now?.status, now?.readLock?.owner.name]),
    [
      [ids.read, 'processed', 'Ada'],
      ...[ids.written, ids.hidden, 'i_none', elsewhere, ids.free].map((id) => [id, undefined, undefined]),
    ],
  );
  for (const name of ['free', 'mine', 'dated', 'read'] as const) {
    const { status, editor, writeOwner, readOwner } = row(ids[name]);
    assert.equal([status, editor.run, writeOwner], ['processed', 'r_1', ''], name);
    assert.is(readOwner, name === 'read' ? 'user:u_ada' : '', name);
    assert.is(history(ids[name]).at(-1)?.kind, 'processed', name);
  }
  assert.equal([row(ids.written).status, row(elsewhere).status], ['in_progress', 'new']);
  assert.equal(counts(), { new: 0, in_progress: 1, processed: 5, error: 0 });
});

t('Q48: every action leaves a row with who, when and what', () => {
  const { w, one, two, add, get, lock, history } = queueWorld(5);
  const id = add({ value: 1, tags: ['a'], lock: { read: { until: START + 1 } } });
  w.now += 10;
  get(one, { id, lock: { write: true } });
  w.do(updateRule, { queue: QUEUE, id, value: 2, priority: 9 }, one);
  lock(one, id, { read: { until: START + 500 } });
  w.do(unlockRule, { queue: QUEUE, id, kinds: { read: true, write: true } }, one);
  w.do(failRule, { queue: QUEUE, id, reason: 'window gone' }, one);
  w.now += 10;
  w.do(processedRule, { queue: QUEUE, id }, two);
  const rows = history(id).map(({ kind, run, at, detail }) => ({ kind, run, at: at - START, detail }));
  assert.equal(rows, [
    { kind: 'created', run: '', at: 0, detail: { locks: { read: { until: START + 1 } } } },
    { kind: 'taken', run: 'r_1', at: 10, detail: { locks: { write: true } } },
    {
      kind: 'updated',
      run: 'r_1',
      at: 10,
      detail: { value: { before: 1, after: 2 }, priority: { before: 0, after: 9 } },
    },
    { kind: 'locked', run: 'r_1', at: 10, detail: { locks: { read: { until: START + 500 } } } },
    { kind: 'unlocked', run: 'r_1', at: 10, detail: { locks: { read: { until: START + 500 }, write: true } } },
    {
      kind: 'failed',
      run: 'r_1',
      at: 10,
      detail: { reason: 'window gone', counted: true, status: 'new', attemptsLeft: 4 },
    },
    { kind: 'processed', run: 'r_2', at: 20, detail: {} },
  ]);
});

t('S11, P3: a run that ended, is not yet running, or was given out again changes nothing', () => {
  const { w, one, add } = queueWorld();
  const id = add();
  const calls = [
    () => w.refused('RunEnded', getRule, { queue: QUEUE, id }, one),
    () => w.refused('RunEnded', updateRule, { queue: QUEUE, id, value: 1 }, one),
    () => w.refused('RunEnded', lockRule, { queue: QUEUE, id, lock: { read: true } }, one),
    () => w.refused('RunEnded', unlockRule, { queue: QUEUE, id, kinds: { read: true } }, one),
    () => w.refused('RunEnded', processedRule, { queue: QUEUE, id }, one),
    () => w.refused('RunEnded', failRule, { queue: QUEUE, id, reason: '' }, one),
  ];
  const states = [
    { state: 'succeeded', open: 0 },
    { state: 'assigned' },
    { state: 'running', open: 1, epoch: 8 },
  ] as const;
  for (const change of states) {
    w.patch('run', 'r_1', change);
    for (const call of calls) call();
  }
});

t.run();
