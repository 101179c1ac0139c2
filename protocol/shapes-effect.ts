/** What an effect of a resource looks like from outside (S9). */
import { z } from 'zod';
import { Author, Instant, JsonValue } from './fields.ts';

/** One entry of a resource's effect journal (S9): what a script does once, whichever run takes the resource. */
export const EffectView = z.strictObject({
  name: z.string(),
  /** `intended`: begun, and nobody said yet what came of it. */
  state: z.enum(['intended', 'done']),
  /** Who began it or, once it is done, who said so. */
  by: Author,
  at: Instant,
  /** Only when done. */
  result: JsonValue.optional(),
});
export type EffectView = z.output<typeof EffectView>;
