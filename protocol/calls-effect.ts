/** Verbs of the effect journal (S9): what a script does once per resource, and what people say when nobody knows. */
import { z } from 'zod';
import { EffectName, EffectResult, Id, Name } from './fields.ts';
import { EffectView } from './shapes-effect.ts';
import { write } from './verb.ts';

const one = { queue: Name, id: Id, name: EffectName };

export const callsEffect = {
  'effect.intend': write({
    who: ['script'],
    params: {
      ...one,
      /** The script looked itself and knows that it may go on: an intent without a result is taken over. */
      again: z.boolean().optional(),
    },
    /** `done`: somebody did it before, with this result. */
    result: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('go') }),
      z.strictObject({ state: z.literal('done'), result: EffectResult }),
    ]),
    says: 'About to do what must happen once; `EffectUnknown` when it was begun before and nobody knows what came of it.',
  }),
  'effect.done': write({
    who: ['script'],
    params: { ...one, result: EffectResult },
    result: EffectView,
    says: 'It is done: whoever takes the resource from now on gets this result.',
  }),
  'effect.settle': write({
    who: ['person'],
    params: {
      ...one,
      /** It was done, with this result; */
      result: EffectResult.optional(),
      /** or it was not: the next robot does it (again). */
      forget: z.literal(true).optional(),
    },
    /** Absent when it was forgotten. */
    result: z.strictObject({ effect: EffectView.optional() }),
    http: 'POST /queues/:queue/resources/:id/effect',
    says: 'A person says what came of an effect: its result, or that it shall be done again.',
  }),
};
