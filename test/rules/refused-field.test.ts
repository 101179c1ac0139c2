/** What is in the way of a deletion or a change is refused at the field that names the thing (J9, J11, J26). */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('the field of a refusal');

t('J9, J11, J26: a pool in use, a robot at work, a job that is over name their field', () => {
  const f = fleet();
  f.publish();
  f.pool('office');
  const robot = f.robot('desk-1', { pool: 'office' });
  const { name } = f.deploy({ pool: 'office' });
  const who = f.person();
  assert.is(f.refused('InUse', 'pool.delete', { pool: 'office' }, who).field, 'pool');
  assert.is(f.refused('InUse', 'robot.delete', { robot: 'desk-1' }, who).field, 'robot');
  const job = f.run(name);
  f.end(f.start(robot));
  assert.is(f.refused('IllegalState', 'job.cancel', { job }, who).field, 'job');
  assert.is(f.refused('IllegalState', 'job.setPriority', { job, priority: 1 }, who).field, 'job');
});

t.run();
