/** Counts by state for the metrics: always what counting the rows would give; ended ones never decrease. */
import * as assert from 'uvu/assert';
import { tallyOf } from '../../coordinator/domain/tally.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';
import { WebhookWorld } from './support/webhook-world.ts';

const t = suite('tallies');

function counted(rows: readonly { state: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
const withoutZeros = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

t('jobs and robots through their lives', () => {
  const f = fleet();
  const agree = () => {
    assert.equal(withoutZeros(tallyOf(f.world.view, 'job')), counted(f.world.all('job')));
    assert.equal(withoutZeros(tallyOf(f.world.view, 'robot')), counted(f.world.all('robot')));
  };
  const { name } = f.deploy({ retries: 1 });
  const pool = f.world.all('pool')[0]!.id;
  const [one, two] = [f.robot('one', { pool }), f.robot('two', { pool, online: false })];
  for (let n = 0; n < 4; n++) f.run(name);
  agree();
  f.end(f.start(one), 'succeeded');
  agree();
  for (let n = 0; n < 2; n++) {
    f.end(f.start(one), 'failed');
    agree();
  }
  const run = f.start(one);
  agree();
  f.disconnect(one);
  agree();
  f.do('run.lose', { run: run.id, epoch: run.epoch, reason: 'agent-lost', because: 'silence' });
  agree();
  f.connect(two);
  f.do('robot.pause', { robot: 'two', paused: true }, f.person());
  agree();
  f.disconnect(two);
  f.do('robot.delete', { robot: 'two' }, f.person());
  agree();
});

t('deliveries: what ended once was there, also when it is sent again or deleted', () => {
  const w = new WebhookWorld();
  w.create('hook', ['job.ended']);
  const { name } = w.f.deploy();
  for (let n = 0; n < 3; n++) {
    w.f.do('job.cancel', { job: w.f.run(name) }, w.admin);
    w.told();
  }
  const tally = () => withoutZeros(tallyOf(w.f.world.view, 'delivery'));
  assert.equal(tally(), { waiting: 3 });
  const [first, second] = w.of('hook');
  w.attempted(first!, 'ok');
  w.attempted(second!, 'stale');
  assert.equal(tally(), { waiting: 1, delivered: 1, dropped: 1 });
  w.f.do('webhook.redeliver', { webhook: 'hook', delivery: first!.id }, w.admin);
  assert.equal(tally(), { waiting: 2, delivered: 1, dropped: 1 });
  const webhook = w.row('hook').id;
  w.f.do('webhook.delete', { webhook: 'hook' }, w.admin);
  w.f.do('delivery.drop', { webhook, limit: 100 });
  assert.equal(tally(), { delivered: 1, dropped: 1 });
});

t.run();
