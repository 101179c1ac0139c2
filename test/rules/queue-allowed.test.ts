/** Which queues a run may use (X2): those that its deployment names, every one when it names none. */
import * as assert from 'uvu/assert';
import { contract, verbNames, type WriteVerb } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';
import { START, WORKSPACE } from './support/world.ts';

const t = suite('queues that a run may use');

/** A run of a deployment that may use `mine` only; there is `other` with one resource. */
function restricted(allowQueues = ['mine']) {
  const f = fleet();
  const developer = f.person('developer');
  f.publish();
  const robot = f.robot('desk-1');
  for (const name of ['mine', 'other']) f.do('queue.create', { name }, developer);
  const deployment = f.deploy({ robots: ['desk-1'], allowQueues });
  f.run(deployment.name);
  const run = f.start(robot);
  const script = { kind: 'script', run: run.id, epoch: run.epoch, workspace: WORKSPACE } as const;
  const { id } = f.do('resource.add', { queue: 'other', value: 1 }, developer);
  const allow = (names: string[]) =>
    f.do('deployment.update', { deployment: deployment.name, allowQueues: names }, developer);
  return { f, script, id, allow, deployment };
}

/** Parameters besides the queue of each verb with which a script names one. */
const besides = (id: string): Record<string, object> => ({
  'resource.add': { value: 1 },
  'resource.addMany': { items: [{ value: 1 }] },
  'resource.get': { timeout: 0 },
  'resource.getMany': { count: { atMost: 2 }, timeout: 0 },
  'resource.lock': { id, lock: { read: {} }, timeout: 0 },
  'resource.unlock': { id, kinds: { read: true } },
  'resource.update': { id, value: 2 },
  'resource.delete': { id },
  'resource.defer': { id, until: START + 60_000 },
  'resource.fail': { id, reason: 'no' },
  'resource.markProcessed': { id },
  'resource.markProcessedMany': { ids: [id] },
  'effect.intend': { id, name: 'pay' },
  'effect.done': { id, name: 'pay', result: 1 },
});

t('X2: every verb with which a script names a queue is refused for one that its deployment does not name', () => {
  const { f, script, id } = restricted();
  const more = besides(id);
  const verbs = verbNames.filter((verb): verb is WriteVerb => {
    const { kind, who, params } = contract[verb];
    return kind === 'write' && (who as readonly string[]).includes('script') && 'queue' in params;
  });
  assert.equal(
    verbs.filter((verb) => !(verb in more)),
    [],
    'each has parameters here',
  );
  for (const verb of verbs) {
    const error = f.refused('Forbidden', verb, { queue: 'other', ...more[verb] } as never, script);
    assert.equal([error.field, /--allow-queue "other"/.test(error.message)], ['queue', true], verb);
  }
  assert.ok(f.do('resource.add', { queue: 'mine', value: 1 }, script).id);
});

t('X2: taking the permission away counts at once; naming none allows every queue', () => {
  const { f, script, allow } = restricted([]);
  const add = (queue: string) => f.do('resource.add', { queue, value: 1 }, script);
  assert.ok(add('other'));
  assert.equal(allow(['Mine', 'mine']).allowQueues, ['mine']);
  f.refused('Forbidden', 'resource.add', { queue: 'other', value: 1 }, script);
  assert.ok(add('mine'));
  assert.equal(allow([]).allowQueues, []);
  assert.ok(add('other'));
});

t('X2: a list of which the only queue was deleted does not become "every queue"', () => {
  const { f, script } = restricted();
  f.do('queue.delete', { queue: 'mine' }, f.person('operator'));
  f.refused('Forbidden', 'resource.add', { queue: 'other', value: 1 }, script);
});

t('X2: a queue that is not there cannot be allowed; the field is named', () => {
  const { f, deployment } = restricted();
  const params = { deployment: deployment.name, allowQueues: ['mien'] };
  const error = f.refused('QueueNotFound', 'deployment.update', params, f.person('developer'));
  assert.equal([error.field, /did you mean "mine"/.test(error.message)], ['allowQueues', true]);
});

t.run();
