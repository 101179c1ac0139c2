/** Deleting versions and packages (J3): what uses them keeps them; what ran with them stays readable. */
import * as assert from 'uvu/assert';
import { jobView } from '../../coordinator/domain/job-view.ts';
import { packageDetail, packageView } from '../../coordinator/domain/package-view.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('deleting packages');
const sha = (letter: string) => letter.repeat(64);

function twoVersions(): Fleet {
  const f = fleet();
  f.publish({ version: '1.0.0', parameters: [{ name: 'login', type: 'credential' }] }, 'a');
  f.publish({ version: '2.0.0' }, 'b');
  return f;
}
const drop = (version: string) => ({ package: 'invoices', version });

t('J3: a version that a deployment names or follows is not deleted, and says by whom', () => {
  const f = twoVersions();
  const who = f.person();
  const fixed = f.deploy({ version: '1.0.0' });
  const follows = f.deploy();
  assert.match(f.refused('InUse', 'version.delete', drop('1.0.0'), who).message, `${fixed.name} names it`);
  assert.match(f.refused('InUse', 'version.delete', drop('2.0.0'), who).message, `${follows.name} follows the latest`);
  assert.is(f.refused('InUse', 'package.delete', { package: 'invoices' }, who).field, 'package');
  f.do('deployment.update', { deployment: fixed.name, version: '2.0.0' }, who);
  f.do('version.delete', drop('1.0.0'), who);
  assert.equal(
    packageView(f.world.view, f.world.all('package')[0]!).versions.map((v) => v.version),
    ['2.0.0'],
  );
});

t('J3: a disabled deployment still uses its version; a deleted one does not', () => {
  const f = twoVersions();
  const who = f.person();
  const d = f.deploy({ version: '1.0.0' });
  f.do('deployment.update', { deployment: d.name, enabled: false }, who);
  f.refused('InUse', 'version.delete', drop('1.0.0'), who);
  f.do('deployment.delete', { deployment: d.name }, who);
  f.do('version.delete', drop('1.0.0'), who);
});

t('J3: a version that a live job uses is not deleted, whatever its deployment says by now', () => {
  const f = twoVersions();
  const who = f.person();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy({ version: '1.0.0' });
  const id = f.run(d.name);
  f.do('deployment.update', { deployment: d.name, version: '2.0.0' }, who);
  const queued = f.refused('InUse', 'version.delete', drop('1.0.0'), who);
  assert.match(queued.message, `the job ${id} of ${d.name} is queued with it`);
  assert.is(packageDetail(f.world.view, f.world.all('package')[0]!).versions[1]!.liveJobs, 1);
  const run = f.start(robot);
  assert.match(f.refused('InUse', 'version.delete', drop('1.0.0'), who).message, 'is running with it');
  f.end(run, 'succeeded');
  f.do('version.delete', drop('1.0.0'), who);
});

t('J3: the bytes are looked at after the commit; the job that ran with it stays readable, secrets masked', () => {
  const f = twoVersions();
  const who = f.person();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy({ version: '1.0.0', params: { login: { user: 'u', secret: 'hidden' } } });
  const id = f.run(d.name);
  f.end(f.start(robot), 'succeeded');
  f.do('deployment.delete', { deployment: d.name }, who);
  f.quiet();
  f.do('version.delete', drop('1.0.0'), who);
  assert.equal(
    f.effects('blob').map((e) => e.sha256),
    [sha('a')],
  );
  const view = jobView(f.world.view, f.world.row('job', id));
  assert.equal([view.package, view.version, view.params], ['invoices', '1.0.0', { login: '•••' }]);
});

t('J3: latest becomes the next highest; a version that is not there is refused by name', () => {
  const f = twoVersions();
  const who = f.person();
  f.publish({ version: '3.0.0-rc.1' }, 'c');
  f.do('version.delete', drop('2.0.0'), who);
  assert.is(f.world.all('package')[0]!.latest, '1.0.0');
  const gone = f.refused('PackageNotFound', 'version.delete', drop('2.0.0'), who);
  assert.equal([gone.field, /its highest is 1\.0\.0/.test(gone.message)], ['version', true]);
  f.do('version.delete', drop('1.0.0'), who);
  assert.is(f.world.all('package')[0]!.latest, '3.0.0-rc.1');
  f.do('version.delete', drop('3.0.0-rc.1'), who);
  assert.is(f.world.all('package')[0]!.latest, '');
  f.pool('main');
  const empty = { name: 'x', package: 'invoices', pool: 'main' };
  assert.match(f.refused('PackageNotFound', 'deployment.create', empty, who).message, 'publish one');
});

t('J3: the number of a deleted version comes back for the same content only', () => {
  const f = twoVersions();
  const who = f.person();
  f.do('version.delete', drop('1.0.0'), who);
  assert.throws(() => f.publish({ version: '1.0.0' }, 'd'), /was deleted.*raise the version/);
  const back = f.publish({ version: '1.0.0' }, 'a');
  assert.is(back.created, true);
  assert.is(f.world.row('version', back.id).deleted, 0);
  assert.is(f.world.all('package')[0]!.latest, '2.0.0');
});

t('J3: the same content in other compression is the same version', () => {
  const f = fleet();
  const first = f.publish();
  const row = f.world.row('version', first.id);
  const who = f.person();
  const user = who.kind === 'person' ? who.user : '';
  const { manifest, content } = row;
  const again = f.do('version.added', { manifest, content, sha256: sha('9'), bytes: 999, user });
  assert.equal(again, { ...first, created: false });
  assert.is(f.world.row('version', first.id).sha256, row.sha256);
});

t('J3: a package goes with all its versions when none is used; its name then starts anew', () => {
  const f = twoVersions();
  const who = f.person();
  const d = f.deploy();
  f.refused('InUse', 'package.delete', { package: 'invoices' }, who);
  f.do('deployment.delete', { deployment: d.name }, who);
  f.quiet();
  f.do('package.delete', { package: 'invoices' }, who);
  assert.equal(
    f.effects('blob').map((e) => e.sha256),
    [sha('a'), sha('b')],
  );
  f.refused('PackageNotFound', 'package.delete', { package: 'invoices' }, who);
  f.refused('PackageNotFound', 'version.delete', drop('1.0.0'), who);
  const old = f.world.all('package')[0]!;
  assert.is(f.publish({ version: '1.0.0' }, 'e').created, true);
  assert.equal(
    f.world.all('package').map((p) => [p.id === old.id, p.deleted]),
    [
      [true, 1],
      [false, 0],
    ],
  );
});

t('X3: deleting needs a developer', () => {
  const f = twoVersions();
  f.refused('Forbidden', 'version.delete', drop('1.0.0'), f.person('operator'));
  f.refused('Forbidden', 'package.delete', { package: 'invoices' }, f.person('operator'));
});

t.run();
