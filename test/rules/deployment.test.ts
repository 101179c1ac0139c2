/** Packages (J3) and deployments (J12–J16). */
import * as assert from 'uvu/assert';
import { compareVersions, later } from '../../coordinator/domain/package.ts';
import { packageView } from '../../coordinator/domain/package-view.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('packages and deployments');

t('J3: the same version with the same content is a no-op, with other content it is refused', () => {
  const f = fleet();
  const first = f.publish();
  assert.is(first.created, true);
  assert.equal(f.publish(), { ...first, created: false });
  assert.throws(() => f.publish({}, 'b'), /other content/);
  assert.is(f.world.all('version').length, 1);
});

t('X12: publishing needs a developer, also through the upload', () => {
  const f = fleet();
  f.publish();
  const who = f.person('operator');
  const { manifest } = f.world.all('version')[0]!;
  f.refused('Forbidden', 'version.added', {
    manifest,
    sha256: 'c'.repeat(64),
    content: 'c'.repeat(64),
    bytes: 1,
    user: who.kind === 'person' ? who.user : '',
  });
});

t('J12: latest is the highest release, by the rules of semantic versioning', () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0',
    '1.2.0',
    '1.10.0',
  ];
  assert.equal([...ordered].reverse().sort(compareVersions), ordered);
  assert.is(later('1.0.0', '2.0.0-rc.1'), '1.0.0');
  assert.is(later('1.0.0-rc.1', '1.0.0-rc.2'), '1.0.0-rc.2');
  assert.is(later('', '0.0.1'), '0.0.1');
});

t('a package shows its versions, highest first, and who uses them', () => {
  const f = fleet();
  for (const [version, sha] of [
    ['1.9.0', 'a'],
    ['1.10.0', 'b'],
  ] as const)
    f.publish({ version, title: `title ${version}` }, sha);
  const [fixed, floating] = [f.deploy({ version: '1.9.0' }), f.deploy()];
  const view = packageView(f.world.view, f.world.all('package')[0]!);
  assert.equal([view.latest, view.title], ['1.10.0', 'title 1.10.0']);
  assert.equal(
    view.versions.map((v) => [v.version, v.usedBy]),
    [
      ['1.10.0', [floating.name]],
      ['1.9.0', [fixed.name]],
    ],
  );
});

t('J12: defaults are 3 retries, priority 2000, wait, latest', () => {
  const d = fleet().deploy();
  assert.equal([d.retries, d.priority, d.whenNoRobot, d.version, d.enabled], [3, 2_000, 'wait', 'latest', true]);
  assert.equal(
    [d.lostAfterMs, d.backoff, d.params, d.pool, d.robots],
    [300_000, { kind: 'none', ms: 0 }, {}, 'main', []],
  );
});

t('J14: named robots or one pool, never both, never neither', () => {
  const f = fleet();
  f.publish();
  f.pool('main');
  f.robot('Ann');
  const who = f.person();
  f.refused('ValidationError', 'deployment.create', { name: 'x', package: 'invoices' }, who);
  f.refused(
    'ValidationError',
    'deployment.create',
    { name: 'x', package: 'invoices', pool: 'main', robots: ['Ann'] },
    who,
  );
  f.refused('PoolNotFound', 'deployment.create', { name: 'x', package: 'invoices', pool: 'none' }, who);
  f.refused('RobotNotFound', 'deployment.create', { name: 'x', package: 'invoices', robots: ['Nobody'] }, who);
  const d = f.deploy();
  const changed = f.do('deployment.update', { deployment: d.name, robots: ['Ann'] }, who);
  assert.equal([changed.pool, changed.robots], [undefined, ['Ann']]);
});

t('J13: values are checked when saved; what is required may wait for the run', () => {
  const f = fleet();
  f.publish({
    parameters: [
      { name: 'days', type: 'number', required: true },
      { name: 'login', type: 'credential' },
    ],
  });
  const who = f.person();
  f.pool('main');
  const create = (params: Record<string, string | number>) => ({
    name: 'x',
    package: 'invoices',
    pool: 'main',
    params,
  });
  assert.is(f.refused('ValidationError', 'deployment.create', create({ days: 'two' }), who).field, 'params.days');
  assert.is(f.refused('ValidationError', 'deployment.create', create({ hours: 2 }), who).field, 'params.hours');
  f.refused('PackageNotFound', 'deployment.create', { ...create({}), version: '9.9.9' }, who);
  f.refused('PackageNotFound', 'deployment.create', { ...create({}), package: 'unknown' }, who);
  f.do('deployment.create', create({}), who);
});

