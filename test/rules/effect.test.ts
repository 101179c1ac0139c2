import * as assert from 'uvu/assert';
import { effectsOf, effectView } from '../../coordinator/domain/effect-journal.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { MAX_EFFECTS } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import {
  deleteRule,
  doneRule,
  intendRule,
  processedRule,
  QUEUE,
  queueWorld,
  settleRule,
} from './support/queue-world.ts';
import { START } from './support/world.ts';

const t = suite('effects that happen once');
const NAME = 'post invoice';

function journal() {
  const q = queueWorld();
  const id = q.add();
  const one = { queue: QUEUE, id, name: NAME };
  return {
    ...q,
    id,
    effect: one,
    intend: (who: Principal, extra: object = {}) => q.w.do(intendRule, { ...one, ...extra }, who),
    done: (who: Principal, result: string | null = 'no. 17') => q.w.do(doneRule, { ...one, result }, who),
    effects: () => effectsOf(q.w.view, id).map(effectView),
  };
}

t('S9: go is said once; after the result the next robot gets it instead of doing it again', () => {
  const j = journal();
  assert.equal(j.intend(j.one), { state: 'go' });
  assert.equal(j.effects(), [{ name: NAME, state: 'intended', by: j.effects()[0]!.by, at: START }]);
  j.w.now += 5;
  assert.is(j.done(j.one).result, 'no. 17');
  assert.equal(j.intend(j.two), { state: 'done', result: 'no. 17' });
  assert.equal(j.intend(j.one), { state: 'done', result: 'no. 17' });
  const [effect] = j.effects();
  assert.equal([effect!.state, effect!.at, effect!.by.name], ['done', START + 5, 'robot of r_1']);
});

t('S9: an intent without a result is EffectUnknown, for this run too, and says what a person does next', () => {
  const j = journal();
  j.intend(j.one);
  for (const who of [j.one, j.two]) {
    const { message } = j.w.refused('EffectUnknown', intendRule, j.effect, who);
    assert.match(message, `"${NAME}" of the resource ${j.id} was begun by robot of r_1`);
    assert.match(message, 'gantry resource settle');
  }
});

t('S9: a person says that it was done, with its result; or that it shall be done again', () => {
  const j = journal();
  j.intend(j.one);
  assert.equal(j.w.do(settleRule, { ...j.effect, result: { no: 3 } }, j.ada).effect?.result, { no: 3 });
  assert.equal(j.intend(j.two), { state: 'done', result: { no: 3 } });
  assert.equal(j.w.do(settleRule, { ...j.effect, forget: true }, j.ada), {});
  assert.equal(j.intend(j.two), { state: 'go' });
});

t('S9: a script that looked itself takes an open intent over; the run before may not finish it any more', () => {
  const j = journal();
  j.intend(j.one);
  assert.equal(j.intend(j.two, { again: true }), { state: 'go' });
  j.w.refused('Conflict', doneRule, { ...j.effect, result: 1 }, j.one);
  j.done(j.two, 'x');
  assert.equal(j.intend(j.one, { again: true }), { state: 'done', result: 'x' }, 'what is done stays done');
});

t('S9: the result counts although the resource was finished meanwhile; a new intent needs a live one (Q11)', () => {
  const j = journal();
  j.intend(j.one);
  j.w.do(processedRule, { queue: QUEUE, id: j.id }, j.two);
  assert.is(j.done(j.one, null).state, 'done');
  j.w.refused('ResourceNotFound', intendRule, { ...j.effect, name: 'other' }, j.one);
});

t('S9: names are apart, effects go with the resource, and the history tells', () => {
  const j = journal();
  j.intend(j.one);
  j.intend(j.one, { name: 'send mail' });
  j.done(j.one);
  assert.equal(
    j.effects().map((e) => [e.name, e.state]),
    [
      [NAME, 'done'],
      ['send mail', 'intended'],
    ],
  );
  const events = j.history(j.id).filter((event) => event.kind === 'effect');
  assert.equal(
    events.map((event) => event.detail),
    [
      { name: NAME, state: 'intended' },
      { name: 'send mail', state: 'intended' },
      { name: NAME, state: 'done', result: 'no. 17' },
    ],
  );
  j.w.do(deleteRule, { queue: QUEUE, id: j.id }, j.ada);
  assert.is(j.w.all('effect').length, 0);
});

t('S9: bad requests are refused with their field and change nothing', () => {
  const j = journal();
  assert.is(j.w.refused('ValidationError', doneRule, { ...j.effect, result: 1 }, j.one).field, 'name');
  assert.is(j.w.refused('ValidationError', settleRule, { ...j.effect, result: 1 }, j.ada).field, 'name');
  j.intend(j.one);
  assert.is(j.w.refused('ValidationError', settleRule, j.effect, j.ada).field, 'result');
  assert.is(
    j.w.refused('ValidationError', settleRule, { ...j.effect, result: 1, forget: true }, j.ada).field,
    'result',
  );
  assert.is(j.effects()[0]!.state, 'intended');
});

t(`S9: a resource remembers ${MAX_EFFECTS} effects and refuses more`, () => {
  const j = journal();
  for (let n = 0; n < MAX_EFFECTS; n++) j.intend(j.one, { name: `effect ${n}` });
  assert.is(j.w.refused('TooMany', intendRule, { ...j.effect, name: 'one more' }, j.one).field, 'name');
});

t('S11: a run that has ended begins and finishes nothing', () => {
  const j = journal();
  j.intend(j.one);
  j.w.patch('run', 'r_1', { state: 'failed', open: 0 });
  j.w.refused('RunEnded', intendRule, { ...j.effect, name: 'other' }, j.one);
  j.w.refused('RunEnded', doneRule, { ...j.effect, result: 1 }, j.one);
});

t.run();
