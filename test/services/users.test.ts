/** X2, X3 over real sockets: a colleague comes in by a link; rights count at once, in open sessions too; evidence is a right. */
import * as assert from 'uvu/assert';
import WebSocket from 'ws';
import { requestFor } from '../../protocol/api-route.ts';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { GantryError, type WireError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('services: users');
let s: Stage;

t.before.each(async () => {
  s = await stage();
});
t.after.each(() => s.close());

const ask = async <V extends VerbName>(verb: V, params: ParamsIn<V>, headers: Record<string, string>) => {
  const { method, path, body } = requestFor(verb, params as Record<string, unknown>);
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(s.url + path, {
    method,
    headers: { origin: s.url, ...headers, ...json },
    body: body ?? null,
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw GantryError.fromWire(answer as WireError);
  return answer as Result<V>;
};
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: GantryError) => error.code,
  );
const withToken = (token: string) => ({ authorization: `Bearer ${token}` });

async function colleague(more: Partial<ParamsIn<'user.create'>> = {}) {
  const made = await s.api('user.create', { name: 'vera', role: 'operator', ...more });
  return { ...made, cookie: { cookie: await signInByLink(s.url, made.link) } };
}

t('X1: a new user comes in by the link, once, and chooses a password', async () => {
  const { link, cookie, user } = await colleague();
  assert.equal([user.role, user.evidence, user.password], ['operator', true, false]);
  assert.is((await ask('session.show', {}, cookie)).user.name, 'vera');
  await ask('user.setPassword', { password: 'a long enough one' }, cookie);
  const { user: again } = await ask('session.signIn', { name: 'vera', password: 'a long enough one' }, {});
  assert.is(again.name, 'vera');
  const spent = await signInByLink(s.url, link).catch((error: unknown) => error);
  assert.not.type(spent, 'string');
});

t('X3: locking out counts at once: next request, API token, and the open console', async () => {
  const { cookie } = await colleague();
  const { token } = await ask('token.create', { name: 'ci' }, cookie);
  const live = new WebSocket(`${s.url.replace('http', 'ws')}/ws/live`, { headers: { ...cookie, origin: s.url } });
  await until('the console is connected', () => live.readyState === WebSocket.OPEN);
  await s.api('user.update', { user: 'vera', disabled: true });
  await until('the console is cut off', () => live.readyState === WebSocket.CLOSED);
  assert.is(await codeOf(ask('queue.list', {}, cookie)), 'Unauthenticated');
  assert.is(await codeOf(ask('queue.list', {}, withToken(token))), 'Unauthenticated');
  await s.api('user.update', { user: 'vera', disabled: false });
  assert.is(await codeOf(ask('queue.list', {}, withToken(token))), 'ok');
});

t('X2: a token for less can’t become more: no better token, no link, no password', async () => {
  const { cookie } = await colleague({ role: 'developer' });
  const { token } = await ask('token.create', { name: 'look', role: 'viewer' }, cookie);
  const look = withToken(token);
  assert.is(await codeOf(ask('queue.list', {}, look)), 'ok');
  assert.is(await codeOf(ask('pool.create', { name: 'night' }, look)), 'Forbidden');
  assert.is(await codeOf(ask('token.create', { name: 'more', role: 'developer' }, look)), 'Forbidden');
  const { token: second } = await ask('token.create', { name: 'same' }, look);
  assert.is(await codeOf(ask('pool.create', { name: 'night' }, withToken(second))), 'Forbidden');
  assert.is(await codeOf(ask('session.makeLink', {}, look)), 'Forbidden');
  assert.is(await codeOf(ask('user.setPassword', { password: 'a long enough one' }, look)), 'Forbidden');
});

t('X3: without the right to evidence no log, no video, no live lines; how a run ended is no secret', async () => {
  await s.api('pool.create', { name: 'night' });
  const agent = await s.agent('robot 1', 'night');
  await s.deploy('invoices', 'night');
  const { supervisor } = await s.running(agent, 'invoices');
  await supervisor.report({ kind: 'line', level: 'info', source: 'stdout', text: 'account 4711' });
  const { run } = supervisor.order;
  const { cookie } = await colleague({ evidence: false });
  assert.is(await codeOf(ask('run.log', { run }, cookie)), 'Forbidden');
  assert.is((await ask('run.show', { run }, cookie)).run.state, 'running');
  const content = await fetch(`${s.url}/api/v1/artifacts/a_1/content`, { headers: cookie });
  assert.is(content.status, 403);
  const live = new WebSocket(`${s.url.replace('http', 'ws')}/ws/live`, { headers: { ...cookie, origin: s.url } });
  const heard: string[] = [];
  live.on('message', (data) => heard.push(String(data)));
  await until('the console is connected', () => live.readyState === WebSocket.OPEN);
  live.send(JSON.stringify({ id: 1, verb: 'live.subscribe', params: { topics: [`run:${run}`] } }));
  await until('it is subscribed', () => heard.some((text) => text.includes('"re":1')));
  await supervisor.report({ kind: 'line', level: 'info', source: 'stdout', text: 'account 4711' });
  await supervisor.report({ kind: 'progress', done: 1, total: 2 });
  await until('it hears that the run changed', () => heard.some((text) => text.includes(`run:${run}`)));
  assert.not.match(heard.join(), '4711');
  live.close();
});

t('X2: a void token is nobody’s', async () => {
  const { token } = await s.api('token.create', { name: 'ci', role: 'viewer' });
  const { items } = await s.api('token.list', {});
  const found = items.find((one) => one.name === 'ci')!;
  assert.equal([found.kind, found.role], ['api', 'viewer']);
  await s.api('token.delete', { tokenId: found.id });
  assert.is(await codeOf(ask('queue.list', {}, withToken(token))), 'Unauthenticated');
});

t('C12: the list of users says when each was last seen: never, or when they signed in or did something', async () => {
  const { link, user } = await s.api('user.create', { name: 'vera', role: 'operator' });
  const seenOf = async (id: string) => (await s.api('user.list', {})).items.find((one) => one.id === id)!.seen;
  assert.is(await seenOf(user.id), undefined);
  s.clock.advance(60_000);
  const cookie = { cookie: await signInByLink(s.url, link) };
  const signedIn = await seenOf(user.id);
  assert.ok(Math.abs(signedIn! - s.clock.now()) < 10_000);
  s.clock.advance(60_000);
  await ask('queue.create', { name: 'q' }, cookie);
  assert.ok((await seenOf(user.id))! >= signedIn! + 60_000);
});

t.run();
