/** Webhooks: who may make them, what they are told of, and that nothing secret is among it. */
import * as assert from 'uvu/assert';
import { MAX_WEBHOOKS } from '../../coordinator/domain/webhook.ts';
import { checkParams } from '../../protocol/validate.ts';
import { suite } from '../support/suite.ts';
import { START } from './support/fleet.ts';
import { sealed, WebhookWorld } from './support/webhook-world.ts';

const t = suite('webhooks');

/** A job that a robot ran to this end. */
function ended(w: WebhookWorld, deployment: string, how: 'succeeded' | 'failed' = 'succeeded'): string {
  const robot = w.f.robot(`robot of ${w.f.world.all('robot').length}`, { pool: poolId(w) });
  const job = w.f.run(deployment);
  w.f.end(w.f.start(robot), how, 'password=hunter2');
  return job;
}
const poolId = (w: WebhookWorld) => w.f.world.all('pool')[0]!.id;

t('a job that ended is told to each webhook that wants it, with ids, names, states and times', () => {
  const w = new WebhookWorld();
  w.create('all', ['job.ended']);
  w.create('other', ['queue.drained']);
  const { name, id } = w.f.deploy({ retries: 0 });
  const job = ended(w, name);
  assert.equal(
    w.told().map((h) => h.event),
    ['job.ended'],
  );
  const [delivery, ...more] = w.of('all');
  assert.equal([more, w.of('other')], [[], []]);
  const row = w.f.job(job);
  const run = w.f.world.row('run', row.run);
  assert.equal(delivery!.payload, {
    at: START,
    job: {
      ...{ id: job, state: 'succeeded', source: 'manual', priority: 2_000, attempts: 1 },
      ...{ created: row.created, started: row.started, ended: row.ended },
    },
    deployment: { id, name },
    package: { name: 'invoices', version: '1.0.0' },
    run: { id: run.id, state: 'succeeded', reason: 'completed' },
    robot: { id: run.robot, name: run.robotName, machine: run.machine },
  });
  assert.equal([delivery!.state, delivery!.due, delivery!.attempts], ['waiting', START, 0]);
  assert.is(w.row('all').waiting, 1);
});

t('what a script said, parameters and outputs are not told', () => {
  const w = new WebhookWorld();
  w.create('all', ['job.ended', 'robot.lost']);
  w.f.publish({ version: '2.0.0', parameters: [{ name: 'pin', type: 'text' }] });
  const { name } = w.f.deploy({ retries: 0, params: { pin: 'very-secret-1' } });
  ended(w, name, 'failed');
  w.told();
  const text = JSON.stringify(w.of('all'));
  assert.match(text, '"state":"failed"');
  assert.not.match(text, 'hunter2');
  assert.not.match(text, 'very-secret-1');
});

t('states and deployments narrow it; retries are not ends', () => {
  const w = new WebhookWorld();
  const one = w.f.deploy({ retries: 1 });
  const two = w.f.deploy({ retries: 0 });
  w.create('failures', ['job.ended'], { states: ['failed'] });
  w.create('two', ['job.ended'], { deployments: [two.name] });
  ended(w, one.name, 'failed');
  assert.equal(w.told(), []);
  w.f.end(w.f.start(w.f.world.all('robot')[0]!.id), 'failed');
  assert.is(w.told().length, 1);
  ended(w, two.name);
  w.told();
  const jobs = (name: string) => w.of(name).map((d) => (d.payload as { deployment: { id: string } }).deployment.id);
  assert.equal([jobs('failures'), jobs('two')], [[one.id], [two.id]]);
});

t('a job cancelled before anything ran is told, too', () => {
  const w = new WebhookWorld();
  w.create('all', ['job.ended']);
  const job = w.f.run(w.f.deploy().name);
  w.f.do('job.cancel', { job }, w.admin);
  w.told();
  const [delivery] = w.of('all');
  assert.equal((delivery!.payload as { job: { state: string } }).job.state, 'cancelled');
  assert.not.ok('run' in (delivery!.payload as object));
});

t('nobody is told while a webhook is disabled; while it is paused it is kept for later', () => {
  const w = new WebhookWorld();
  const { name } = w.f.deploy();
  w.create('off', ['job.ended'], { enabled: false });
  w.create('rests', ['job.ended']);
  w.f.world.patch('webhook', w.row('rests').id, { state: 'paused' });
  w.f.do('job.cancel', { job: w.f.run(name) }, w.admin);
  w.told();
  assert.equal([w.of('off').length, w.of('rests').length], [0, 1]);
});

