/** C: lists of named things over HTTP: any order, pages, filters, how many there are; and as old callers ask. */
import * as assert from 'uvu/assert';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('services: lists of named things');

type ListVerb =
  | 'robot.list'
  | 'pool.list'
  | 'package.list'
  | 'deployment.list'
  | 'queue.list'
  | 'asset.list'
  | 'schedule.list'
  | 'calendar.list'
  | 'condition.list'
  | 'webhook.list'
  | 'user.list'
  | 'token.list';

/** Names over all pages; every page but the last is full, and each says the same total. */
async function names<V extends ListVerb>(
  s: Stage,
  verb: V,
  params: ParamsIn<V> & object,
  limit = 2,
): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  let total: number | undefined;
  do {
    const page: Result<V> = await s.api(verb, { ...params, limit, ...(after === undefined ? {} : { after }) });
    assert.ok(after === undefined || page.total === total, 'the same total on every page');
    total = page.total;
    for (const item of page.items) found.push('name' in item ? item.name : item.queue);
    after = page.next;
    assert.ok(after === undefined || page.items.length === limit);
  } while (after !== undefined);
  assert.is(found.length, total);
  return found;
}

t('C: queues by every column, both ways, over pages; filters; total', async () => {
  const s = await stage();
  for (const [name, count] of [
    ['beta', 3],
    ['Alpha', 0],
    ['gamma', 5],
    ['delta', 0],
    ['Epsilon', 1],
  ] as const) {
    await s.api('queue.create', { name });
    for (let n = 0; n < count; n++) await s.api('resource.add', { queue: name, value: n });
  }
  const inOrder = ['beta', 'Alpha', 'gamma', 'delta', 'Epsilon'];
  assert.equal(await names(s, 'queue.list', {}), inOrder);
  assert.equal(await names(s, 'queue.list', { dir: 'desc' }), inOrder.toReversed());
  assert.equal(await names(s, 'queue.list', { sort: 'name' }), ['Alpha', 'beta', 'delta', 'Epsilon', 'gamma']);
  assert.equal(await names(s, 'queue.list', { sort: 'waiting', dir: 'desc' }), [
    ...['gamma', 'beta', 'Epsilon', 'delta', 'Alpha'],
  ]);
  assert.equal(await names(s, 'queue.list', { sort: 'total', waiting: true }), ['Epsilon', 'beta', 'gamma']);
  assert.equal(await names(s, 'queue.list', { waiting: false }), ['Alpha', 'delta']);
  assert.equal(await names(s, 'queue.list', { text: 'ALP' }), ['Alpha']);
  assert.equal(await names(s, 'queue.list', { condition: ['enabled'] }), []);
  assert.equal(await names(s, 'queue.list', { condition: 'none', text: 'eta' }), ['beta']);
  const all = await s.api('queue.list', {});
  assert.equal([all.items.map((one) => one.name), all.next, all.total], [inOrder, undefined, 5], 'as old callers ask');
  await s.close();
});

t('C: a page goes on where it ended although things come, go and change their place meanwhile', async () => {
  const s = await stage();
  for (const name of ['a', 'c', 'e', 'g']) await s.api('queue.create', { name });
  const first = await s.api('queue.list', { sort: 'name', limit: 2 });
  await s.api('queue.create', { name: 'b' });
  await s.api('queue.create', { name: 'd' });
  await s.api('queue.delete', { queue: 'c' });
  const rest = await s.api('queue.list', { sort: 'name', after: first.next! });
  assert.equal(
    rest.items.map((one) => one.name),
    ['d', 'e', 'g'],
  );
  await s.close();
});

