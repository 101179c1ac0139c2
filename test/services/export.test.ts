import * as assert from 'uvu/assert';
import type { ParamsIn } from '../../protocol/contract.ts';
import type { Json } from '../../protocol/fields.ts';
import { type ImportItem, type ImportPlan, ImportReader, isBad } from '../../protocol/import-rows.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('export of resources');

const get = (s: Stage, query: string, signal?: AbortSignal) =>
  fetch(`${s.url}/api/v1/queues/${encodeURIComponent('Söhne & Co')}/export${query}`, {
    headers: { authorization: `Bearer ${s.token}` },
    ...(signal ? { signal } : {}),
  });

type Items = ParamsIn<'resource.addMany'>['items'];
const ITEMS: Items = [
  { value: { name: 'Müller, "Söhne"\nKG', amount: -12.5, nested: { a: [1, null] } }, tags: ['a', 'b'], key: '-K1' },
  { value: { name: '=HYPERLINK("http://x")', amount: 1, paid: true }, tags: ['semi;colon', '=t'], priority: 7 },
  { value: "'=already quoted", tags: ["'@x"] },
  { value: null },
  { value: -5 },
  { value: ['a', { b: '😀' }], key: '@key' },
];

async function filled(items: Items): Promise<Stage> {
  const s = await stage();
  await s.api('queue.create', { name: 'Söhne & Co' });
  await s.api('resource.addMany', { queue: 'Söhne & Co', items });
  return s;
}

function read(text: string, plan: ImportPlan): ImportItem[] {
  const reader = new ImportReader(plan, () => undefined);
  return [...reader.push(text), ...reader.end()].map((line) => {
    assert.not(isBad(line), JSON.stringify(line));
    return (line as { item: ImportItem }).item;
  });
}
const plain = ({ value, tags = [], priority = 0, key }: { value: Json } & Partial<ImportItem>) => ({
  value,
  tags,
  priority,
  key,
});

t('JSON Lines and CSV are read back by the import as they were, whatever characters they hold', async () => {
  const s = await filled(ITEMS);
  const jsonl = await get(s, '');
  assert.match(jsonl.headers.get('content-type')!, 'application/x-ndjson');
  assert.match(jsonl.headers.get('content-disposition')!, "attachment; filename*=UTF-8''S%C3%B6hne%20%26%20Co.jsonl");
  const lines = read(await jsonl.text(), { format: 'jsonl', wrapped: true });
  assert.equal(
    lines.map(plain),
    ITEMS.map((item) => plain(item as ImportItem)),
  );
  const text = await (await get(s, '?format=csv')).text();
  const rows = text.split('\r\n');
  assert.is(
    rows[0],
    'id,status,attemptsLeft,key,tags,priority,created,updated,value,value.name,value.amount,value.nested,value.paid',
  );
  const plan = { format: 'csv', value: 'value', tags: 'tags', priority: 'priority' } as const;
  assert.equal(
    read(text, plan).map(plain),
    ITEMS.map((item) => plain({ ...(item as ImportItem), key: undefined as never })),
  );
  const keyed = await (await get(s, `?format=csv&key=${encodeURIComponent('@key')}`)).text();
  assert.equal(
    read(keyed, { ...plan, key: 'key' }).map((item) => item.key),
    ['@key'],
  );
  await s.close();
});

t('no cell begins with what a spreadsheet takes for a formula, but for plain numbers', async () => {
  const s = await filled(ITEMS);
  const text = await (await get(s, '?format=csv')).text();
  assert.match(text, `"'=HYPERLINK(""http://x"")"`);
  assert.match(text, "'-K1");
  assert.match(text, ',-12.5,');
  assert.not(/(^|,)"?[=+@]/m.test(text));
  await s.close();
});

t('the filter is that of the list; an empty queue gives its header; a wrong filter is refused by name', async () => {
  const s = await filled(ITEMS);
  const ids = async (query: string) => (await (await get(s, query)).text()).trim().split('\n').filter(Boolean).length;
  assert.equal(
    await Promise.all(['?tags=a', '?status=new', '?status=error', '?text=kg&priorityTo=0'].map(ids)),
    [1, 6, 0, 1],
  );
  assert.is((await (await get(s, '?status=error&format=csv')).text()).split('\r\n').length, 2);
  const wrong = await get(s, '?status=done');
  assert.equal([wrong.status, ((await wrong.json()) as { code: string }).code], [400, 'ValidationError']);
  assert.is((await fetch(`${s.url}/api/v1/queues/none/export`)).status, 401);
  const none = await fetch(`${s.url}/api/v1/queues/none/export`, { headers: { authorization: `Bearer ${s.token}` } });
  assert.is(none.status, 404);
  await s.close();
});

t('more than one portion, each resource once; fields that only later values have are in the column value', async () => {
  const items = Array.from({ length: 3_000 }, (_, n) => ({
    value: { n, ...(n < 2_500 ? {} : { late: true }) } as Json,
  }));
  const s = await filled(items);
  const text = await (await get(s, '?format=csv')).text();
  assert.match(text.split('\r\n')[0]!, /value,value\.n$/);
  const back = read(text, { format: 'csv', value: 'value' });
  assert.equal(
    back.map((item) => item.value),
    items.map((item) => item.value),
  );
  await s.close();
});

t('a client that goes away in the middle ends the export; the coordinator serves on', async () => {
  const s = await filled(Array.from({ length: 800 }, (_, n) => ({ value: { n, filler: 'x'.repeat(2_000) } })));
  const away = new AbortController();
  const response = await get(s, '', away.signal);
  await response.body!.getReader().read();
  away.abort();
  assert.is((await s.api('queue.show', { queue: 'Söhne & Co' })).counts.new, 800);
  await s.close();
});

t.run();
