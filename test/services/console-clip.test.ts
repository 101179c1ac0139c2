import * as assert from 'uvu/assert';
import { itemAttempts } from '../../console/pages/queues/itemAttempts.ts';
import { spanOf } from '../../console/pages/run/span.ts';
import type { ResourceEvent } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';

const t = suite('the clips of a resource');

let n = 0;
const event = (at: number, kind: ResourceEvent['kind'], run?: string): ResourceEvent => ({
  ...{ id: `h_${n++}`, resource: 'i_1', queue: 'q', at, kind, detail: {} },
  by: { kind: run === undefined ? 'user' : 'robot', id: 'b_1', name: 'falcon' },
  ...(run === undefined ? {} : { run }),
});
const spans = (history: ResourceEvent[]) =>
  itemAttempts(history).map(({ run, from, until, end }) => [run, from, until, end?.kind]);

t(
  'E15: each time that a run took a resource is an attempt, the newest first, ended by what the run did with it',
  () => {
    const history = [
      event(10, 'created'),
      event(20, 'taken', 'r_1'),
      event(25, 'updated', 'r_1'),
      event(30, 'failed', 'r_1'),
      event(31, 'released', 'r_1'),
      event(40, 'taken', 'r_1'),
      event(50, 'deferred', 'r_1'),
      event(60, 'edited'),
      event(70, 'taken', 'r_2'),
    ];
    assert.equal(spans(history.toReversed()), [
      ['r_2', 70, undefined, undefined],
      ['r_1', 40, 50, 'deferred'],
      ['r_1', 20, 30, 'failed'],
    ]);
  },
);

t('E15: a clip lies on the run’s axis and is long enough to be seen', () => {
  const on = (from: number | undefined, until: number | undefined) =>
    spanOf({ start: 1_000, duration: 60_000, from, until });
  assert.equal(on(11_000, 21_000), { from: 10_000, until: 20_000 });
  assert.equal(on(11_000, 11_005), { from: 10_000, until: 11_000 });
  assert.equal(on(11_000, undefined), { from: 10_000, until: 60_000 });
  assert.equal(on(500, 999_999), { from: 0, until: 60_000 });
  assert.equal(on(999_999, undefined), { from: 59_000, until: 60_000 });
  assert.is(on(undefined, 21_000), undefined);
});

t.run();