t('J16: what an edit leaves out stays; a masked credential sent back keeps its value', () => {
  const f = fleet();
  f.publish({
    parameters: [
      { name: 'days', type: 'number' },
      { name: 'login', type: 'credential' },
    ],
  });
  const who = f.person();
  const d = f.deploy({ params: { login: { user: 'u', secret: 's' }, days: 4 }, retries: 7 });
  const row = () => f.world.row('deployment', d.id);
  f.do('deployment.update', { deployment: d.name, params: { login: '•••', days: 5 } }, who);
  assert.equal([row().params, row().retries, f.typed(row(), 'login')], [{ days: 5 }, 7, { user: 'u', secret: 's' }]);
  f.do('deployment.update', { deployment: d.name, params: { days: 6 } }, who);
  assert.equal([row().params, row().secrets], [{ days: 6 }, {}]);
  f.do('deployment.update', { deployment: d.name, name: 'renamed', priority: 9 }, who);
  assert.equal([row().params, row().priority, row().name], [{ days: 6 }, 9, 'renamed']);
  f.refused('DeploymentNotFound', 'deployment.update', { deployment: d.name, priority: 1 }, who);
});

t('J13: another version is refused with the field when the values no longer fit it, and nothing changes', () => {
  const f = fleet();
  f.publish({ version: '1.0.0', parameters: [{ name: 'days', type: 'number' }] }, 'a');
  const d = f.deploy({ version: '1.0.0', params: { days: 4 } });
  f.publish({ version: '2.0.0', parameters: [{ name: 'days', type: 'text' }] }, 'b');
  const who = f.person();
  const before = f.world.row('deployment', d.id);
  const update = { deployment: d.name, version: '2.0.0', priority: 7 };
  assert.is(f.refused('ValidationError', 'deployment.update', update, who).field, 'params.days');
  assert.equal(f.world.row('deployment', d.id), before);
  f.do('deployment.update', { ...update, params: { days: 'four' } }, who);
});

t('J13: when latest no longer fits, no job is made, and the refusal names the field', () => {
  const f = fleet();
  f.publish({ version: '1.0.0', parameters: [{ name: 'days', type: 'number' }] }, 'a');
  const d = f.deploy({ params: { days: 4 } });
  f.publish({ version: '2.0.0', parameters: [{ name: 'weeks', type: 'number', required: true }] }, 'b');
  assert.is(f.refused('ValidationError', 'job.run', { deployment: d.name }, f.person()).field, 'params.days');
  assert.is(f.world.all('job').length, 0);
});

t('J12: retries 11, priority 5001 and a loss after 29 s are refused by field', () => {
  const f = fleet();
  const d = f.deploy();
  for (const [field, value] of [
    ['retries', 11],
    ['priority', 5_001],
    ['lostAfterMs', 29_999],
    ['recording', 'sometimes'],
    ['whenNoRobot', 'give up'],
  ] as const)
    assert.throws(
      () => f.do('deployment.update', { deployment: d.name, [field]: value }, f.person()),
      (error: GantryError) => error.code === 'ValidationError' && error.field === field,
    );
});

t('J16: a clone has everything of the original but its name, credentials too, and lives by itself', () => {
  const f = fleet();
  f.publish({ parameters: [{ name: 'login', type: 'credential' }] });
  const d = f.deploy({ params: { login: { user: 'u', secret: 's' } }, retries: 7, whenNoRobot: 'cancel' });
  const who = f.person('developer');
  f.do('deployment.update', { deployment: d.name, enabled: false }, who);
  const copy = f.do('deployment.clone', { deployment: d.name, name: 'Copy' }, who);
  const own = { id: '', name: '', nameKey: '', author: null, created: 0 };
  assert.equal({ ...f.world.row('deployment', copy.id), ...own }, { ...f.world.row('deployment', d.id), ...own });
  assert.equal([copy.enabled, copy.params], [false, { login: '•••' }]);
  assert.is(copy.author.name, 'Full developer person');
  f.refused('Conflict', 'deployment.clone', { deployment: d.name, name: ' COPY ' }, who);
  f.do('deployment.delete', { deployment: d.name }, who);
  f.do('deployment.update', { deployment: 'copy', enabled: true }, who);
  assert.is(f.job(f.run('Copy')).deploymentName, 'Copy');
});

t('J16: deletion is refused while jobs are live unless forced; the history stays readable', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const d = f.deploy();
  const who = f.person();
  const [first, second] = [f.run(d.name), f.run(d.name)];
  const run = f.start(robot);
  f.refused('InUse', 'deployment.delete', { deployment: d.name }, who);
  f.do('deployment.delete', { deployment: d.name, force: true }, who);
  assert.equal([f.job(first).state, f.job(second).state], ['cancelled', 'cancelled']);
  assert.is(f.world.row('run', run.id).reason, 'forced');
  assert.is(f.job(first).deploymentName, d.name);
  f.refused('DeploymentNotFound', 'job.run', { deployment: d.name }, who);
  f.refused('DeploymentNotFound', 'job.run', { deployment: d.id }, who);
  f.do('deployment.create', { name: d.name, package: 'invoices', pool: 'main' }, who);
});

t.run();
