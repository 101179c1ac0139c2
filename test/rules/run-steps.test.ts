/** Steps of a run: any number of them is kept and read by position (E1, E4), within bounds, and goes with the log (E17). */
import * as assert from 'uvu/assert';
import { stepsFrom, stepsLeft } from '../../coordinator/domain/run-steps.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('steps of a run');

const begin = (step: number): RunEntry => ({ kind: 'step', step, name: `step ${step}` });
const end = (step: number, ms: number, error?: string): RunEntry => ({
  ...{ kind: 'step-end', step, ok: step % 2 === 0, ms },
  ...(error === undefined ? {} : { error }),
});
const range = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, i) => from + i);
/** Entries of one report at most. */
const PORTION = 500;

function setup() {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  f.run(f.deploy().name);
  const run = f.start(robot);
  const row = () => f.world.row('run', run.id);
  const report = (entries: RunEntry[]) => {
    for (let at = 0; at < entries.length; at += PORTION) f.report(run, ...entries.slice(at, at + PORTION));
  };
  /** Whole steps, each with its number as its ms. */
  const steps = (from: number, until: number) => report(range(from, until).flatMap((n) => [begin(n), end(n, n)]));
  const shown = (from: number, limit: number) =>
    stepsFrom(f.world.view, row(), from, limit).map(({ n, name, ok, ms, error }) => [n, name, ok, ms, error]);
  return { f, run, row, report, steps, shown };
}

t('E1: steps after the first thousand are kept, too, and those that end later', () => {
  const { row, report, steps, shown } = setup();
  steps(1, 999);
  report([begin(1_000), begin(1_001), begin(1_002)]);
  report([end(1_002, 7, 'no button'), end(1_000, 8), end(1_001, 9)]);
  steps(1_003, 1_300);
  report([begin(1_301)]);
  assert.equal([row().stepCount, row().steps.length, row().openSteps?.length], [1_301, 1_000, 1]);
  assert.equal(shown(999, 4), [
    [999, 'step 999', false, 999, undefined],
    [1_000, 'step 1000', true, 8, undefined],
    [1_001, 'step 1001', false, 9, undefined],
    [1_002, 'step 1002', true, 7, 'no button'],
  ]);
  assert.equal(shown(1_300, 50), [
    [1_300, 'step 1300', true, 1_300, undefined],
    [1_301, 'step 1301', undefined, undefined, undefined],
  ]);
  assert.equal(shown(1_302, 5), []);
});

t('a script that never ends its steps does not make the row of its run grow', () => {
  const { row, report, shown } = setup();
  report(range(1, 1_500).map(begin));
  assert.equal([row().steps.length, row().openSteps?.length, row().stepCount], [1_000, 100, 1_500]);
  report([end(1_500, 5), end(1_402, 6), end(1_200, 7)]);
  const ms = [1_500, 1_402, 1_200].map((n) => shown(n, 1)[0]![3]);
  assert.equal(ms, [5, 6, undefined]);
});

t('a step number used again is that of its latest step', () => {
  const { report, steps, shown } = setup();
  steps(1, 1_000);
  report([begin(7), begin(7), end(7, 70), end(7, 71)]);
  assert.equal(
    shown(1_001, 2).map(([, name, , ms]) => [name, ms]),
    [
      ['step 7', 71],
      ['step 7', 70],
    ],
  );
  assert.is(shown(7, 1)[0]![3], 7, 'the first one stays as it ended');
});

t('E17: later steps weigh and go with the log, the first thousand stay with the run', () => {
  const { f, run, row, report, steps, shown } = setup();
  steps(1, 1_000);
  assert.is(row().logBytes, 0);
  steps(1_001, 1_300);
  assert.ok(row().logBytes > 300 * 80, String(row().logBytes));
  report([{ kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 }]);
  let portions = 1;
  while (f.do('log.forget', { run: run.id, limit: 150 }).left) portions++;
  assert.equal([portions, f.world.all('step').length, row().logBytes], [3, 0, 0]);
  assert.equal([shown(999, 9).length, stepsLeft(row()), row().stepCount], [2, 1_000, 1_300]);
});

t.run();
