/** What the tiny model knows of a verb: what to ask at random, what it is about, what it does. */
import type fc from 'fast-check';
import type { Asker, Item, Params } from './item.ts';
import type { Model } from './model.ts';

export interface Verb {
  /** Random parameters; `nth`, `{in}` and ranges are made real by `resolved` when they are sent. */
  asks: fc.Arbitrary<Record<string, unknown>>;
  /** How often, next to the others. */
  weight: number;
  /** By users as well as by robots; or by users alone. */
  who: 'robots' | 'both' | 'people';
  /** What it would be about; throws `Refused` or `WAITS`. Changes nothing. */
  aims(m: Model, p: Params, a: Asker): Item[];
  /** Carries it out; what the answer shows. `result` is the coordinator's, for identities alone. */
  does(m: Model, p: Params, a: Asker, result: unknown): Item[];
}