t('X3: the role counts in the transaction, also where a service made the secret', () => {
  const w = new WebhookWorld();
  const low = w.f.person('developer');
  const user = low.kind === 'person' ? low.user : '';
  const params = {
    user,
    name: 'x',
    url: 'https://x.example',
    events: ['job.ended' as const],
    id: 'w_x',
    secret: sealed('s'),
  };
  w.f.refused('Forbidden', 'webhook.created', params);
  w.create('x', ['job.ended']);
  w.f.refused('Forbidden', 'webhook.rotated', {
    user,
    webhook: w.row('x').id,
    secret: sealed('t'),
    formerUntil: START,
  });
});

t('bad input is refused by its field', () => {
  const w = new WebhookWorld();
  const field = (params: object) => {
    try {
      checkParams('webhook.create', { name: 'x', url: 'https://x.example', events: ['job.ended'], ...params });
      return '';
    } catch (error) {
      return (error as { field?: string }).field;
    }
  };
  assert.is(field({}), '');
  assert.is(field({ url: 'http://127.0.0.1:8080/hook?x=1' }), '');
  for (const url of [
    '',
    'x.example',
    'ftp://x.example',
    'file:///etc/passwd',
    'https://me:pw@x.example',
    'https://x.example/#a',
  ])
    assert.is(field({ url }), 'url', url);
  assert.is(field({ url: `https://x.example/${'a'.repeat(2_000)}` }), 'url');
  assert.is(field({ events: [] }), 'events');
  assert.is(field({ events: ['job.begun'] }), 'events.0');
  assert.is(field({ states: ['running'] }), 'states.0');
  const admin = w.admin.kind === 'person' ? w.admin.user : '';
  const good = { user: admin, name: 'x', url: 'https://x.example', id: 'w_x', secret: sealed('s') };
  const refused = (code: 'ValidationError' | 'DeploymentNotFound' | 'QueueNotFound', more: object) =>
    w.f.refused(code, 'webhook.created', { ...good, events: ['robot.lost'], ...more }).field;
  assert.is(refused('ValidationError', { states: ['failed'] }), 'states');
  assert.is(refused('ValidationError', { queues: ['q'] }), 'queues');
  assert.is(refused('DeploymentNotFound', { events: ['job.ended'], deployments: ['none'] }), 'deployment');
  assert.is(refused('QueueNotFound', { events: ['queue.drained'], queues: ['none'] }), 'queue');
  assert.equal(
    w.f.world.all('name').filter((row) => row.id.startsWith('webhook:')),
    [],
  );
});

t('names are unique, may change, and are free after a deletion; there is a limit to how many', () => {
  const w = new WebhookWorld();
  w.create('one', ['job.ended']);
  const admin = w.admin.kind === 'person' ? w.admin.user : '';
  const same = {
    user: admin,
    name: 'ONE',
    url: 'https://x.example',
    events: ['job.ended' as const],
    id: 'w_x',
    secret: sealed('s'),
  };
  w.f.refused('Conflict', 'webhook.created', same);
  assert.is(w.update('one', { name: 'Uno' }).name, 'Uno');
  w.f.refused('WebhookNotFound', 'webhook.update', { webhook: 'one' }, w.admin);
  w.create('one', ['job.ended']);
  w.f.do('webhook.delete', { webhook: 'one' }, w.admin);
  w.create('one', ['job.ended']);
  for (let n = w.f.world.all('webhook').filter((row) => !row.deleted).length; n < MAX_WEBHOOKS; n++)
    w.create(`w${n}`, ['job.ended']);
  w.f.refused('TooMany', 'webhook.created', { ...same, name: 'more' });
});

t('the sender hears what is wanted by all webhooks together', () => {
  const w = new WebhookWorld();
  const wanted = () => w.f.effects('webhook').at(-1)!.wanted;
  w.create('a', ['job.ended']);
  assert.equal(wanted(), ['job.ended']);
  w.create('b', ['robot.lost', 'job.ended']);
  assert.equal(wanted(), ['job.ended', 'robot.lost']);
  w.update('a', { enabled: false });
  assert.equal(wanted(), ['robot.lost', 'job.ended']);
  w.f.do('webhook.delete', { webhook: 'b' }, w.admin);
  assert.equal(wanted(), []);
});

t.run();
