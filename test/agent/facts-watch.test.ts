/** Facts that change while an agent is connected (J8): told when they matter, again when they could not be told. */
import * as assert from 'uvu/assert';
import { FactsWatch } from '../../agent/facts-watch.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import { fakeFacts } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('facts that change');

function watched(tell: (facts: Facts) => Promise<unknown>) {
  const seen = { facts: fakeFacts({ freeDiskMb: 10_000 }), looks: 0, troubles: [] as string[] };
  const watch = new FactsWatch({
    everyMs: 1,
    read: async () => {
      seen.looks++;
      return seen.facts;
    },
    tell,
    onTrouble: (error) => void seen.troubles.push(error.message),
  });
  return { seen, watch };
}
/** Resolves after several more looks. */
const looked = (seen: { looks: number }) => {
  const before = seen.looks;
  return until('it looked again', () => seen.looks > before + 3);
};

t('a disk that moved by a tenth is told, noise is not; anything else is', async () => {
  const told: Facts[] = [];
  const { seen, watch } = watched(async (facts) => told.push(facts));
  watch.told(seen.facts);
  watch.start();
  try {
    seen.facts = { ...seen.facts, freeDiskMb: 9_100 };
    await looked(seen);
    assert.is(told.length, 0);
    seen.facts = { ...seen.facts, freeDiskMb: 8_900 };
    await until('it is told', () => told.length === 1);
    seen.facts = { ...seen.facts, screenSize: '1024x768' };
    await until('it is told', () => told.length === 2);
    await looked(seen);
    assert.equal(
      told.map((f) => [f.freeDiskMb, f.screenSize]),
      [
        [8_900, undefined],
        [8_900, '1024x768'],
      ],
    );
  } finally {
    watch.stop();
  }
});

t('what could not be told is told later; before a hello nothing is', async () => {
  let away = true;
  const told: Facts[] = [];
  const { seen, watch } = watched(async (facts) => {
    if (away) throw new Error('nobody answers');
    told.push(facts);
  });
  watch.start();
  try {
    watch.told(seen.facts);
    seen.facts = { ...seen.facts, labels: ['new'] };
    await until('it was tried', () => seen.troubles.length > 1);
    away = false;
    await until('it is told', () => told.length === 1);
    await looked(seen);
    assert.equal([told.length, told[0]!.labels], [1, ['new']]);
  } finally {
    watch.stop();
  }
});

t.run();
