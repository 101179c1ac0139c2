/** What is wrong with a resource to add (Q3), by the rules of the contract's `resource.addMany` but without its schema: for browsers. Pure. */
import type { CheckItem, ImportItem } from './import-rows.ts';
import { jsonProblem, MAX_VALUE_BYTES } from './json-value.ts';

const MAX_TAGS = 100;
export const MAX_TAG_CHARS = 30;
export const MAX_KEY_CHARS = 200;
export const MAX_RESOURCE_PRIORITY = 2_147_483_647;

type Wrong = ReturnType<CheckItem>;

export const checkNewResource: CheckItem = (item) =>
  valueWrong(item) ?? tagsWrong(item) ?? priorityWrong(item) ?? keyWrong(item);

function valueWrong({ value }: ImportItem): Wrong {
  const reason = jsonProblem(value, MAX_VALUE_BYTES);
  return reason === undefined ? undefined : { field: 'value', reason };
}

function tagsWrong({ tags }: ImportItem): Wrong {
  if (tags === undefined) return undefined;
  if (!Array.isArray(tags)) return { field: 'tags', reason: 'must be a list of texts' };
  if (tags.length > MAX_TAGS) return { field: 'tags', reason: `must be at most ${MAX_TAGS}` };
  const at = tags.findIndex((tag) => tagProblem(tag) !== undefined);
  return at < 0 ? undefined : { field: `tags.${at}`, reason: tagProblem(tags[at])! };
}

/** Code points, not UTF-16 units: an emoji counts as one. */
export function tagProblem(tag: unknown): string | undefined {
  if (typeof tag !== 'string') return 'must be a text';
  const length = [...tag.trim()].length;
  if (length === 0 || length > MAX_TAG_CHARS) return `must have 1 to ${MAX_TAG_CHARS} characters`;
  return /\p{Cc}/u.test(tag.trim()) ? 'must not contain control characters' : undefined;
}

function priorityWrong({ priority }: ImportItem): Wrong {
  if (priority === undefined) return undefined;
  const fits = Number.isSafeInteger(priority) && priority >= 0 && priority <= MAX_RESOURCE_PRIORITY;
  return fits ? undefined : { field: 'priority', reason: `must be a whole number from 0 to ${MAX_RESOURCE_PRIORITY}` };
}

function keyWrong({ key }: ImportItem): Wrong {
  if (key === undefined) return undefined;
  const length = typeof key === 'string' ? key.trim().length : 0;
  return length > 0 && length <= MAX_KEY_CHARS
    ? undefined
    : { field: 'key', reason: `must be a text of 1 to ${MAX_KEY_CHARS} characters` };
}
