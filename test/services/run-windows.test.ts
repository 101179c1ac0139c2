/** A long run's steps and queue actions are read in windows (E1, E4): exact, each once, also while more are added. */
import * as assert from 'uvu/assert';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import type { ResourceEvent } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { withRun } from './support/evidence.ts';
import { refusalOf, type Stage } from './support/stage.ts';

const t = suite('services: windows of a run');

const step = (n: number) => [
  { kind: 'step', step: n, name: `step ${n}` } as const,
  { kind: 'step-end', step: n, ok: true, ms: n } as const,
];
const range = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, i) => from + i);

t('E4: steps of a long run come window by window, each once, while the script goes on', () =>
  withRun({}, async ({ s, supervisor, run }) => {
    for (let first = 1; first <= 2_400; first += 400)
      await supervisor.report(...range(first, first + 399).flatMap(step));
    const found: [number, string, number | undefined][] = [];
    for (let from: number | undefined = 1; from !== undefined; ) {
      const page: Result<'run.steps'> = await s.api('run.steps', { run, from, limit: 300 });
      found.push(...page.steps.map(({ n, name, ms }): [number, string, number | undefined] => [n, name, ms]));
      if (found.length === 600) await supervisor.report(...range(2_401, 2_450).flatMap(step));
      from = page.next;
    }
    assert.equal(
      found,
      range(1, 2_450).map((n) => [n, `step ${n}`, n]),
    );
    const shown = (await s.api('run.show', { run })).run;
    assert.equal([shown.steps.length, shown.stepCount], [1_000, 2_450]);
    assert.equal(await s.api('run.steps', { run, from: 9_999 }), { steps: [], total: 2_450 });
    assert.is((await s.api('run.steps', { run })).steps.length, 200);
    assert.is((await refusalOf(s.api('run.steps', { run: 'r_none' }))).code, 'RunNotFound');
    assert.is((await refusalOf(s.api('run.steps', { run, from: 0 }))).field, 'from');
  }),
);

t('Q48, E4: queue actions of a run come from any event on, both ways, each once, while more are added', () =>
  withRun({}, async ({ s, script, run }) => {
    await s.api('queue.create', { name: 'q' });
    const add = (n: number) =>
      script.call('resource.addMany', { queue: 'q', items: range(1, n).map((value) => ({ value })) });
    for (let portion = 0; portion < 6; portion++) await add(400);
    const all = await walk(s, { run, limit: 500 }, () => add(1));
    const ids = all.map(({ id }) => id);
    assert.equal(ids, [...new Set(ids)].sort(), 'each once, in order');
    assert.is(ids.length, 2_401);
    const shown = await s.api('run.show', { run });
    assert.equal([shown.events.length, shown.moreEvents], [2_000, true]);
    assert.equal(
      shown.events.map(({ id }) => id),
      ids.slice(-2_000),
    );
    const back = await walk(s, { run, limit: 333, dir: 'desc' });
    assert.equal(
      back.map(({ id }) => id),
      ids.toReversed(),
    );
    const middle = all[1_234]!;
    const after = await s.api('run.events', { run, after: middle.id, limit: 3 });
    assert.equal(
      after.items.map(({ id }) => id),
      ids.slice(1_235, 1_238),
    );
    const before = await s.api('run.events', { run, after: middle.id, limit: 3, dir: 'desc' });
    assert.equal(
      before.items.map(({ id }) => id),
      ids.slice(1_231, 1_234).reverse(),
    );
    const later = await s.api('run.events', { run, startAt: middle.at, limit: 500 });
    const earlier = await walk(s, { run, startAt: middle.at, limit: 500, dir: 'desc' });
    assert.is(later.items[0]!.id, ids[earlier.length], 'the two halves meet');
    assert.ok(later.items[0]!.at >= middle.at);
    assert.is((await refusalOf(s.api('run.events', { run: 'r_none' }))).code, 'RunNotFound');
    assert.is((await refusalOf(s.api('run.events', { run, after: 'nonsense' }))).field, 'after');
  }),
);

/** Page by page; `between` happens after the first page. */
async function walk(
  s: Stage,
  params: ParamsIn<'run.events'>,
  between?: () => Promise<unknown>,
): Promise<ResourceEvent[]> {
  const all: ResourceEvent[] = [];
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const page = await s.api('run.events', { ...params, ...(after === undefined ? {} : { after }) });
    all.push(...page.items);
    if (first) await between?.();
    after = page.next;
  }
  return all;
}

t.run();
