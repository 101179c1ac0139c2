/** All rows of a list, page after page: what a command prints is never a part that looks like the whole. */
import type { ParamsIn, Result, VerbName } from '../protocol/contract.ts';
import type { Api } from './api.ts';

/** Verbs that answer page by page and say how many there are. */
type ListVerb = {
  [V in VerbName]: Result<V> extends { items: unknown[]; next?: string | undefined; total: number } ? V : never;
}[VerbName];
type RowOf<V extends ListVerb> = Result<V> extends { items: (infer Row)[] } ? Row : never;

/** In pages as large as the coordinator gives them: few things are here by one request. */
export async function everyRow<V extends ListVerb>(
  { call }: Pick<Api, 'call'>,
  verb: V,
  params: Omit<ParamsIn<V>, 'after' | 'limit'>,
): Promise<RowOf<V>[]> {
  const rows: RowOf<V>[] = [];
  let after: string | undefined;
  do {
    const asked = { ...params, ...(after === undefined ? {} : { after }) } as unknown as ParamsIn<V>;
    const page = (await call(verb, asked)) as { items: RowOf<V>[]; next?: string };
    rows.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return rows;
}
