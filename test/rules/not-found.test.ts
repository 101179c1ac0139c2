/** Refusals of what is not there: what was meant, and what to type next; for every kind that has a name. */
import * as assert from 'uvu/assert';
import { errorsBetween, nearest } from '../../coordinator/domain/nearest.ts';
import { notFound } from '../../coordinator/domain/not-found.ts';
import type { NameKind } from '../../coordinator/domain/unique-name.ts';
import { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('rules: not found');

const KINDS: NameKind[] = [
  ...(['queue', 'pool', 'robot', 'deployment', 'package'] as const),
  ...(['user', 'webhook', 'schedule', 'calendar', 'asset'] as const),
];

t('every kind says which command lists what there is, and names the field', () => {
  const { view } = fleet().world;
  for (const kind of KINDS) {
    try {
      notFound(view, kind, WORKSPACE, 'nothing');
    } catch (error) {
      if (!(error instanceof GantryError)) throw error;
      assert.is(error.message, `there is no ${kind} "nothing"; "gantry ${kind} ls" lists them`);
      assert.equal([error.field, error.code.endsWith('NotFound')], [kind, true]);
    }
  }
});

t('a name that is close is named, whatever the case; one that is not is left out', () => {
  const f = fleet();
  for (const name of ['desk-1', 'desk-22', 'Server']) f.robot(name);
  const who = f.person();
  const said = (robot: string) => f.refused('RobotNotFound', 'robot.pause', { robot, paused: true }, who).message;
  assert.match(said('desk1'), 'there is no robot "desk1"; did you mean "desk-1"? "gantry robot ls" lists them');
  assert.match(said('SEVRER'), 'did you mean "Server"?');
  assert.not.match(said('printer'), 'did you mean');
  const queue = f.refused('QueueNotFound', 'queue.delete', { queue: 'orders' }, who).message;
  assert.is(queue, 'there is no queue "orders"; "gantry queue ls" lists them');
  assert.match(f.refused('JobNotFound', 'job.cancel', { job: 'j_x' }, who).message, '"gantry job ls" lists them');
});

t('what was deleted is no suggestion', () => {
  const f = fleet();
  const who = f.person();
  f.do('queue.create', { name: 'orders' }, who);
  f.do('queue.delete', { queue: 'orders' }, who);
  assert.not.match(f.refused('QueueNotFound', 'queue.delete', { queue: 'order' }, who).message, 'did you mean');
});

t('errors are letters too many, missing, wrong or exchanged; short words forgive one, long ones three', () => {
  assert.equal(
    [errorsBetween('', 'ab'), errorsBetween('abc', 'acb'), errorsBetween('kitten', 'sitting'), errorsBetween('a', 'a')],
    [2, 1, 3, 0],
  );
  const key = (name: string) => name;
  assert.equal(
    [nearest('ab', ['cd', 'ax'], key), nearest('ab', ['xy'], key), nearest('invoices', ['invoice', 'invices'], key)],
    ['ax', undefined, 'invoice'],
  );
});

t.run();
