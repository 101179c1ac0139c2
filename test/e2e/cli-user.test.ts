/** `gantry user` and `gantry token`, as an administrator types them (X2, X3). */
import * as assert from 'uvu/assert';
import type { TokenView, UserView } from '../../protocol/calls-users.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: users and tokens');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
});
t.after(() => fleet.stop());

t('X1: create prints the way in, ls shows who is there', async () => {
  const made = await fleet.ok('user', 'create', 'anna', '--role', 'operator', '--no-evidence');
  assert.match(made.out, 'created anna, operator. The way in, once, until');
  assert.match(made.out, '/#/welcome?token=');
  assert.match((await fleet.ok('user', 'ls')).out, /anna +operator +no +no password yet/);
});

t('X3: set, disable, enable; what is not said stays', async () => {
  assert.is(
    (await fleet.ok('user', 'set', 'anna', '--role', 'developer')).out,
    'anna: developer, sees no videos and logs, enabled',
  );
  assert.is((await fleet.ok('user', 'set', 'anna', '--evidence')).out, 'anna: developer, sees evidence, enabled');
  const view = await fleet.json<UserView>('user', 'disable', 'anna');
  assert.equal([view.disabled, view.role], [true, 'developer']);
  await fleet.ok('user', 'enable', 'anna');
  assert.match((await fleet.ok('user', 'link', 'anna')).out, '/#/welcome?token=');
});

t('X3: the last administrator stays, and that is said', async () => {
  const refused = await fleet.gantry('user', 'set', 'admin', '--role', 'viewer');
  assert.match(refused.err, 'admin is the only administrator; make another one first');
  const asked = await fleet.gantry('user', 'rm', 'anna');
  assert.match(asked.err, 'say --yes if you are sure');
  assert.is((await fleet.ok('user', 'rm', 'anna', '--yes')).out, 'deleted anna');
});

t('X2: a token for less, listed, void', async () => {
  const token = (await fleet.ok('token', 'create', 'ci', '--role', 'viewer', '--for', '90d')).out;
  const refused = await fleet.gantry('queue', 'create', 'orders', '--token', token);
  assert.is(refused.code, 3);
  assert.match(refused.err, 'queue.create needs the role operator; you are viewer');
  const found = (await fleet.json<TokenView[]>('token', 'ls')).find((one) => one.name === 'ci')!;
  assert.is(found.role, 'viewer');
  await fleet.ok('token', 'rm', found.id);
  assert.is((await fleet.gantry('queue', 'ls', '--token', token)).code, 3);
});

t.run();
