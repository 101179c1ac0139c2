/** C: jobs, robots and audit entries as CSV and JSON Lines: the filter, order and rights of their lists; harmless cells. */
import * as assert from 'uvu/assert';
import { CsvReader, isProblem } from '../../protocol/import-csv.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('export of tables');

const get = (s: Stage, path: string, token = s.token) =>
  fetch(`${s.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });

/** Lines of a CSV file as objects; the reader takes the byte order mark away. */
async function table(s: Stage, path: string): Promise<Record<string, string>[]> {
  const reader = new CsvReader();
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await get(s, path)).arrayBuffer());
  assert.is(text.charCodeAt(0), 0xfeff, 'a byte order mark, for Excel');
  const [header, ...rows] = [...reader.push(text), ...reader.end()].map((one) => {
    assert.not(isProblem(one), JSON.stringify(one));
    return (one as { fields: string[] }).fields;
  });
  return rows.map((row) => Object.fromEntries(header!.map((name, n) => [name, row[n]!])));
}

async function withJobs(): Promise<Stage> {
  const s = await stage();
  await s.api('pool.create', { name: 'p' });
  await s.deploy('invoices', 'p');
  await s.deploy('orders', 'p');
  for (let n = 0; n < 5; n++) await s.api('job.run', { deployment: 'invoices', priority: n });
  await s.api('job.run', { deployment: 'orders' });
  return s;
}

t('C: the jobs that a filter finds, in the order of the list, with what the table shows', async () => {
  const s = await withJobs();
  const rows = await table(s, '/jobs/export?format=csv&deployment=invoices&priorityFrom=1&sort=priority&dir=asc');
  assert.equal(
    rows.map((row) => [row.deployment, row.priority, row.state, row.pool]),
    [1, 2, 3, 4].map((n) => ['invoices', String(n), 'queued', 'p']),
  );
  const { items } = await s.api('job.list', { deployment: 'invoices', sort: 'priority', dir: 'asc', priorityFrom: 1 });
  assert.is(rows[0]!.created, new Date(items[0]!.created).toISOString());
  const jsonl = await get(s, '/jobs/export?deployment=invoices&sort=priority&dir=asc&priorityFrom=1');
  assert.match(jsonl.headers.get('content-type')!, 'application/x-ndjson');
  assert.match(jsonl.headers.get('content-disposition')!, 'jobs.jsonl');
  const lines = (await jsonl.text()).trimEnd().split('\n');
  assert.equal(
    lines.map((line) => JSON.parse(line)),
    JSON.parse(JSON.stringify(items)),
    'as the list gives them',
  );
  await s.close();
});

t('C: more jobs than one portion, each once', async () => {
  const s = await withJobs();
  for (let n = 0; n < 9; n++)
    await Promise.all(Array.from({ length: 50 }, () => s.api('job.run', { deployment: 'orders' })));
  const ids = (await table(s, '/jobs/export?format=csv&deployment=orders')).map((row) => row.id);
  assert.equal([ids.length, new Set(ids).size], [451, 451]);
  assert.equal(ids, ids.toSorted().toReversed(), 'newest first');
  await s.close();
});

t('C: no cell is a formula, and parameters that are secret stay masked', async () => {
  const s = await stage();
  await s.api('pool.create', { name: '=HYPERLINK("http://x")' });
  await s.agent('@robot', '=HYPERLINK("http://x")');
  const text = await (await get(s, '/exports/robots?format=csv')).text();
  assert.match(text, `,'@robot,`);
  assert.match(text, `"'=HYPERLINK(""http://x"")"`);
  const audit = await table(s, '/audit/export?format=csv&verb=pool.');
  assert.equal(
    audit.map((row) => [row.verb, row.target, row.outcome, row.by]),
    [['pool.create', 'pool =HYPERLINK("http://x")', 'done', 'Administrator']],
  );
  assert.not.match(await (await get(s, '/audit/export')).text(), s.token);
  await s.close();
});

t(
  'X3: an export needs the rights of its list; a wrong filter is refused by its field before a byte is sent',
  async () => {
    const s = await withJobs();
    await s.api('user.create', { name: 'vera', role: 'viewer' });
    const { link } = await s.api('user.link', { user: 'vera' });
    const viewer = await tokenOf(s, link);
    assert.is((await get(s, '/jobs/export', viewer)).status, 200);
    assert.is((await get(s, '/exports/robots', viewer)).status, 200);
    assert.is((await get(s, '/audit/export', viewer)).status, 403);
    assert.is((await fetch(`${s.url}/api/v1/jobs/export`)).status, 401);
    for (const [path, status, field] of [
      ['/jobs/export?state=done', 400, 'state'],
      ['/jobs/export?limit=5', 400, 'limit'],
      ['/jobs/export?deployment=nowhere', 404, 'deployment'],
      ['/exports/robots?pool=nowhere', 404, 'pool'],
      ['/audit/export?user=nobody', 404, 'user'],
      ['/audit/export?format=xml', 400, 'format'],
    ] as const) {
      const refused = await get(s, path);
      assert.equal([refused.status, ((await refused.json()) as { field?: string }).field], [status, field], path);
    }
    await s.close();
  },
);

async function tokenOf(s: Stage, link: string): Promise<string> {
  const token = new URLSearchParams(new URL(link).hash.split('?')[1]).get('token')!;
  const headers = { 'content-type': 'application/json', origin: s.url };
  const signed = await fetch(`${s.url}/api/v1/session/link`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  const cookie = signed.headers.get('set-cookie')!.split(';')[0]!;
  const made = await fetch(`${s.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ name: 'x' }),
  });
  return ((await made.json()) as { token: string }).token;
}

t('C11: the file of robots has the machine’s facts and the current run', async () => {
  const s = await withJobs();
  await s.agent('falcon', 'p');
  const [row] = await table(s, '/exports/robots?format=csv&text=falcon');
  const { os, screen, screenSize, freeDiskMb, agentVersion, machine } = row!;
  assert.equal(
    { os, screen, screenSize, freeDiskMb, agentVersion, machine },
    {
      ...{ os: 'Linux 6', screen: 'virtual', screenSize: '', freeDiskMb: '50000' },
      ...{ agentVersion: '0.1.0', machine: 'machine of falcon' },
    },
  );
  assert.ok('run' in row!);
  await s.close();
});

t('C: a robot that is called "export" can still be shown', async () => {
  const s = await stage();
  await s.agent('export');
  const shown = await (await get(s, '/robots/export')).json();
  assert.is((shown as { name: string }).name, 'export');
  assert.equal(
    (await table(s, '/exports/robots?format=csv&text=EXP')).map((row) => row.name),
    ['export'],
  );
  await s.close();
});

t.run();
