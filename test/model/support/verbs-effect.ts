/** The effect journal as the tiny model knows it (S9): intent before, result after, and a person's word where neither is known. */
import fc from 'fast-check';
import { maybe, nth, queue } from './asks.ts';
import { type Asker, type Effect, type Item, type Params, Refused } from './item.ts';
import type { Model } from './model.ts';
import { running, theLive, theOne } from './steps.ts';
import type { Verb } from './verb.ts';

const name = fc.constantFrom('mail', 'post');
const result = fc.constantFrom('first', 'second');

function begun(m: Model, p: Params, a: Asker): [Item, Effect] {
  running(m, a);
  const found = theOne(m, p);
  const effect = found.effects.get(p.name as string);
  if (!effect) throw new Refused('ValidationError');
  return [found, effect];
}

function keep(found: Item, p: Params, effect: Effect | undefined): void {
  if (effect) found.effects.set(p.name as string, effect);
  else found.effects.delete(p.name as string);
  found.history.push('effect');
}

export const effectVerbs: Record<string, Verb> = {
  'effect.intend': {
    asks: fc.record({ queue, nth, name, again: maybe(fc.constant(true)) }),
    ...{ weight: 2, who: 'robots' },
    aims: (m, p, a) => {
      running(m, a);
      const found = theLive(m, p);
      const known = found.effects.get(p.name as string);
      if (known && !known.done && p.again !== true) throw new Refused('EffectUnknown');
      return [found];
    },
    does: (m, p, a) => {
      const [found] = effectVerbs['effect.intend']!.aims(m, p, a);
      if (!found!.effects.get(p.name as string)?.done) keep(found!, p, { run: a.run, done: false, result: undefined });
      return [];
    },
  },
  'effect.done': {
    asks: fc.record({ queue, nth, name, result }),
    ...{ weight: 2, who: 'robots' },
    aims: (m, p, a) => {
      const [found, effect] = begun(m, p, a);
      if (effect.run !== a.run) throw new Refused('Conflict');
      return [found];
    },
    does: (m, p, a) => {
      const [found] = effectVerbs['effect.done']!.aims(m, p, a);
      keep(found!, p, { run: a.run, done: true, result: p.result });
      return [];
    },
  },
  'effect.settle': {
    asks: fc
      .record({ queue, nth, name, result: maybe(result) })
      .map((one) => (one.result ? one : { ...one, forget: true })),
    ...{ weight: 1, who: 'people' },
    aims: (m, p, a) => [begun(m, p, a)[0]],
    does: (m, p, a) => {
      const [found, effect] = begun(m, p, a);
      keep(found, p, p.forget ? undefined : { ...effect, done: true, result: p.result });
      return [];
    },
  },
};