t('C: robots by state, pool, label and part of a name or of their machine', async () => {
  const s = await stage();
  await s.api('pool.create', { name: 'night' });
  const first = await s.agent('Robot 1', 'night');
  await s.agent('Robot 2');
  await s.agent('Zed', 'night');
  await s.api('robot.update', { robot: 'Zed', labels: ['gpu', 'big'] });
  await s.api('robot.pause', { robot: 'Robot 2', paused: true });
  assert.equal(await names(s, 'robot.list', { sort: 'name', dir: 'desc' }), ['Zed', 'Robot 2', 'Robot 1']);
  assert.equal(await names(s, 'robot.list', { pool: 'night' }), ['Robot 1', 'Zed']);
  assert.equal(await names(s, 'robot.list', { label: ['gpu', 'big'] }), ['Zed']);
  assert.equal(await names(s, 'robot.list', { label: 'small' }), []);
  assert.equal(await names(s, 'robot.list', { text: 'MACHINE of zed' }), ['Zed']);
  assert.equal(await names(s, 'robot.list', { state: 'paused' }), ['Robot 2']);
  assert.equal(await names(s, 'robot.list', { paused: false, state: ['idle', 'paused'] }), ['Robot 1', 'Zed']);
  assert.equal(await names(s, 'robot.list', { text: 'PAUSED by' }), ['Robot 2'], 'why it is in its state, too');
  assert.equal((await s.api('robot.labels', {})).items, ['big', 'gpu']);
  assert.equal(await names(s, 'pool.list', { robot: 'Zed' }), ['night']);
  await s.api('pool.create', { name: 'day' });
  assert.equal(await names(s, 'pool.list', { sort: 'robots', dir: 'desc' }), ['night', 'day']);
  await s.deploy('orders', 'night');
  const { byState, deployments, waiting } = await s.api('pool.show', { pool: 'NIGHT' });
  assert.equal(byState, { idle: 2, busy: 0, paused: 0, offline: 0 });
  assert.equal([deployments, waiting], [['orders'], 0]);
  first.close();
  await s.api('job.list', {});
  const unknown = await refusalOf(s.api('robot.list', { pool: 'nowhere' }));
  assert.equal([unknown.code, unknown.field], ['PoolNotFound', 'pool']);
  await s.close();
});

t('C: deployments, packages, pools, schedules, calendars, conditions, assets, users, tokens, webhooks', async () => {
  const s = await stage();
  for (const name of ['day', 'night']) await s.api('pool.create', { name });
  await s.deploy('orders', 'day');
  await s.deploy('invoices', 'night', { priority: 9 });
  await s.api('deployment.update', { deployment: 'orders', enabled: false });
  await s.api('deployment.clone', { deployment: 'invoices', name: 'Copy' });
  assert.equal(await names(s, 'deployment.list', { sort: 'name' }), ['Copy', 'invoices', 'orders']);
  assert.equal(await names(s, 'deployment.list', { package: 'invoices' }), ['invoices', 'Copy']);
  assert.equal(await names(s, 'deployment.list', { enabled: false }), ['orders']);
  assert.equal(await names(s, 'deployment.list', { pool: 'night', sort: 'priority' }), ['invoices', 'Copy']);
  assert.equal(await names(s, 'deployment.list', { text: 'invo' }), ['invoices', 'Copy'], 'its package counts, too');
  assert.equal(await names(s, 'package.list', { sort: 'name' }), ['invoices', 'orders']);
  assert.equal(await names(s, 'pool.list', { text: 'Y' }), ['day']);
  await s.api('job.run', { deployment: 'invoices' });
  assert.equal(await names(s, 'pool.list', { sort: 'waiting' }), ['day', 'night']);
  assert.equal(await names(s, 'pool.list', { sort: 'waiting', dir: 'desc' }), ['night', 'day']);
  for (const [name, deployment] of [
    ['weekly', 'orders'],
    ['daily', 'invoices'],
  ] as const)
    await s.api('schedule.create', { name, deployment, rule: { kind: 'cron', cron: '0 3 * * *' }, enabled: false });
  assert.equal(await names(s, 'schedule.list', { sort: 'deployment' }), ['daily', 'weekly']);
  assert.equal(await names(s, 'schedule.list', { deployment: 'orders' }), ['weekly']);
  assert.equal(await names(s, 'schedule.list', { text: 'INVOICES' }), ['daily'], 'its deployment counts, too');
  assert.equal(await names(s, 'schedule.list', { enabled: true }), []);
  assert.equal(await names(s, 'schedule.list', { sort: 'last' }), ['weekly', 'daily'], 'none ever: as they were made');
  await s.api('calendar.create', { name: 'holidays', days: [{ date: '2027-05-01' }, { date: '2027-12-25' }] });
  await s.api('calendar.create', { name: 'bank', days: [{ date: '2027-01-01' }] });
  assert.equal(await names(s, 'calendar.list', { text: 'day' }), ['holidays']);
  assert.equal(await names(s, 'calendar.list', { sort: 'count' }), ['bank', 'holidays']);
  for (const queue of ['q2', 'q1']) {
    await s.api('queue.create', { name: queue });
    await s.api('condition.set', { queue, deployment: 'invoices', enabled: queue === 'q1' });
  }
  assert.equal(await names(s, 'condition.list', { sort: 'name' }), ['q1', 'q2']);
  assert.equal(await names(s, 'condition.list', { state: 'disabled', deployment: 'invoices' }), ['q2']);
  assert.equal(await names(s, 'queue.list', { condition: ['enabled', 'paused'] }), ['q1']);
  for (const [name, secret] of [
    ['b key', true],
    ['a key', false],
  ] as const)
    await s.api('asset.create', { name, type: 'text', value: 'x', secret });
  assert.equal(await names(s, 'asset.list', {}), ['a key', 'b key'], 'by name, as ever');
  assert.equal(await names(s, 'asset.list', { secret: true }), ['b key']);
  for (const [name, role] of [
    ['vera', 'viewer'],
    ['oskar', 'operator'],
  ] as const)
    await s.api('user.create', { name, role, fullName: `${name} Smith` });
  assert.equal(await names(s, 'user.list', { sort: 'role' }), ['vera', 'oskar', 'admin']);
  assert.equal(await names(s, 'user.list', { text: 'smith', role: ['viewer'] }), ['vera']);
  assert.equal(await names(s, 'user.list', { sort: 'seen', dir: 'desc' }), ['admin', 'oskar', 'vera']);
  const admin = await s.api('user.show', { user: 'admin' });
  assert.equal([admin.role, admin.seen !== undefined], ['admin', true]);
  assert.is((await refusalOf(s.api('user.show', { user: 'nobody' }))).code, 'UserNotFound');
  await s.api('token.create', { name: 'ci' });
  assert.equal(await names(s, 'token.list', { kind: 'api' }), ['ci', 'test'], 'newest first, as ever');
  await s.api('webhook.create', { name: 'chat', url: 'https://example.com/x', events: ['job.ended'] });
  assert.equal(await names(s, 'webhook.list', { event: ['job.ended', 'robot.lost'], state: 'enabled' }), ['chat']);
  assert.equal(await names(s, 'webhook.list', { text: 'EXAMPLE.com' }), ['chat']);
  assert.equal(await names(s, 'webhook.list', { event: 'queue.drained' }), []);
  await s.close();
});

