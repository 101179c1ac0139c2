/** What every list of named things takes and gives besides its own filters: part of a name, an order, a page, a count. */
import { z } from 'zod';
import { Count } from './fields.ts';
import { paging } from './verb.ts';

/** A yes or no that may come as text in a query. */
export const flag = z.stringbool().or(z.boolean());

/** `sorts`: what it can be sorted by. Without `limit` and `after` all are given, 5,000 at most, in the order they always had. */
export const listing = <const S extends readonly [string, ...string[]]>(sorts: S) => ({
  ...paging,
  /** Part of a name, whatever the case of its letters. */
  text: z.string().trim().min(1).max(100).optional(),
  sort: z.enum(sorts).optional(),
});

export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    /** Pass as `after` for the next page; absent at the end. */
    next: z.string().optional(),
    /** How many meet the filter, on all pages. */
    total: Count,
  });
