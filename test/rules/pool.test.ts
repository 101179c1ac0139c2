/** Pools (J10): names, members, deletion. */
import * as assert from 'uvu/assert';
import { poolView } from '../../coordinator/domain/robot-view.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('pools');

t('J10: robots join and leave at any time; leaving does not stop the current run', () => {
  const f = fleet();
  const pool = f.pool('main');
  const robot = f.robot('Ann');
  const id = f.run(f.deploy().name);
  assert.is(f.dispatch(robot), undefined);
  f.do('pool.join', { pool: 'MAIN', robot: 'ann' }, f.person());
  f.do('pool.join', { pool: 'main', robot: 'Ann' }, f.person());
  assert.equal(poolView(f.world.view, f.world.row('pool', pool)).robots, ['Ann']);
  assert.is(poolView(f.world.view, f.world.row('pool', pool)).waiting, 1);
  const run = f.start(robot);
  f.do('pool.leave', { pool: 'main', robot: 'Ann' }, f.person());
  assert.equal([f.world.row('run', run.id).state, f.job(id).state], ['running', 'running']);
  f.end(run, 'failed');
  assert.is(f.dispatch(robot), undefined);
});

t('names are unique without regard to case, and free again after a deletion', () => {
  const f = fleet();
  f.pool('Night');
  assert.is(f.refused('Conflict', 'pool.create', { name: ' night ' }, f.person()).field, 'name');
  f.do('pool.delete', { pool: 'night' }, f.person());
  f.pool('night');
});

t('J10: a pool gets another name; its robots, deployments and jobs stay with it, and the old name is free', () => {
  const f = fleet();
  const pool = f.pool('main');
  f.robot('Ann', { pool });
  f.pool('night');
  const d = f.deploy();
  const job = f.run(d.name);
  assert.is(f.refused('Conflict', 'pool.update', { pool: 'main', name: 'Night' }, f.person()).field, 'name');
  f.refused('PoolNotFound', 'pool.update', { pool: 'nowhere', name: 'there' }, f.person());
  f.do('pool.update', { pool: 'main', name: 'MAIN' }, f.person());
  f.do('pool.update', { pool: 'main', name: 'office' }, f.person());
  const { name, robots, deployments, waiting } = poolView(f.world.view, f.world.row('pool', pool));
  assert.equal([name, robots, deployments, waiting], ['office', ['Ann'], [d.name], 1]);
  assert.is(f.job(job).pool, pool);
  f.refused('PoolNotFound', 'pool.join', { pool: 'main', robot: 'Ann' }, f.person());
  f.do('pool.join', { pool: 'office', robot: 'Ann' }, f.person());
  f.pool('main');
});

t('a pool that a deployment targets or a job waits in is not deleted; its members go with it', () => {
  const f = fleet();
  f.robot('Ann', { pool: f.pool('main') });
  f.pool('other');
  const d = f.deploy();
  f.refused('InUse', 'pool.delete', { pool: 'main' }, f.person());
  const id = f.run(d.name);
  f.do('deployment.update', { deployment: d.name, pool: 'other' }, f.person());
  assert.match(f.refused('InUse', 'pool.delete', { pool: 'main' }, f.person()).message, id);
  f.do('job.cancel', { job: id }, f.person());
  f.do('pool.delete', { pool: 'main' }, f.person());
  assert.is(f.world.all('member').length, 0);
  f.refused('PoolNotFound', 'pool.join', { pool: 'main', robot: 'Ann' }, f.person());
});

t.run();
