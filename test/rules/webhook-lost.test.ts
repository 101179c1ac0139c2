/** What webhooks are told of robots that are lost and of queues that are drained: once, and nothing that is no news. */
import * as assert from 'uvu/assert';
import { DRAINED_REST_MS, UNREACHABLE_MS } from '../../coordinator/domain/webhook-tell.ts';
import { suite } from '../support/suite.ts';
import { START } from './support/fleet.ts';
import { WebhookWorld } from './support/webhook-world.ts';

const t = suite('lost robots and drained queues');
const poolId = (w: WebhookWorld) => w.f.world.all('pool')[0]!.id;

t('a run that is lost is told as a lost robot', () => {
  const w = new WebhookWorld();
  w.create('ops', ['robot.lost']);
  const { name } = w.f.deploy({ retries: 0 });
  const robot = w.f.robot('desk', { pool: poolId(w) });
  w.f.run(name);
  const run = w.f.start(robot);
  w.f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
  w.told();
  const [delivery] = w.of('ops');
  assert.is(delivery!.about, robot);
  const { why, run: told } = delivery!.payload as { why: string; run: object };
  assert.equal([why, told], ['run-lost', { id: run.id, reason: 'agent-lost' }]);
});

/** The chore, when it is due. */
function missing(w: WebhookWorld, ms: number): number {
  w.f.world.now += ms;
  const { due } = w.f.do('robot.missing', { limit: 10 });
  w.told();
  return due;
}

t('a robot that went unexpectedly and stays away is told once, after a minute', () => {
  const w = new WebhookWorld();
  w.create('ops', ['robot.lost']);
  const robot = w.f.robot('desk');
  w.f.world.now += 1_000;
  w.f.disconnect(robot);
  w.told();
  assert.is(missing(w, UNREACHABLE_MS - 1), 0);
  assert.equal(w.of('ops'), []);
  assert.is(missing(w, 1), 1);
  const [delivery] = w.of('ops');
  assert.equal((delivery!.payload as { why: string }).why, 'unreachable');
  assert.equal((delivery!.payload as { robot: object }).robot, {
    ...{ id: robot, name: 'desk', machine: 'machine-9', state: 'offline', seen: START + 1_000 },
  });
  assert.is(missing(w, UNREACHABLE_MS), 0);
  assert.is(w.of('ops').length, 1);
});

t('a robot that came back in time, or was stopped, is no news', () => {
  const w = new WebhookWorld();
  w.create('ops', ['robot.lost']);
  const [back, again, stopped] = ['back', 'again', 'stopped'].map((name) => w.f.robot(name)) as [
    string,
    string,
    string,
  ];
  for (const robot of [back, again]) w.f.disconnect(robot);
  const session = w.f.sessions.get(stopped)!;
  w.f.do('robot.disconnected', { robot: stopped, session, because: 'closed with code 1000', orderly: true });
  w.told();
  w.f.world.now += 30_000;
  for (const robot of [back, again]) w.f.connect(robot);
  w.f.disconnect(again);
  w.told();
  missing(w, UNREACHABLE_MS - 1);
  assert.equal(w.of('ops'), []);
  missing(w, 1);
  assert.equal(
    w.of('ops').map((d) => d.about),
    [again],
  );
});

t('a robot that came back and was stopped then is no news either', () => {
  const w = new WebhookWorld();
  w.create('ops', ['robot.lost']);
  const robot = w.f.robot('desk');
  w.f.disconnect(robot);
  w.told();
  w.f.world.now += 5_000;
  w.f.connect(robot);
  const session = w.f.sessions.get(robot)!;
  w.f.do('robot.disconnected', { robot, session, because: 'closed with code 1000', orderly: true });
  w.told();
  assert.is(missing(w, UNREACHABLE_MS), 1);
  assert.equal(w.of('ops'), []);
});

t('a restart of the coordinator gives every robot its time to come back', () => {
  const w = new WebhookWorld();
  w.create('ops', ['robot.lost']);
  const robot = w.f.robot('desk');
  w.f.do('coordinator.started', {});
  w.told();
  assert.equal(w.of('ops'), []);
  missing(w, UNREACHABLE_MS);
  assert.equal(
    w.of('ops').map((d) => d.about),
    [robot],
  );
});

/** Adds a resource and finishes it. */
function drain(w: WebhookWorld, queue = 'q'): void {
  const { id } = w.f.do('resource.add', { queue, value: 1 }, w.admin);
  w.f.do('resource.edit', { queue, id, status: 'processed' }, w.admin);
}

t('a queue is drained when the last of its work is done, however it ended', () => {
  const w = new WebhookWorld();
  w.f.do('queue.create', { name: 'q' }, w.admin);
  w.create('ops', ['queue.drained']);
  const ids = [1, 2].map((value) => w.f.do('resource.add', { queue: 'q', value }, w.admin).id);
  w.f.do('resource.edit', { queue: 'q', id: ids[0]!, status: 'processed' }, w.admin);
  assert.equal(w.told(), []);
  w.f.do('resource.edit', { queue: 'q', id: ids[1]!, status: 'error' }, w.admin);
  w.told();
  const [delivery] = w.of('ops');
  const { queue, drains } = delivery!.payload as { queue: Record<string, unknown>; drains: number };
  assert.equal([queue.name, queue.processed, queue.error, drains], ['q', 1, 1, 1]);
  w.f.do('resource.edit', { queue: 'q', id: ids[1]!, priority: 3 }, w.admin);
  assert.equal(w.told(), []);
});

t('a queue that drains over and over is told once a second, and the last one is never missing', () => {
  const w = new WebhookWorld();
  w.f.do('queue.create', { name: 'q' }, w.admin);
  w.create('ops', ['queue.drained']);
  for (let n = 0; n < 5; n++) {
    drain(w);
    w.told();
  }
  const told = w.of('ops').map((d) => [d.due, (d.payload as { drains: number }).drains]);
  assert.equal(told, [
    [START, 1],
    [START + DRAINED_REST_MS, 4],
  ]);
  assert.equal((w.of('ops')[1]!.payload as { queue: { processed: number } }).queue.processed, 5);
  w.f.world.now += DRAINED_REST_MS;
  drain(w);
  w.told();
  assert.is(w.of('ops').length, 3); // the second is due: it may be on its way already
});

t('only the queues that it names; a deleted queue is no drained one', () => {
  const w = new WebhookWorld();
  for (const name of ['q', 'other']) w.f.do('queue.create', { name }, w.admin);
  w.create('ops', ['queue.drained'], { queues: ['other'] });
  w.create('any', ['queue.drained']);
  drain(w);
  w.told();
  assert.equal([w.of('ops').length, w.of('any').length], [0, 1]);
  const { id } = w.f.do('resource.add', { queue: 'other', value: 1 }, w.admin);
  const queue = w.f.world.all('queue').find((row) => row.name === 'other')!.id;
  w.f.do('queue.delete', { queue: 'other', force: true }, w.admin);
  w.f.do('queue.purge', { queue, ids: [id] });
  w.told();
  assert.is(w.of('any').length, 1);
});

t.run();
