/** X11 over real sockets and on a real database: who, from where, what; refused attempts; the chain; restarts; bad input. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import type { AuditEntry } from '../../protocol/shapes-audit.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { archiveOf, manifestOf, type Stage, stage } from './support/stage.ts';

const t = suite('services: audit');
let s: Stage;

t.before.each(async () => {
  s = await stage();
});
t.after.each(() => s.close());

const entries = async (): Promise<AuditEntry[]> => (await s.api('audit.list', { limit: 500, dir: 'asc' })).items;
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${s.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: s.url, ...headers },
    body: JSON.stringify(body),
  });

t('X11: a change over HTTP is told with its author and address, and no read is', async () => {
  await s.api('pool.create', { name: 'night' });
  await s.api('pool.list', {});
  const last = (await entries()).at(-1)!;
  assert.equal(
    [last.by.name, last.from, last.verb, last.target],
    ['Administrator', '127.0.0.1', 'pool.create', 'pool night'],
  );
});

t('X4, X10, X11: who asks through a proxy is known by the proxy’s word, if that proxy is trusted', async () => {
  const asked = async (trustedProxies: string[] | undefined) => {
    const behind = await stage({ trustedProxies });
    const headers = { authorization: `Bearer ${behind.token}`, 'x-forwarded-for': '9.9.9.9, 203.0.113.7' };
    const body = JSON.stringify({ name: 'night' });
    const json = { ...headers, 'content-type': 'application/json' };
    await fetch(`${behind.url}/api/v1/pools`, { method: 'POST', headers: json, body });
    const { items } = await behind.api('audit.list', { verb: 'pool.create' });
    await behind.close();
    return items.map(({ from }) => from);
  };
  assert.equal(await asked(['127.0.0.0/8']), ['203.0.113.7'], 'what the client itself wrote before it is not believed');
  assert.equal(await asked(['10.0.0.0/8']), ['127.0.0.1']);
  assert.equal(await asked(undefined), ['127.0.0.1']);
});

t('X11: signing in, tokens, invitations, publishing and enrolment are told, their secrets are not', async () => {
  await s.publish(await archiveOf(manifestOf('invoices')));
  await s.agent('robot 1');
  const all = await entries();
  const verbs = all.map((e) => e.verb);
  for (const verb of ['session.useLink', 'token.create', 'package.publish', 'robot.invite', 'agent.enrol'])
    assert.ok(verbs.includes(verb), `${verb} is not in ${verbs.join(', ')}`);
  assert.is(all.find((e) => e.verb === 'package.publish')!.target, 'package invoices 1.0.0');
  assert.not.match(JSON.stringify(all), s.token);
});

t('X11: a refused attempt is told: by a person, and by somebody who is not signed in', async () => {
  await s.api('pool.delete', { pool: 'nowhere' }).catch(() => {});
  const wrong = await post('/session', { name: 'admin', password: 'my secret password' });
  assert.is(wrong.status, 401);
  await post('/session', { name: 'my secret password', password: 'admin' });
  const refused = await until('three refusals', async () => {
    const { items } = await s.api('audit.list', { outcome: 'refused', dir: 'asc' });
    return items.length === 3 ? items : undefined;
  });
  assert.equal(
    refused.map((e) => [e.verb, e.code, e.by.name]),
    [
      ['pool.delete', 'PoolNotFound', 'Administrator'],
      ['session.signIn', 'Unauthenticated', 'Administrator'],
      ['session.signIn', 'Unauthenticated', 'not signed in'],
    ],
  );
  assert.not.match(JSON.stringify(refused), /secret/);
});

t('X11: a flood of refusals is counted, not kept', async () => {
  const tries = Array.from({ length: 200 }, () => s.api('pool.delete', { pool: 'nowhere' }).catch(() => {}));
  await Promise.all(tries);
  const noted = () => s.api('audit.list', { outcome: 'refused', limit: 500 });
  assert.is(
    (await until('what is noted', async () => ((await noted()).items.length === 120 ? noted() : undefined))).items
      .length,
    120,
  );
  s.clock.advance(61_000);
  await s.api('pool.delete', { pool: 'nowhere' }).catch(() => {});
  const last = await until('the next', async () => {
    const { items } = await noted();
    return items.length === 121 ? items[0] : undefined;
  });
  assert.match(last.says!, 'and 80 more refusals');
});

t('X11: by person, verb and time; what does not fit is refused by its field', async () => {
  for (const name of ['one', 'two']) await s.api('pool.create', { name });
  await s.api('queue.create', { name: 'orders' });
  const of = async (p: object) => (await s.api('audit.list', p)).items.map((e) => e.target);
  assert.equal(await of({ verb: 'pool.' }), ['pool two', 'pool one']);
  assert.equal(await of({ user: 'admin', verb: 'queue.' }), ['queue orders']);
  assert.equal(await of({ until: s.clock.now() - 600_000 }), []);
  const page = await s.api('audit.list', { limit: 1 });
  const next = await s.api('audit.list', { limit: 1, after: page.next! });
  assert.equal([page.items[0]!.target, next.items[0]!.target], ['queue orders', 'pool two']);
  for (const [p, field] of [
    [{ user: 'nobody' }, 'user'],
    [{ robot: 'nobody' }, 'robot'],
    [{ since: -1 }, 'since'],
    [{ user: 'a', robot: 'b' }, 'robot'],
  ] as const)
    await s.api('audit.list', p).then(
      () => assert.unreachable(JSON.stringify(p)),
      (error: { field?: string }) => assert.is(error.field, field),
    );
});

t('X11: a span of time, in both directions and over pages, is what lies in it', async () => {
  const instants: number[] = [];
  for (const name of ['one', 'two', 'three', 'four']) {
    s.clock.advance(3_600_000);
    instants.push(s.clock.now());
    await s.api('pool.create', { name });
  }
  const within = async (p: object) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const more = after === undefined ? {} : { after };
      const page = await s.api('audit.list', { verb: 'pool.', limit: 1, ...p, ...more });
      found.push(...page.items.map((e) => e.target.replace('pool ', '')));
      after = page.next;
    } while (after !== undefined);
    return found;
  };
  const span = { since: instants[1]!, until: instants[3]! - 1 };
  assert.equal(await within(span), ['three', 'two']);
  assert.equal(await within({ ...span, dir: 'asc' }), ['two', 'three']);
  assert.equal(await within({ since: instants[2]! }), ['four', 'three']);
  assert.equal(await within({ until: instants[1]! - 1, dir: 'asc' }), ['one']);
});

t('X11: the chain goes on over a restart, and says which entry was changed', async () => {
  await s.api('pool.create', { name: 'one' });
  await s.restart();
  await s.api('pool.create', { name: 'two' });
  const found = await s.api('audit.verify', {});
  assert.equal([found.intact, found.first, found.entries], [true, 1, found.last]);
  const { n } = (await entries()).at(-2)!;
  await tamper(`update audit set target = 'pool three' where n = ${n}`);
  assert.equal(await s.api('audit.verify', {}).then((v) => [v.intact, v.brokenAt]), [false, n]);
});

t('X11: an entry that was removed is missed, also the last one', async () => {
  for (const name of ['one', 'two', 'three']) await s.api('pool.create', { name });
  const last = (await entries()).at(-1)!.n;
  await tamper(`delete from audit where n = ${last - 1}`);
  const middle = await s.api('audit.verify', {});
  assert.equal([middle.intact, middle.brokenAt], [false, last]);
  await tamper(`delete from audit where n >= ${last - 1}`);
  assert.equal((await s.api('audit.verify', {})).says, `the entries after ${last - 2} are missing`);
});

/** Changes the database file while nobody has it open. */
async function tamper(sql: string): Promise<void> {
  await s.coordinator.stop();
  const db = new Database(join(s.data, 'gantry.db'));
  assert.ok(db.prepare(sql).run().changes > 0);
  db.close();
  await s.restart();
}

t.run();
