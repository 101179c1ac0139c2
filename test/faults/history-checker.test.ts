/** The checker of the history test must reject what it is there to reject: each of these histories has one thing wrong. */
import * as assert from 'uvu/assert';
import type { ResourceEvent } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { type Journal, problemsOf, type Recorded, type Said } from './support/history-checker.ts';

const t = suite('the history checker');

let events = 0;
const event = (kind: ResourceEvent['kind'], run: string, at: number, detail: object = {}): ResourceEvent => ({
  ...{ id: `h_${String(++events).padStart(6, '0')}`, resource: 'i_1', queue: 'q', kind, run, at },
  by: { kind: 'robot', id: run, name: run },
  detail: detail as ResourceEvent['detail'],
});
const said = (op: Said['op'], asked: number, more: Partial<Said> = {}): Said => ({
  op,
  id: 'i_1',
  asked,
  answered: asked + 10,
  ...more,
});

/** One adds, takes, changes and finishes; another one tried in between, and failed before. */
function sound(): { journals: Journal[]; recorded: Recorded[] } {
  const failed = { reason: 'by the dice', counted: true };
  return {
    journals: [
      {
        run: 'r_1',
        said: [
          said('add', 100, { mark: 'a' }),
          said('take', 300),
          said('update', 400, { mark: 'b' }),
          said('processed', 500),
        ],
      },
      {
        run: 'r_2',
        said: [said('take', 200), said('fail', 220), said('take', 450, { id: undefined, refused: 'ResourceNotFound' })],
      },
    ],
    recorded: [
      {
        ...{ id: 'i_1', status: 'processed', value: { mark: 'b' }, attemptsLeft: 4, limit: 5 },
        history: [
          event('created', 'r_1', 105),
          event('taken', 'r_2', 205),
          event('failed', 'r_2', 225, failed),
          event('taken', 'r_1', 305),
          event('updated', 'r_1', 405, { value: { before: { mark: 'a' }, after: { mark: 'b' } } }),
          event('processed', 'r_1', 505),
        ],
      },
    ],
  };
}

type Story = ReturnType<typeof sound>;
/** What is changed in the sound story, and the word that the problem must begin with. */
const wrong: Record<string, { word: string; change: (story: Story) => void }> = {
  'an acknowledged add is not there': { word: 'lost', change: ({ recorded }) => recorded.splice(0) },
  'an acknowledged take is not in the history': { word: 'lost', change: (s) => drop(s, 3) },
  'an acknowledged update is not in the history': { word: 'lost', change: (s) => drop(s, 4) },
  'an acknowledged end is not there': {
    word: 'lost',
    change: (s) => {
      drop(s, 5);
      s.recorded[0]!.status = 'in_progress';
    },
  },
  'one add made two resources': {
    word: 'twice',
    change: ({ recorded }) =>
      recorded.push({
        ...recorded[0]!,
        id: 'i_2',
        status: 'new',
        attemptsLeft: 5,
        history: [event('created', 'r_1', 106)],
      }),
  },
  'one failure was applied twice': {
    word: 'twice',
    change: (s) => insert(s, 3, event('failed', 'r_2', 226, { counted: false })),
  },
  'one end was applied twice': { word: 'ends', change: (s) => insert(s, 6, event('processed', 'r_1', 506)) },
  'it was taken by two at once': {
    word: 'locks',
    change: (s) => {
      s.journals[1]!.said.push(said('take', 310));
      insert(s, 4, event('taken', 'r_2', 315));
    },
  },
  'somebody else ended it': {
    word: 'locks',
    change: (s) => {
      s.journals[1]!.said.push(said('processed', 495));
      s.recorded[0]!.history[5] = event('processed', 'r_2', 500);
      s.journals[0]!.said.pop();
    },
  },
  'it was taken after its end': {
    word: 'ends',
    change: (s) => {
      s.journals[1]!.said.push(said('take', 600));
      insert(s, 6, event('taken', 'r_2', 605));
    },
  },
  'it is processed and nobody did it': {
    word: 'ends',
    change: (s) => {
      drop(s, 5);
      s.journals[0]!.said.pop();
    },
  },
  'a failure cost two attempts': { word: 'attempts', change: ({ recorded }) => (recorded[0]!.attemptsLeft = 3) },
  'it is in error with attempts left': { word: 'attempts', change: ({ recorded }) => (recorded[0]!.status = 'error') },
  'a run that asked nothing took it': { word: 'unasked', change: (s) => insert(s, 3, event('taken', 'r_9', 290)) },
  'it happened before it was asked': { word: 'time', change: ({ recorded }) => (recorded[0]!.history[3]!.at = 150) },
};

const drop = ({ recorded }: Story, at: number): unknown => recorded[0]!.history.splice(at, 1);
const insert = ({ recorded }: Story, at: number, one: ResourceEvent): unknown =>
  recorded[0]!.history.splice(at, 0, one);

t('accepts a history in which all is well', () => {
  const { journals, recorded } = sound();
  assert.equal(problemsOf(journals, recorded), []);
});

t('accepts requests without an answer, whether they had their effect or not', () => {
  const { journals, recorded } = sound();
  delete journals[0]!.said[3]!.answered;
  assert.equal(problemsOf(journals, recorded), []);
  recorded[0]!.history.pop();
  recorded[0]!.status = 'in_progress';
  assert.equal(problemsOf(journals, recorded), []);
});

for (const [name, { word, change }] of Object.entries(wrong))
  t(`rejects: ${name}`, () => {
    const story = sound();
    change(story);
    const problems = problemsOf(story.journals, story.recorded);
    assert.ok(
      problems.some((problem) => problem.startsWith(`${word}: `)),
      `it said ${JSON.stringify(problems)}`,
    );
  });

t.run();
