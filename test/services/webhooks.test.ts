/** Webhooks over real HTTP: good, hanging, failing, redirecting, chattering, dead and absent receivers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { atOnce } from '../../coordinator/webhooks.ts';
import { Receiver, status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { delivery, drain, drainMany, HOUR_MS, hook, list, withHook } from './support/hook-stage.ts';

const t = suite('webhooks at work');

t('an event arrives, signed and with its id, and is seen to have arrived', () =>
  withHook({}, async (s, r) => {
    await drain(s);
    const { body, headers, path } = await r.nth(1);
    assert.is(path, '/hook');
    assert.is(headers['content-type'], 'application/json');
    assert.match(String(headers['user-agent']), /^Gantry\//);
    assert.is(body.type, 'queue.drained');
    assert.is(body.data.queue?.name, 'q');
    assert.is(body.links.queue, `${s.url}/queues/q`);
    assert.ok(Math.abs(Date.parse(body.timestamp) - s.clock.now()) < 60_000);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.equal([done.id, done.attempts, done.lastStatus], [headers['webhook-id'], 1, 204]);
    assert.equal([(await hook(s)).waiting, (await hook(s)).failuresInRow], [0, 0]);
    assert.not.match(JSON.stringify(await hook(s)), 'whsec_');
  }),
);

t('the end of a job and the loss of its robot are told with links to the console', () =>
  withHook({ events: ['job.ended', 'robot.lost'] }, async (s, r) => {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const agent = await s.agent('one', 'p');
    const { job, supervisor } = await s.running(agent, 'hello');
    await supervisor.end('failed', 'boom');
    const first = await r.nth(1);
    assert.is(first.body.type, 'job.ended');
    assert.is(first.body.links.job, `${s.url}/jobs/${job}`);
    const { run } = await s.api('job.show', { job });
    assert.is(first.body.links.run, `${s.url}/runs/${run}`);
    await s.running(agent, 'hello');
    await agent.connect([]);
    const events = await r.nth(3).then(() => r.received.slice(1).map((one) => one.body.type));
    assert.equal(events.sort(), ['job.ended', 'robot.lost']);
  }),
);

t('500 and then 200: it is tried again, with the same id and a new signature', () =>
  withHook({}, async (s, r) => {
    r.answer = (response, _, nth) => void response.writeHead(nth === 1 ? 500 : 200).end('sorry');
    await drain(s);
    await r.nth(1);
    const waiting = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.equal([waiting.state, waiting.lastStatus, waiting.lastError], ['waiting', 500, 'answered 500']);
    assert.is(waiting.lastAnswer, 'sorry');
    assert.ok(waiting.due! > s.clock.now());
    s.clock.advance(HOUR_MS);
    const second = await r.nth(2);
    assert.is(second.headers['webhook-id'], waiting.id);
    assert.is.not(second.headers['webhook-signature'], r.received[0]!.headers['webhook-signature']);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.is(done.attempts, 2);
  }),
);

t('a receiver that hangs is given up after the time limit; the answer says so', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = () => undefined;
      await drain(s);
      const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
      assert.equal([tried.state, tried.lastStatus, tried.lastError], ['waiting', undefined, 'no answer within 0.2 s']);
      await until('the connection is closed', () => r.open === 0);
    },
    { timers: { webhookMs: 200 } },
  ),
);

t('a receiver that says 200 and then hangs in the middle of its answer has taken it', () =>
  withHook(
    {},
    async (s, r) => {
      r.answer = (response) => void response.writeHead(200).write('part');
      await drain(s);
      const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
      assert.equal([done.lastStatus, done.lastAnswer], [200, 'part']);
    },
    { timers: { webhookMs: 300 } },
  ),
);

t('410 Gone disables the webhook, and says why', () =>
  withHook({}, async (s, r) => {
    r.answer = status(410);
    await drain(s);
    await until('it is disabled', async () => (await hook(s)).state === 'disabled');
    const gone = await hook(s);
    assert.match(String(gone.because), '410 Gone');
    assert.is((await list(s))[0]!.state, 'failed');
    await drain(s);
    assert.is((await list(s)).length, 1);
  }),
);

t('a redirect is not followed, and the answer says what to do', () =>
  withHook({}, async (s, r) => {
    const elsewhere = await Receiver.start();
    r.answer = status(302, { location: elsewhere.url });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.match(
      String(tried.lastError),
      `a redirect to ${elsewhere.url}; redirects are not followed: name the final address`,
    );
    assert.equal(elsewhere.received, []);
    await elsewhere.close();
  }),
);

t('of a huge answer the beginning is kept and the rest is not read', () =>
  withHook({}, async (s, r) => {
    let written = 0;
    r.answer = (response) => {
      response.writeHead(200);
      const chunk = 'x'.repeat(64 * 1024);
      const more = () => {
        while (!response.destroyed && written < 1_000 * chunk.length) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    await drain(s);
    const done = await delivery(s, 'has arrived', (d) => d.state === 'delivered');
    assert.is(done.lastAnswer, 'x'.repeat(1_024));
    await until('the connection is closed', () => r.open === 0);
    assert.ok(written < 500 * 64 * 1024, `${written} bytes were taken`);
  }),
);

t('nobody listens: the answer says so, and when somebody does, it arrives', () =>
  withHook({}, async (s, r) => {
    const { port } = r;
    await r.close();
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.is(tried.lastError, `127.0.0.1:${port}: nobody listens there (ECONNREFUSED)`);
    const again = await Receiver.start(port);
    s.clock.advance(HOUR_MS);
    assert.is((await again.nth(1)).headers['webhook-id'], tried.id);
    await again.close();
  }),
);

t('a receiver may ask for a longer rest', () =>
  withHook({}, async (s, r) => {
    r.answer = status(429, { 'retry-after': '1800' });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.ok(tried.due! - s.clock.now() > 1_700_000);
  }),
);

t('a dead receiver holds up nobody else, and gets one attempt at a time', () =>
  withHook({}, async (s, r) => {
    const dead = await Receiver.start();
    dead.answer = () => undefined;
    await s.api('webhook.create', { name: 'dead', url: dead.url, events: ['queue.drained'] });
    await drainMany(s, 12);
    await r.nth(12);
    await until('all arrived', async () => (await hook(s)).waiting === 0);
    assert.is((await hook(s, 'dead')).waiting, 12);
    assert.is(dead.mostOpen, atOnce.ofOne);
    const { port } = dead;
    await dead.close(); // they fail at once
    await until('it is known to fail', async () => (await hook(s, 'dead')).failuresInRow >= atOnce.ofOne);
    const again = await Receiver.start(port);
    again.answer = () => undefined;
    s.clock.advance(HOUR_MS);
    await again.nth(1);
    await drain(s);
    await r.nth(13);
    assert.is(again.mostOpen, atOnce.ofFailing);
    await again.close();
  }),
);

t('while many fail, half of all attempts are left for the others', () =>
  withHook({ enabled: false }, async (s, r) => {
    const dead = await Receiver.start();
    dead.answer = status(500);
    for (let n = 0; n < atOnce.ofAllFailing + 4; n++)
      await s.api('webhook.create', { name: `dead ${n}`, url: dead.url, events: ['queue.drained'] });
    await drain(s);
    const failed = async () => (await s.api('webhook.list', {})).items.filter((w) => w.failuresInRow > 0).length;
    await until('all failed', async () => (await failed()) === atOnce.ofAllFailing + 4);
    dead.answer = () => undefined;
    dead.mostOpen = 0;
    s.clock.advance(HOUR_MS);
    await until('as many as may are under way', () => dead.open === atOnce.ofAllFailing);
    await s.api('webhook.update', { webhook: 'hook', enabled: true });
    await drain(s);
    await r.nth(1);
    assert.is(dead.mostOpen, atOnce.ofAllFailing);
    await dead.close();
  }),
);

t('an address of https is verified: a certificate that nobody vouches for is refused', () =>
  withHook({ enabled: false }, async (s) => {
    const plain = createServer(); // speaks no TLS: the handshake fails
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
    await s.api('webhook.update', { webhook: 'hook', url, enabled: true });
    await drain(s);
    const tried = await delivery(s, 'was tried', (d) => d.attempts === 1);
    assert.is(tried.lastStatus, undefined);
    assert.match(String(tried.lastError), /SSL|TLS|EPROTO|reset/i);
    await new Promise((resolve) => plain.close(resolve));
  }),
);

t.run();
