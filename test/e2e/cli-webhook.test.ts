/** `gantry webhook`, as a user types it. */
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { DeliveryView, WebhookView } from '../../protocol/shapes-webhook.ts';
import { Installation } from '../support/installation.ts';
import { Receiver, status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: webhooks');
let fleet: Installation;
let receiver: Receiver;

t.before(async () => {
  receiver = await Receiver.start();
  fleet = await Installation.start();
  await fleet.deployPackage('work', { 'main.mjs': '' });
  await fleet.ok('queue', 'create', 'invoices');
});
t.after(async () => {
  await fleet.stop();
  await receiver.close();
});

t('what is missing or wrong is said with the next step', async () => {
  const none = await fleet.gantry('webhook', 'show', 'alerts');
  assert.equal([none.code, none.out], [4, '']);
  assert.match(none.err, 'there is no webhook "alerts"; "gantry webhook ls" lists them');
  assert.match((await fleet.ok('webhook', 'ls')).err, 'gantry webhook create NAME --to');
  const wrong = async (says: string, ...args: string[]) => {
    const ran = await fleet.gantry('webhook', 'create', 'x', ...args);
    assert.is(ran.code, 2, ran.out);
    assert.match(ran.err, says);
  };
  await wrong('must begin with https:// or http://', '--to', 'ftp://x.example');
  await wrong('must not hold a name or password', '--to', 'https://me:pw@x.example');
  await wrong('events.0', '--to', 'https://x.example', '--on', 'job.begun');
  await wrong('states.0', '--to', 'https://x.example', '--on', 'job.ended', '--state', 'running');
  assert.match((await fleet.gantry('webhook', 'create', 'x')).err, "required option '--to <address>'");
});

t('create prints the secret once; show, ls and set say what it is told', async () => {
  const only = ['--on', 'job.ended', '--state', 'failed', '--deployment', 'work'];
  const made = await fleet.ok('webhook', 'create', 'alerts', '--to', receiver.url, ...only);
  assert.match(made.out, `alerts → ${receiver.url}: enabled`);
  assert.match(made.out, 'only jobs that ended: failed');
  assert.match(made.out, /secret: whsec_\S{44}$/);
  const shown = await fleet.ok('webhook', 'show', 'alerts');
  assert.match(shown.out, 'only deployments: work');
  assert.not.match(shown.out, 'whsec_');
  assert.match((await fleet.ok('webhook', 'ls')).out, /alerts\s+http\S+\s+job\.ended\s+enabled\s+0\s+nothing sent yet/);
  const set = ['webhook', 'set', 'alerts', '--deployment', '', '--on', 'job.ended', '--on', 'queue.drained'];
  const view = await fleet.json<WebhookView>(...set);
  assert.equal([view.deployments, view.states, view.events], [[], ['failed'], ['job.ended', 'queue.drained']]);
  const nothing = await fleet.gantry('webhook', 'set', 'alerts');
  assert.equal([nothing.code, nothing.out], [2, '']);
  assert.match(nothing.err, 'say what to change');
});

t('test says what came of it, and its exit code, too', async () => {
  receiver.answer = status(200, {}, 'pong \u001b[31m');
  const good = await fleet.ok('webhook', 'test', 'alerts');
  assert.match(good.out, /^delivered answered 200 in \d+ ms\nanswer: pong/);
  assert.not.match(good.out, '\u001b[31m');
  receiver.answer = status(500, {}, 'no');
  const bad = await fleet.gantry('webhook', 'test', 'alerts');
  assert.is(bad.code, 1);
  assert.match(bad.out, /^failed answered 500 after \d+ ms\nanswer: no/);
});

t('deliveries are listed with what came of them, and sent again', async () => {
  receiver.answer = status(204);
  await fleet.ok('queue', 'add', 'invoices', '1');
  const { items } = await fleet.api.call('resource.list', { queue: 'invoices' });
  await fleet.api.call('resource.edit', { queue: 'invoices', id: items[0]!.id, status: 'processed' });
  const find = async () =>
    (await fleet.json<{ items: DeliveryView[] }>('webhook', 'deliveries', 'alerts', '--state', 'delivered')).items.find(
      (d) => d.event === 'queue.drained',
    );
  const { id } = await until('it has arrived', find);
  const listed = await fleet.ok('webhook', 'deliveries', 'alerts');
  assert.match(listed.out, new RegExp(`${id}\\s+queue\\.drained\\s+delivered\\s+1`));
  assert.match(listed.out, /ping\s+failed\s+1\s.*answered 500/);
  const before = receiver.received.length;
  assert.is((await fleet.ok('webhook', 'redeliver', 'alerts', id)).out, `${id} is sent again`);
  assert.is((await receiver.nth(before + 1)).headers['webhook-id'], id);
  const page = await fleet.ok('webhook', 'deliveries', 'alerts', '--limit', '1');
  assert.match(page.err, /more: --after \S+/);
});

t('disable, enable, rotate-secret, rm', async () => {
  assert.match((await fleet.ok('webhook', 'disable', 'alerts')).out, 'disabled');
  assert.is((await fleet.json<WebhookView>('webhook', 'enable', 'alerts')).state, 'enabled');
  const rotated = await fleet.ok('webhook', 'rotate-secret', 'alerts', '--keep-former', '2h');
  assert.match(rotated.out, /^secret: whsec_\S{44}\nthe former secret signs as well until /);
  assert.is((await fleet.ok('webhook', 'rm', 'alerts')).out, 'deleted the webhook alerts');
  assert.is((await fleet.gantry('webhook', 'rm', 'alerts')).code, 4);
});

t('completion knows its words and the names of webhooks', async () => {
  await fleet.ok('webhook', 'create', 'ops', '--to', receiver.url, '--no-enable');
  assert.is((await fleet.json<WebhookView>('webhook', 'show', 'ops')).state, 'disabled');
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'webhook')!.commands;
  assert.equal(
    await words('webhook', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('webhook', 'show', ''), ['ops']);
});

t.run();
