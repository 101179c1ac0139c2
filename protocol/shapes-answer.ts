/** Resources as actions on them answer: less than a person sees, for a script that acts many times a second. */
import { z } from 'zod';
import { Author, JsonValue } from './fields.ts';
import { ResourceView } from './shapes.ts';

/**
 * What an action on a resource answers. A script gets neither author nor editor, and of a lock's owner no machine and no
 * account: it acts many times a second, and they would be most of the answer. `resource.peek` gives everything.
 */
export const ResourceAnswer = z.strictObject({
  ...ResourceView.shape,
  author: Author.optional(),
  editor: Author.optional(),
});
/** A resource as a take hands it to a script. */
export const TakenResource = z.strictObject({ ...ResourceAnswer.shape, value: JsonValue });

export type ResourceAnswer = z.output<typeof ResourceAnswer>;
export type TakenResource = z.output<typeof TakenResource>;
