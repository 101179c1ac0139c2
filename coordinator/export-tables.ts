/** Rows of the console's tables as a stream of text, in the order of their list: a page at a time, however many there are. */
import type { Params } from '../protocol/contract.ts';
import type { ExportFormat } from '../protocol/export-rows.ts';
import { type ExportedVerb, type Row, tableHeader, tableRow } from '../protocol/export-tables.ts';
import type { Core } from './core.ts';
import { robotView } from './domain/robot-view.ts';
import { searchJobs } from './job-search.ts';
import { listed } from './listing.ts';
import { auditPage } from './reads-audit.ts';
import { jobsAsShown } from './reads-job.ts';
import { robots } from './reads-lists.ts';

/** Jobs of one portion, and rows that are looked at for it. */
const PORTION = 200;
const LOOKED = 2_000;

export type Filter<V extends ExportedVerb> = Omit<Params<V>, 'after' | 'limit'>;
type Pages<V extends ExportedVerb> = (core: Core, workspace: string, filter: Filter<V>) => AsyncGenerator<Row<V>[]>;

/** Begun already: a filter that leads to nothing was refused before the first byte is sent. */
export async function exportTable<V extends ExportedVerb>(
  core: Core,
  { verb, workspace, filter, format }: { verb: V; workspace: string; filter: Filter<V>; format: ExportFormat },
): Promise<AsyncGenerator<string>> {
  const pages = pagesOf[verb](core, workspace, filter);
  const first = await pages.next();
  return textOf(verb, format, first.done ? [] : first.value, pages);
}

async function* textOf<V extends ExportedVerb>(
  verb: V,
  format: ExportFormat,
  first: Row<V>[],
  rest: AsyncGenerator<Row<V>[]>,
): AsyncGenerator<string> {
  const line = (row: Row<V>) => (format === 'csv' ? tableRow(verb, row) : `${JSON.stringify(row)}\n`);
  const text = (rows: Row<V>[]) => rows.map(line).join('');
  yield (format === 'csv' ? tableHeader(verb) : '') + text(first);
  for await (const rows of rest) if (rows.length > 0) yield text(rows);
}

const pagesOf: { [V in ExportedVerb]: Pages<V> } = {
  async *'job.list'(core, workspace, { sort, dir, startAt, ...where }) {
    let after: string | undefined;
    do {
      const search = { workspace, where, sort, dir, startAt };
      const { rows, next } = await searchJobs(core, search, { after, limit: PORTION, look: LOOKED });
      yield await jobsAsShown(core, rows);
      after = next;
    } while (after !== undefined);
  },
  async *'audit.list'(core, workspace, filter) {
    let after: string | undefined;
    do {
      const { items, next } = await auditPage(core, { ...filter, limit: PORTION, after }, workspace);
      yield items;
      after = next;
    } while (after !== undefined);
  },
  async *'robot.list'(core, workspace, filter) {
    const listing = await core.store.read((view) => robots(view, workspace, filter, core.clock.now()));
    let after: string | undefined;
    do {
      const { rows, next } = await listed(core, listing, { ...filter, after });
      for (let n = 0; n < rows.length; n += PORTION) {
        const now = core.clock.now();
        yield await core.store.read((view) => rows.slice(n, n + PORTION).map((row) => robotView(view, row, now)));
      }
      after = next;
    } while (after !== undefined);
  },
};
