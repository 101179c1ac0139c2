/** The account is not blind: each thing that may go wrong is planted once and must be named. */
import * as assert from 'uvu/assert';
import { accountOf, type Facts, problemsOf, readLedger, rowsOf } from '../../bin/drill/account.ts';
import { suite } from '../support/suite.ts';

const t = suite('the account of faults and drills');

const entries = [
  { did: 'spawned', run: 'r_1' },
  { did: 'line', run: 'r_1', text: '1 begin' },
  { did: 'effect', run: 'r_1', item: 'i_1' },
  { did: 'processed', run: 'r_1', item: 'i_1' },
  { did: 'line', run: 'r_1', text: '2 end' },
  { did: 'attached', run: 'r_1', name: 'proof.bin', sha256: 'abc' },
];

/** One job whose run did one of two items, told by the books and by the coordinator alike. */
const balanced = (): Facts => ({
  ledger: readLedger(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
  recorded: {
    jobs: [{ state: 'succeeded', ended: true, owned: false }],
    runs: [
      {
        id: 'r_1',
        reason: 'completed',
        lines: ['1 begin', '2 end'],
        holes: 0,
        files: [{ name: 'proof.bin', complete: true, sha256: 'abc' }],
      },
    ],
    items: [
      { id: 'i_1', key: 'k1', status: 'processed', timesProcessed: 1 },
      { id: 'i_2', key: 'k2', status: 'new', timesProcessed: 0 },
    ],
  },
  added: ['k1', 'k2'],
  alive: [],
});

t('what balances has no problem, and says so in its rows', () => {
  const account = accountOf(balanced());
  assert.equal(problemsOf(account), []);
  const rows = Object.fromEntries(rowsOf(account));
  assert.is(rows['items in = processed + error + waiting'], '2 = 1 + 0 + 1');
  assert.is(rows.jobs, '1 succeeded; open: 0 with owner and deadline, 0 without');
});

const planted: [string, (facts: Facts) => void, string][] = [
  [
    'a job that nobody has',
    ({ recorded }) => recorded.jobs.push({ state: 'running', ended: false, owned: false }),
    '1 open jobs have no owner',
  ],
  ['a second spawn', ({ ledger }) => ledger.spawned.set('r_1', 2), 'a run instance was spawned 2 times'],
  ['a line twice', ({ recorded }) => recorded.runs[0]!.lines.push('2 end'), '1 log lines are there twice'],
  ['a missing line', ({ recorded }) => recorded.runs[0]!.lines.shift(), '1 log lines are missing'],
  ['lines in another order', ({ recorded }) => recorded.runs[0]!.lines.reverse(), 'the log of 1 runs is not in order'],
  [
    'a hole in the positions',
    ({ recorded }) => Object.assign(recorded.runs[0]!, { holes: 1 }),
    '1 log lines are missing',
  ],
  ['an item that vanished', ({ recorded }) => recorded.items.pop(), '2 items in, but 1 + 0 + 0 are there'],
  ['an effect twice', ({ ledger }) => ledger.effects.set('i_1', 2), '1 things were done twice'],
  [
    'an item that is there twice',
    ({ recorded }) => recorded.items.push({ id: 'i_3', key: 'k2', status: 'new', timesProcessed: 0 }),
    '1 things were done twice',
  ],
  [
    'an acknowledged end that is lost',
    ({ recorded }) => Object.assign(recorded.items[0]!, { status: 'new' }),
    '1 acknowledged commands are lost',
  ],
  [
    'a file with other bytes',
    ({ recorded }) => Object.assign(recorded.runs[0]!.files[0]!, { sha256: 'xyz' }),
    'evidence: proof.bin of r_1 has other bytes',
  ],
  [
    'a file that is not complete',
    ({ recorded }) => Object.assign(recorded.runs[0]!.files[0]!, { complete: false }),
    'evidence: proof.bin of r_1 is not complete',
  ],
  [
    'a file that never came',
    ({ recorded }) => recorded.runs[0]!.files.pop(),
    'evidence: proof.bin of r_1 is not there',
  ],
  [
    'a video with a gap',
    ({ recorded }) => Object.assign(recorded.runs[0]!, { videoGap: 'it cannot be played' }),
    'evidence: video of r_1: it cannot be played',
  ],
  ['a process that lives', ({ alive }) => alive.push('17 sleep'), '1 processes of runs are alive: 17 sleep'],
];

for (const [what, plant, problem] of planted)
  t(`names ${what}`, () => {
    const facts = balanced();
    plant(facts);
    const problems = problemsOf(accountOf(facts));
    assert.ok(problems.includes(problem), problems.join('; ') || 'nothing was noticed');
  });

t('the tail that died with a killed supervisor is counted apart; a hole in the middle is not', () => {
  const facts = balanced();
  const run = facts.recorded.runs[0]!;
  run.reason = 'supervisor-vanished';
  run.lines = ['1 begin'];
  assert.is(accountOf(facts).lines.cutOff, 1);
  assert.equal(problemsOf(accountOf(facts)), []);
  run.reason = 'agent-lost'; // its agent killed it when the coordinator had given the run up
  assert.equal([accountOf(facts).lines.cutOff, problemsOf(accountOf(facts))], [1, []]);
  run.lines = ['2 end'];
  assert.ok(problemsOf(accountOf(facts)).includes('1 log lines are missing'));
});

t.run();
