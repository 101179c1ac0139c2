/**
 * The tags of what searches may find: one row of `tagged` for each tag of a resource that is live and not read-locked. Kept
 * by the door of resources; what has no tags costs nothing, nor does a take that leaves no tags behind.
 */
import type { ResourceRow, TaggedRow } from './rows.ts';
import type { View } from './view.ts';

type Tagged = Readonly<Pick<ResourceRow, 'id' | 'queue' | 'live' | 'readOwner' | 'tags' | 'priority'>>;
const NONE: readonly string[] = [];

/** The tags by which this resource is found. Locks are judged as they are stored, as no row can know the time. */
const tagsOf = (row: Tagged | undefined): readonly string[] =>
  row?.live === 1 && row.readOwner === '' ? row.tags : NONE;

/** Writes what is different by which tags a resource is found when `before` becomes `after`; absent = it is not there. */
export function settleTags(view: View, before: Tagged | undefined, after: Tagged | undefined): void {
  const [was, is] = [tagsOf(before), tagsOf(after)];
  if (was.length === 0 && is.length === 0) return;
  const moved = before?.priority !== after?.priority;
  if (was === is && !moved) return;
  for (const tag of was) if (!is.includes(tag)) view.drop('tagged', taggedId(before!, tag));
  for (const tag of is)
    if (moved || !was.includes(tag))
      view.put('tagged', { id: taggedId(after!, tag), queue: after!.queue, tag, priority: after!.priority });
}

const taggedId = ({ id }: Pick<ResourceRow, 'id'>, tag: string): string => `${id}:${tag}`;

/** The id of the resource that has the tag. */
export const taggedResource = ({ id, tag }: Readonly<TaggedRow>): string => id.slice(0, -1 - tag.length);
