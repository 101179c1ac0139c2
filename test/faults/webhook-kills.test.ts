/** kill -9 of the coordinator between the event, the sending and the noting: every event arrives, with one id each. */
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { kill } from '../support/processes.ts';
import { Receiver, status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('webhooks and kill -9');
const QUEUES = 6;
let fleet: Installation;
let receiver: Receiver;

t.before(async () => {
  receiver = await Receiver.start();
  fleet = await Installation.start();
  for (let n = 0; n < QUEUES; n++) await fleet.api.call('queue.create', { name: `q${n}` });
  await fleet.ok('webhook', 'create', 'hook', '--to', receiver.url, '--on', 'queue.drained');
});
t.after(async () => {
  await fleet.stop();
  await receiver.close();
});

async function drain(queue: string): Promise<void> {
  const { id } = await fleet.api.call('resource.add', { queue, value: 1 });
  await fleet.api.call('resource.edit', { queue, id, status: 'processed' });
}

async function killAndStart(): Promise<void> {
  const coordinator = fleet.coordinator!;
  kill(coordinator.process.pid!);
  await coordinator.exit;
  await fleet.startCoordinator();
}

const waiting = async () => (await fleet.api.call('webhook.show', { webhook: 'hook' })).waiting;
const ids = () => receiver.received.map((one) => String(one.headers['webhook-id']));

t.within(180_000, 'killed between the sending and the noting: sent again with the same id', async () => {
  receiver.answer = () => undefined; // it has the message, and the coordinator does not know it
  await drain('q0');
  await receiver.nth(1);
  receiver.answer = status(204);
  await killAndStart();
  await receiver.nth(2);
  assert.is(new Set(ids()).size, 1);
  await until('it is noted', async () => (await waiting()) === 0);
});

t.within(180_000, 'killed right after the events: each of them arrives', async () => {
  const before = new Set(ids());
  receiver.answer = () => undefined;
  for (let n = 1; n < QUEUES; n++) await drain(`q${n}`);
  await killAndStart();
  receiver.answer = status(204);
  await killAndStart();
  await until('all are noted', async () => (await waiting()) === 0);
  const made = (await fleet.api.call('webhook.deliveries', { webhook: 'hook' })).items.map((d) => d.id);
  assert.is(made.length, QUEUES);
  const arrived = new Set(ids().filter((id) => !before.has(id)));
  assert.equal([...arrived].sort(), made.filter((id) => !before.has(id)).sort());
  const told = receiver.received.map((one) => one.body.data.queue?.name);
  assert.equal(
    [...new Set(told)].sort(),
    Array.from({ length: QUEUES }, (_, n) => `q${n}`),
  );
});

t.run();
