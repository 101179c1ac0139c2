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

/**
 * The latest events of a resource or a run, the oldest of them first: up to `most`, or as many as one page can carry when
 * they are large (an event may hold a value of 1 MiB twice). `resource.history` and `run.events` page through all; `more`
 * says that there are older ones.
 */
export async function latestEvents(
  { store }: Pick<Core, 'store'>,
  of: { resource: string } | { run: string },
  most: number,
): Promise<{ events: ListPage<'history'>['items']; more: boolean }> {
  const rows: ListPage<'history'>['items'] = [];
  let after: string | undefined;
  for (let full = PORTION; full === PORTION && rows.length < most; ) {
    const page = await store.query('history', { ...of, dir: 'desc', after, limit: PORTION });
    rows.push(...page.items);
    after = page.next;
    full = after === undefined ? 0 : page.items.length;
  }
  return { events: rows.slice(0, most).reverse(), more: after !== undefined || rows.length > most };
}