t('C: of thousands every page is found, in order, with the number of all', async () => {
  const s = await stage();
  const many = Array.from({ length: 2_600 }, (_, n) => `pool ${String((n * 7_919) % 2_600).padStart(4, '0')}`);
  for (let n = 0; n < many.length; n += 50)
    await Promise.all(many.slice(n, n + 50).map((name) => s.api('pool.create', { name })));
  const inOrder = many.toSorted();
  assert.equal(await names(s, 'pool.list', { sort: 'name' }, 500), inOrder);
  assert.equal(await names(s, 'pool.list', { sort: 'name', dir: 'desc' }, 499), inOrder.toReversed());
  const found = await s.api('pool.list', { text: 'POOL 25', sort: 'name', limit: 3 });
  assert.equal([found.total, found.items.map(({ name }) => name)], [100, ['pool 2500', 'pool 2501', 'pool 2502']]);
  await s.close();
});

t('C: the query of an address takes them as text; what does not fit is refused by its field', async () => {
  const s = await stage();
  for (const name of ['b', 'a']) await s.api('queue.create', { name });
  const get = async (path: string) => {
    const response = await fetch(`${s.url}/api/v1${path}`, { headers: { authorization: `Bearer ${s.token}` } });
    return (await response.json()) as { items?: { name: string }[]; total?: number; field?: string };
  };
  const page = await get('/queues?sort=name&dir=asc&limit=1&waiting=false&condition=none');
  assert.equal([page.items![0]!.name, page.total], ['a', 2]);
  const { next } = await s.api('queue.list', { sort: 'name', limit: 1 });
  for (const [query, field] of [
    ['sort=colour', 'sort'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['text=', 'text'],
    ['waiting=perhaps', 'waiting'],
    ['after=nonsense', 'after'],
    [`after=${next}`, 'after'],
    [`after=${next}&sort=name&dir=desc`, 'after'],
    ['colour=red', 'colour'],
  ])
    assert.is((await get(`/queues?${query}`)).field, field, query);
  await s.close();
});

t.run();
