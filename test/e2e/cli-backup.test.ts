/** `gantry backup`, as a user types it (P16). */
import { appendFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

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

t.run();
