/** Which resources are listed: the filter as it stands in the address, and as verbs take it. */
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { ResourceStatus } from '../../../protocol/fields.ts';
import { useAddressQuery } from '../../app/address.ts';
import { statuses } from './Counts.tsx';

/** The filter of lists, exports and bulk edits. */
export type Where = ParamsIn<'bulk.preview'>['where'];

/** What the filter's form holds besides statuses and text, which have fields of their own in the page. */
export interface MoreFilter {
  tags: string[];
  key: string;
  author: string;
  editor: string;
  locked: boolean | undefined;
  priorityFrom: number | undefined;
  priorityTo: number | undefined;
  createdFrom: number | undefined;
  createdTo: number | undefined;
  updatedFrom: number | undefined;
  updatedTo: number | undefined;
}

export const numbers = [
  'priorityFrom',
  'priorityTo',
  'createdFrom',
  'createdTo',
  'updatedFrom',
  'updatedTo',
] as const satisfies (keyof MoreFilter)[];

/** No tag holds a line break (Q3). */
const BETWEEN_TAGS = '\n';

export function useFilter() {
  const [query, change] = useAddressQuery();
  const listed = query.get('status')?.split(',') ?? [];
  const status = statuses.filter((one) => listed.includes(one));
  const more = moreOf(query);
  const text = query.get('text') ?? undefined;
  return {
    status,
    more,
    where: whereOf(status, text, more),
    setStatus: (next: ResourceStatus[]) => change({ status: next.join(','), after: undefined }),
    setMore: (next: MoreFilter) => change({ ...asQuery(next), after: undefined }),
  };
}

function moreOf(query: URLSearchParams): MoreFilter {
  const locked = query.get('locked');
  const whole = (name: string) => (/^\d+$/.test(query.get(name) ?? '') ? Number(query.get(name)) : undefined);
  return {
    tags: query.get('tags')?.split(BETWEEN_TAGS) ?? [],
    key: query.get('key') ?? '',
    author: query.get('author') ?? '',
    editor: query.get('editor') ?? '',
    locked: locked === 'true' ? true : locked === 'false' ? false : undefined,
    priorityFrom: whole('priorityFrom'),
    priorityTo: whole('priorityTo'),
    createdFrom: whole('createdFrom'),
    createdTo: whole('createdTo'),
    updatedFrom: whole('updatedFrom'),
    updatedTo: whole('updatedTo'),
  };
}

const asQuery = (more: MoreFilter): Record<string, string | undefined> => ({
  ...Object.fromEntries(numbers.map((name) => [name, more[name]?.toString()])),
  tags: more.tags.join(BETWEEN_TAGS),
  key: more.key.trim(),
  author: more.author.trim(),
  editor: more.editor.trim(),
  locked: more.locked?.toString(),
});

/** Without what says nothing. */
export function whereOf(status: ResourceStatus[], text: string | undefined, more: MoreFilter): Where {
  const { tags, key, author, editor, ...rest } = more;
  const all = {
    ...rest,
    status: status.length > 0 ? status : undefined,
    text,
    tags: tags.length > 0 ? tags : undefined,
    key: key || undefined,
    author: author || undefined,
    editor: editor || undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export const noMore: MoreFilter = moreOf(new URLSearchParams());

/** How many parts of the form say something. */
export const saysHowMany = ({ tags, key, author, editor, locked, ...ranges }: MoreFilter): number =>
  [
    tags.length > 0,
    key !== '',
    author !== '',
    editor !== '',
    locked !== undefined,
    ...Object.values(ranges).map((n) => n !== undefined),
  ].filter(Boolean).length;
