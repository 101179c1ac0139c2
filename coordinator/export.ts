/** Resources of a queue as a stream of text, oldest first: a portion at a time, however many there are. */
import { setImmediate as turn } from 'node:timers/promises';
import { csvHeader, csvRow, type ExportFormat, fieldsOf, jsonLine } from '../protocol/export-rows.ts';
import type { ResourceWithValue } from '../protocol/shapes.ts';
import type { ResourceWhere } from '../protocol/shapes-bulk.ts';
import type { Core } from './core.ts';
import { resourceWithValue } from './domain/resource-view.ts';
import { meetsWhere } from './domain/resource-where.ts';
import type { QueueRow } from './domain/rows.ts';
import { searchResources } from './resource-search.ts';

/** Resources of one portion, and rows that are looked at for it. */
const PORTION = 250;
const LOOKED = 2_000;
/** Values in memory at once: each may have 1 MiB. */
const VALUES_AT_ONCE = 20;
/** Resources whose fields become columns of CSV: so many, or so many characters of JSON, whichever is less. */
const FIRST_ROWS = 1_000;
const FIRST_CHARS = 4 * 1024 * 1024;

interface Wanted {
  queue: Readonly<QueueRow>;
  where: ResourceWhere;
  format: ExportFormat;
}

/** Each resource that was there all the time exactly once, as it is when its line is written. */
export async function* exportResources(core: Core, { queue, where, format }: Wanted): AsyncGenerator<string> {
  const all = portions(core, { queue, where });
  if (format === 'csv') yield* csvText(all);
  else for await (const resources of all) yield resources.map(jsonLine).join('');
}

/** A column for each field of the first values; what others have besides is in the column `value`, whole as in every row. */
async function* csvText(all: AsyncGenerator<ResourceWithValue[]>): AsyncGenerator<string> {
  const first: ResourceWithValue[] = [];
  let fields: string[] | undefined;
  const begin = (): string => {
    fields = fieldsOf(first.map((one) => one.value));
    return csvHeader(fields) + first.map((one) => csvRow(one, fields!)).join('');
  };
  let chars = 0;
  for await (const resources of all) {
    if (fields) {
      yield resources.map((one) => csvRow(one, fields!)).join('');
      continue;
    }
    first.push(...resources);
    chars += JSON.stringify(resources).length;
    if (first.length >= FIRST_ROWS || chars >= FIRST_CHARS) yield begin();
  }
  if (!fields) yield begin();
}

async function* portions(core: Core, { queue, where }: Omit<Wanted, 'format'>): AsyncGenerator<ResourceWithValue[]> {
  let after: string | undefined;
  do {
    const portion = { after, limit: PORTION, look: LOOKED };
    const { rows, next } = await searchResources(core, { queue, where, dir: 'asc' }, portion);
    for (let i = 0; i < rows.length; i += VALUES_AT_ONCE) {
      const ids = rows.slice(i, i + VALUES_AT_ONCE).map((row) => row.id);
      const found = await withValues(core, { queue, where }, ids);
      if (found.length > 0) yield found;
      await turn();
    }
    after = next;
  } while (after !== undefined);
}

/** As they are now; what changed so that it no longer matches is left out. */
function withValues(core: Core, { queue, where }: Omit<Wanted, 'format'>, ids: string[]): Promise<ResourceWithValue[]> {
  const now = core.clock.now();
  const meets = meetsWhere(where, now);
  return core.store.read((view) =>
    ids.flatMap((id) => {
      const row = view.get('resource', id);
      return row && meets(row) ? [resourceWithValue(row, queue, now)] : [];
    }),
  );
}
