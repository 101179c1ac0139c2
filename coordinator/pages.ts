/** Pages of lists: put together for readers who want a whole list, and as answers carry them. */
import type { Core } from './core.ts';
import type { ListName, ListPage, ListParams } from './store/lists.ts';

/** Rows of one page while a whole list is put together. */
const PORTION = 500;

export const paged = <T>(items: T[], next: string | undefined): { items: T[]; next?: string } =>
  next === undefined ? { items } : { items, next };

/** All rows of a list, page by page, up to `most`. */
export async function upTo<L extends ListName>(
  core: Pick<Core, 'store'>,
  list: L,
  of: object,
  most: number,
): Promise<ListPage<L>['items']> {
  const rows: ListPage<L>['items'] = [];
  let after: string | undefined;
  do {
    const params = { ...of, after, limit: PORTION } as unknown as ListParams<L>;
    const page = await core.store.query(list, params);
    rows.push(...page.items);
    after = page.next;
  } while (after !== undefined && rows.length < most);
  return rows;
}
