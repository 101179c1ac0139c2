/** `gantry backup`, as a user types it (P16). */
import { appendFileSync, existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: backups');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
});
t.after(() => fleet.stop());

t('create says what was made and what is not in it, ls lists it, rm deletes it when told so', async () => {
  assert.match((await fleet.ok('backup', 'ls')).err, 'gantry backup create');
  const made = await fleet.ok('backup', 'create', 'first');
  assert.match(made.out, /^backup first: .* opened and checked/);
  assert.match(made.err, 'recordings, screenshots and logs are not in it');
  assert.match((await fleet.gantry('backup', 'create', 'first')).err, 'choose another name');
  const next = await fleet.ok('backup', 'create', 'second', '--keep', '1');
  assert.match(next.out, 'deleted the older backup first');
  const items = await fleet.json<{ name: string }[]>('backup', 'ls');
  assert.equal(
    items.map(({ name }) => name),
    ['second'],
  );
  const { backup } = await fleet.json<{ backup: { name: string } }>('backup', 'create', 'third');
  assert.is(backup.name, 'third');
  await fleet.ok('backup', 'rm', 'third', '--yes');
  assert.match((await fleet.gantry('backup', 'rm', 'second')).err, '--yes');
  assert.match((await fleet.ok('backup', 'rm', 'second', '--yes')).out, 'deleted the backup second');
  assert.equal(await fleet.json('backup', 'ls'), []);
});

t('check says whether a backup is whole, without a coordinator', async () => {
  await fleet.ok('backup', 'create', 'checked');
  const path = globSync(join(fleet.folder, '**', 'backups', 'checked'))[0]!;
  assert.match((await fleet.ok('backup', 'check', path)).out, 'the backup checked is whole');
  appendFileSync(join(path, 'gantry.db'), 'x');
  assert.match((await fleet.gantry('backup', 'check', path)).err, 'gantry.db');
  assert.match((await fleet.gantry('backup', 'check', fleet.folder)).err, 'no finished backup');
});

t.within(
  120_000,
  'P16: what restore makes is started, and has the secrets with the key that was kept apart',
  async () => {
    await fleet.api.call('asset.create', { name: 'key', type: 'text', secret: true, value: 'tell-nobody' });
    await fleet.ok('queue', 'create', 'invoices');
    await fleet.ok('backup', 'create', 'whole');
    await fleet.ok('queue', 'create', 'later');
    const path = globSync(join(fleet.folder, '**', 'backups', 'whole'))[0]!;
    const full = await fleet.gantry('backup', 'restore', path, '--data', fleet.folder);
    assert.match(full.err, /is not empty; name a new folder/);
    const to = join(fleet.folder, 'restored');
    const gone = await fleet.gantry('backup', 'restore', path, '--data', to, '--master-key-file', 'no-such');
    assert.equal([gone.code, existsSync(to)], [5, false]);
    const key = join(fleet.coordinatorFolder, 'keys', 'master');
    const made = await fleet.ok('backup', 'restore', path, '--data', to, '--master-key-file', key);
    assert.match(made.out, `gantry coordinator start --data ${to}`);
    const other = fleet.launch(['coordinator', 'start', '--data', to, '--port', '0', '--json', '--sign-in-link']);
    const { url, link } = JSON.parse(await until('it is ready', () => other.out.trim())) as {
      url: string;
      link: string;
    };
    const there = { env: { XDG_CONFIG_HOME: join(fleet.folder, 'there') } };
    assert.is((await fleet.run(['login', '--url', url, '--link', link], there)).code, 0);
    const { out } = await fleet.run(['queue', 'ls'], there);
    assert.equal([/invoices/.test(out), /later/.test(out)], [true, false]);
    assert.match((await fleet.run(['coordinator', 'rotate-key'], there)).out, '1 secret');
    other.process.kill('SIGTERM');
    assert.is(await other.exit, 0);
  },
);

t.run();
