/** The HTTP API at its edges, over real HTTP: wrong bodies, addresses and methods, names of any kind, repeated writes. */
import * as assert from 'uvu/assert';
import { requestFor } from '../../protocol/api-route.ts';
import { contract, type VerbName, verbNames } from '../../protocol/contract.ts';
import type { WireError } from '../../protocol/errors.ts';
import { fromQuery, queryTypes } from '../../protocol/query.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('HTTP API');
let s: Stage;

t.before(async () => {
  s = await stage();
  await s.api('queue.create', { name: 'work' });
});
t.after(() => s.close());

interface Answer {
  status: number;
  headers: Headers;
  body: WireError & Record<string, unknown>;
}

async function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Answer> {
  const headers = { authorization: `Bearer ${s.token}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(`${s.url}${path}`, { ...init, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body, headers });

function refused({ status, body }: Answer, code: string, wanted: number, ...words: (string | RegExp)[]): void {
  assert.is(status, wanted, JSON.stringify(body));
  assert.is(body.code, code);
  assert.ok(body.retry === 'never' || body.retry === 'later', 'says whether it helps to try again');
  for (const word of words) assert.match(body.message, word);
}

t('X9: a body that is no JSON, no object or of another type is refused with words', async () => {
  refused(await post('/api/v1/queues', '{"name":'), 'ValidationError', 400, 'not JSON');
  refused(await post('/api/v1/queues', '["name"]'), 'ValidationError', 400, 'JSON object');
  const form = await post('/api/v1/queues', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' });
  refused(form, 'ValidationError', 400, 'content-type: application/json');
  assert.is(form.body.field, 'content-type');
  const unknown = await post('/api/v1/queues', '{"name":"a","colour":"red"}');
  refused(unknown, 'ValidationError', 400, 'colour');
  assert.is(unknown.body.field, 'colour');
  assert.is(
    (await post('/api/v1/queues', '{"name":"with charset"}', { 'content-type': 'application/json; charset=utf-8' }))
      .status,
    200,
  );
});

t('X9: a body over the limit is refused as TooLarge', async () => {
  const body = JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) });
  refused(await post('/api/v1/queues', body), 'TooLarge', 413, '2 MiB');
});

t('an unknown address says where the reference is; another method is 405 with Allow', async () => {
  refused(await ask('/api/v1/nonsense'), 'UnknownVerb', 404, '/api/', 'openapi.json');
  assert.is((await ask('/api/v1/queues/')).status, 200, 'a slash at the end is forgiven');
  refused(await ask('/nonsense'), 'UnknownVerb', 404, '/nonsense');
  const wrong = await ask('/api/v1/queues', { method: 'DELETE', headers: { 'content-type': 'text/plain' } });
  refused(wrong, 'UnknownVerb', 405, 'takes GET or POST');
  assert.is(wrong.headers.get('allow'), 'GET, POST');
  assert.is((await ask('/api/v1/packages', { method: 'POST', body: '{}' })).headers.get('allow'), 'GET, PUT');
});

t('Q1: names with slashes, percent signs and sixty characters of any script are found by their address', async () => {
  for (const name of ['a/b', '100 %', 'ä?&#', '😀'.repeat(60), '...', 'a\\b"']) {
    await s.api('queue.create', { name });
    assert.is((await s.api('queue.show', { queue: name })).name, name);
  }
  for (const name of ['.', ' .. '])
    refused(await post('/api/v1/queues', JSON.stringify({ name })), 'ValidationError', 400, 'no address');
  refused(await ask('/api/v1/queues/%zz'), 'ValidationError', 400, '%2F');
  refused(await ask(`/api/v1/queues/${'x'.repeat(2_000)}`), 'ValidationError', 400);
});

t('a query carries lists, numbers, booleans and objects', () => {
  const types = queryTypes(contract['resource.get'].params);
  const filter = { tags: ['a'], priority: { from: 1 } };
  const read = { queue: '7', timeout: '-1', filter: JSON.stringify(filter) };
  assert.equal(fromQuery(types, read), { queue: '7', timeout: -1, filter });
  const many = queryTypes(contract['resource.update'].params);
  assert.equal(fromQuery(many, { tags: 'a', priority: 'x' }), { tags: ['a'], priority: 'x' });
  assert.equal(fromQuery(many, { tags: ['1', 'b'] }), { tags: ['1', 'b'] });
  assert.equal(fromQuery(queryTypes(contract['job.cancel'].params), { force: 'true' }), { force: true });
  assert.equal(fromQuery(many, { unknown: 'x', id: ['a', 'b'] }), { unknown: 'x', id: ['a', 'b'] });
});

t('what a client writes into a query comes out of it', () => {
  const cases: [VerbName, Record<string, unknown>][] = [
    ['job.list', { limit: 5, state: 'failed', deployment: 'a&b=c' }],
    ['run.log', { run: 'r_1', from: -100, limit: 20, text: 'x y' }],
  ];
  for (const [verb, params] of cases) {
    const { path } = requestFor(verb, params);
    const query = Object.fromEntries(new URL(path, 'http://x').searchParams);
    const { run: _, ...rest } = params;
    assert.equal(fromQuery(queryTypes(contract[verb].params), query), rest);
  }
});

t('a wrong parameter of a query is refused with its name', async () => {
  const wrong = await ask('/api/v1/queues/work/resources?limit=many');
  refused(wrong, 'ValidationError', 400, 'limit');
  assert.is(wrong.body.field, 'limit');
  assert.is((await ask('/api/v1/queues/work/resources?limit=0')).body.field, 'limit');
  assert.is((await ask('/api/v1/queues/work/resources?colour=red')).body.field, 'colour');
  assert.is((await ask('/api/v1/queues/work/resources?limit=1&limit=2')).body.field, 'limit');
});

t(
  'S10: a write with an Idempotency-Key has its effect once, also after a restart, and each time the first answer',
  async () => {
    await s.api('queue.create', { name: 'once' });
    const key = { 'idempotency-key': 'import-7.portion-1' };
    const body = '{"items":[{"value":1},{"value":2}]}';
    const first = await post('/api/v1/queues/once/resources/many', body, key);
    assert.is(first.status, 200);
    await s.restart();
    const again = await post('/api/v1/queues/once/resources/many', body, key);
    assert.equal(again.body, first.body);
    assert.is((await s.api('queue.show', { queue: 'once' })).total, 2);
    await post('/api/v1/queues/once/resources/many', body);
    assert.is((await s.api('queue.show', { queue: 'once' })).total, 4, 'without a key each request counts');
  },
);

t('S10: another request with the same Idempotency-Key is another write; a wrong key is refused', async () => {
  await s.api('queue.create', { name: 'twice' });
  const key = { 'idempotency-key': 'the-same-for-all' };
  for (const value of [1, 2, 2]) await post('/api/v1/queues/twice/resources', JSON.stringify({ value }), key);
  assert.is((await s.api('queue.show', { queue: 'twice' })).total, 2);
  const wrong = await post('/api/v1/queues/twice/resources', '{"value":1}', { 'idempotency-key': 'short' });
  refused(wrong, 'ValidationError', 400, 'idempotency-key', '8 to 100');
});

t('S10: a refused write leaves no receipt: with the same key it works once the reason is gone', async () => {
  const key = { 'idempotency-key': 'patience-1' };
  refused(await post('/api/v1/queues/later/resources', '{"value":1}', key), 'QueueNotFound', 404);
  await s.api('queue.create', { name: 'later' });
  assert.is((await post('/api/v1/queues/later/resources', '{"value":1}', key)).status, 200);
});

t('the API document is served to everybody', async () => {
  const response = await fetch(`${s.url}/api/v1/openapi.json`);
  assert.is(response.status, 200);
  assert.match(response.headers.get('content-type')!, 'application/json');
  const { openapi, paths, info } = (await response.json()) as {
    openapi: string;
    paths: object;
    info: { version: string };
  };
  assert.is(openapi, '3.1.0');
  assert.match(info.version, /^\d+\.\d+\.\d+/);
  assert.ok('/queues/{queue}' in paths);
});

t('the API page is whole without a script, asks nobody else, and holds every route', async () => {
  const moved = await fetch(`${s.url}/api`, { redirect: 'manual' });
  assert.equal([moved.status, moved.headers.get('location')], [308, '/api/']);
  const response = await fetch(`${s.url}/api/`);
  const page = await response.text();
  assert.match(response.headers.get('content-type')!, 'text/html');
  assert.match(response.headers.get('content-security-policy')!, "script-src 'self'");
  for (const verb of verbNames) if (contract[verb].http) assert.match(page, `id="${verb}"`);
  assert.not.match(page, /<script>|<style|style=|onclick=|(src|href)="(https?:)?\/\//);
  for (const [, file] of page.matchAll(/(?:src|href)="(page\.\w+)"/g))
    assert.is((await fetch(`${s.url}/api/${file}`)).status, 200, file);
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]!);
  for (const target of new Set(targets)) assert.ok(page.includes(`id="${target}"`), `#${target} is there`);
});

t.run();
