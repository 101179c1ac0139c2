/** X11 as rules: each action of a person leaves one entry in its own transaction, with what it changed, on a chain of hashes. */
import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { CHAIN_START, chained } from '../../coordinator/domain/audit.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import { Fleet, SYSTEM } from './support/fleet.ts';

const t = suite('rules: audit');

const entries = (fleet: Fleet) => fleet.world.all('audit');

t('X11: what a person did, from where, and what it changed', () => {
  const fleet = new Fleet();
  const ada = { ...fleet.person('developer', 'Ada'), from: '10.0.0.7' } as Principal;
  fleet.do('pool.create', { name: 'night' }, ada);
  const [entry] = entries(fleet);
  assert.equal([entry?.n, entry?.verb, entry?.target, entry?.outcome], [1, 'pool.create', 'pool night', 'done']);
  assert.equal([entry?.by.name, entry?.from, entry?.at], ['Full Ada', '10.0.0.7', fleet.world.now]);
  assert.equal(entry?.changes, [
    { what: 'pool', id: fleet.world.all('pool').at(-1)!.id, name: 'night', after: { name: 'night' } },
  ]);
});

t('X11: only what differs is told, before and after', () => {
  const fleet = new Fleet();
  const ada = fleet.person('developer', 'Ada');
  fleet.deploy({ name: 'invoices' });
  fleet.do('deployment.update', { deployment: 'invoices', priority: 4_000, retries: 3 }, ada);
  const [change, ...more] = entries(fleet).at(-1)!.changes;
  assert.equal([change?.before, change?.after, more], [{ priority: 2_000 }, { priority: 4_000 }, []]);
});

t('X11: an entry says what it was about, and of a new row only what is not empty', () => {
  const fleet = new Fleet();
  fleet.deploy({ name: 'invoices' });
  fleet.run('invoices');
  const entry = entries(fleet).at(-1)!;
  assert.equal([entry.verb, entry.target], ['job.run', 'deployment invoices']);
  const told = entry.changes[0]!.after as Record<string, unknown>;
  assert.is(told.priority, 2_000);
  for (const empty of ['started', 'message', 'bindings', 'author']) assert.not(Object.hasOwn(told, empty), empty);
});

t('X11: an action that is refused leaves nothing of itself, not even a number', () => {
  const fleet = new Fleet();
  const vera = fleet.person('viewer', 'Vera');
  fleet.refused('Forbidden', 'pool.create', { name: 'night' }, vera);
  assert.equal(entries(fleet), []);
});

t('X11: the chain breaks when an entry is changed, left out or put elsewhere', () => {
  const fleet = new Fleet();
  const ada = fleet.person('developer', 'Ada');
  for (const name of ['one', 'two', 'three']) fleet.do('pool.create', { name }, ada);
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const [one, two, three] = entries(fleet);
  assert.equal([one!.n, two!.n, three!.n], [1, 2, 3]);
  assert.is(one!.hash, digest(chained(CHAIN_START, one!)));
  assert.is(two!.hash, digest(chained(one!.hash, two!)));
  assert.is(three!.hash, digest(chained(two!.hash, three!)));
  const column = Object.keys(one!).filter((name) => !['hash', 'workspace'].includes(name));
  for (const name of column)
    assert.is.not(digest(chained(one!.hash, { ...two!, [name]: 'changed' })), two!.hash, `${name} is not in the hash`);
  assert.is.not(digest(chained(one!.hash, three!)), three!.hash);
});

t('X11: secrets are masked; that one was changed is told all the same', () => {
  const fleet = new Fleet();
  const ada = fleet.person('developer', 'Ada');
  fleet.publish({ name: 'erp', parameters: [{ name: 'login', type: 'credential' }] });
  const params = (secret: string) => ({ login: { user: 'robot', secret } });
  fleet.pool('night');
  const made = { name: 'erp', package: 'erp', pool: 'night', params: params('first secret') };
  fleet.do('deployment.create', made, ada);
  fleet.do('deployment.update', { deployment: 'erp', params: params('second secret') }, ada);
  assert.not.match(JSON.stringify(entries(fleet)), /secret"|first|second/);
  const [change] = entries(fleet).at(-1)!.changes;
  assert.equal([change?.before, change?.after], [{ params: { login: '•••' } }, { params: { login: '•••' } }]);
});

t('X11: of many rows the first are told and the rest is counted', () => {
  const fleet = new Fleet();
  const ada = fleet.person('developer', 'Ada');
  fleet.deploy({ name: 'invoices' });
  for (let i = 0; i < 60; i++) fleet.run('invoices');
  fleet.do('deployment.delete', { deployment: 'invoices', force: true }, ada);
  const entry = entries(fleet).at(-1)!;
  assert.equal([entry.changes.length, entry.more], [50, 11]); // 60 jobs and the deployment
});

t('X11: what robots do with resources is history, not audit', () => {
  const fleet = new Fleet();
  const script = fleet.world.script();
  fleet.do('queue.create', { name: 'orders' }, fleet.person('developer', 'Ada'));
  const before = entries(fleet).length;
  fleet.do('resource.add', { queue: 'orders', value: 1 }, script);
  assert.is(entries(fleet).length, before);
});

t('X11: a child job that a run starts is told as the robot’s; waiting for one is no change', () => {
  const fleet = new Fleet();
  const pool = fleet.pool('night');
  fleet.publish();
  fleet.deploy({ name: 'parent', pool: 'night' });
  fleet.deploy({ name: 'child', pool: 'night' });
  assert.ok(pool);
  fleet.run('parent');
  const run = fleet.start(fleet.robot('desk', { pool }));
  const script = { kind: 'script', run: run.id, epoch: run.epoch, workspace: run.workspace, from: '10.1.1.1' } as const;
  const { job } = fleet.do('job.start', { deployment: 'child' }, script);
  const entry = entries(fleet).at(-1)!;
  assert.equal([entry.verb, entry.by.kind, entry.by.name, entry.from], ['job.start', 'robot', 'desk', '10.1.1.1']);
  assert.equal(
    entry.changes.map((change) => [change.what, change.id]),
    [['job', job.id]],
  );
  fleet.do('job.cancel', { job: job.id }, fleet.person());
  const before = entries(fleet).length;
  fleet.do('job.wait', { job: job.id }, fleet.person());
  assert.is(entries(fleet).length, before);
});

t('X11: what the coordinator does for a person is told as that person’s', () => {
  const fleet = new Fleet();
  const ada = fleet.person('admin', 'Ada');
  assert.is(ada.kind, 'person');
  const by = { kind: 'user', id: (ada as { user: string }).user, name: 'Ada' } as const;
  const behalf = { by, from: '::1', verb: 'token.create', target: 'token ci' };
  const token = { hash: 'f'.repeat(64), kind: 'api', user: by.id, name: 'ci', pool: '', expires: 0 } as const;
  fleet.do('token.made', token, { ...SYSTEM, behalf } as Principal);
  const entry = entries(fleet).at(-1)!;
  assert.equal([entry.by, entry.verb, entry.target], [by, 'token.create', 'token ci']);
  assert.not.match(JSON.stringify(entry), /ffff/);
});

t.run();
