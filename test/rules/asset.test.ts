/** Assets as people keep them (J6, X6): types, secrets that nobody sees again, values of single robots, names, deletion. */
import * as assert from 'uvu/assert';
import { checkAsset, isSecret } from '../../coordinator/domain/asset-value.ts';
import { assetView } from '../../coordinator/domain/asset-view.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { AssetType } from '../../protocol/shapes-asset.ts';
import { suite } from '../support/suite.ts';
import { AssetWorld, LOGIN } from './support/asset-world.ts';

const t = suite('assets');

const right: Record<AssetType, Json[]> = {
  text: ['mail.example'],
  number: [0, -2.5],
  boolean: [false],
  json: [{ a: [1] }, null, 'x', 3],
  credential: [LOGIN, { user: '', secret: 'x' }],
};
const wrong: Record<AssetType, Json[]> = {
  text: ['', 3, null, ['x']],
  number: ['3', null, true],
  boolean: ['true', 0],
  json: [''],
  credential: [
    'x',
    null,
    [],
    {},
    { user: 'a' },
    { user: 'a', secret: '' },
    { user: 1, secret: 'x' },
    { ...LOGIN, more: 1 },
  ],
};

for (const type of AssetType.options)
  t(`J6: a ${type} takes what is one, and a refusal never repeats the value`, () => {
    for (const value of right[type]) assert.equal(checkAsset(type, value), value);
    for (const value of wrong[type])
      try {
        checkAsset(type, value);
        assert.unreachable(`${type} took ${JSON.stringify(value)}`);
      } catch (error) {
        assert.instance(error, GantryError);
        assert.equal([(error as GantryError).code, (error as GantryError).field], ['ValidationError', 'value']);
        assert.not.ok((error as GantryError).message.includes(LOGIN.secret));
      }
  });

t('J6: credentials are secret, texts may be, other types cannot', () => {
  assert.equal(
    [isSecret('credential', undefined), isSecret('text', true), isSecret('text', undefined)],
    [true, true, false],
  );
  assert.throws(() => isSecret('credential', false), /always secret/);
  for (const type of ['number', 'boolean', 'json'] as const)
    assert.throws(() => isSecret(type, true), /cannot be secret/);
});

t('J6: a secret is kept sealed and shown to nobody; of a credential the user is seen', () => {
  const w = new AssetWorld();
  const sap = w.create('sap', 'credential', LOGIN);
  const key = w.create('api key', 'text', 'tell-nobody', true);
  const open = w.create('server', 'text', 'mail.example');
  assert.equal([sap.secret, sap.user, sap.value], [true, LOGIN.user, undefined]);
  assert.equal([key.secret, key.user, key.value], [true, undefined, undefined]);
  assert.equal([open.secret, open.value, open.version, open.description], [false, 'mail.example', 1, 'about server']);
  const rows = JSON.stringify(
    (['asset', 'assetValue', 'secret', 'meta'] as const).map((table) => w.f.world.all(table)),
  );
  assert.not.ok(rows.includes(LOGIN.secret) || rows.includes('tell-nobody'));
  const opened = w.f.world.all('secret').map((row) => JSON.stringify(w.opened(row)));
  assert.equal(opened.sort(), [JSON.stringify('tell-nobody'), JSON.stringify(LOGIN)]);
});

t('J6: another value takes the place of the old one, whose secret is gone; the type stays', () => {
  const w = new AssetWorld();
  const sap = w.create('sap', 'credential', LOGIN);
  const [old] = w.f.world.all('secret');
  const view = w.set(sap, { user: 'robot-8', secret: 'next' });
  assert.equal([view.version, view.user, view.type], [2, 'robot-8', 'credential']);
  assert.equal(
    w.f.world.all('secret').map((row) => row.id === old!.id),
    [false],
  );
});

t('J6: a robot has a value of its own until it is unset, or the robot is deleted', () => {
  const w = new AssetWorld();
  const [one, two] = [w.f.robot('one', { online: false }), w.f.robot('two', { online: false })];
  const sap = w.create('sap', 'credential', LOGIN);
  w.set(sap, { user: 'own-1', secret: 'secret-1' }, one);
  const both = w.set(sap, { user: 'own-2', secret: 'secret-2' }, two);
  assert.equal(both.robots.map((own) => [own.robot, own.user]).sort(), [
    ['one', 'own-1'],
    ['two', 'own-2'],
  ]);
  const developer = w.f.person('developer');
  assert.equal(w.f.do('asset.unset', { asset: 'sap', robot: 'one' }, developer).robots.length, 1);
  w.f.refused('IllegalState', 'asset.unset', { asset: 'sap', robot: 'one' }, developer);
  w.f.do('robot.delete', { robot: 'two' }, w.f.person());
  assert.equal(assetView(w.f.world.view, w.f.world.row('asset', sap.id)).robots, []);
  assert.is(w.f.world.all('secret').length, 1);
});

t('J6: names are unique, can be changed, and lead to the same asset', () => {
  const w = new AssetWorld();
  const developer = w.f.person('developer');
  const sap = w.create('sap', 'text', 'a');
  w.f.refused('Conflict', 'asset.created', w.created('SAP', 'text', 'b'));
  assert.is(w.f.do('asset.update', { asset: 'Sap', name: 'SAP login', description: 'new' }, developer).id, sap.id);
  w.f.refused('AssetNotFound', 'asset.update', { asset: 'sap', name: 'x' }, developer);
  w.create('sap', 'number', 1);
});

t('X3: developers change assets, others do not; also when the service asks for them', () => {
  const w = new AssetWorld();
  w.create('sap', 'text', 'a');
  const operator = w.f.person('operator');
  w.f.refused('Forbidden', 'asset.delete', { asset: 'sap' }, operator);
  w.f.refused('Forbidden', 'asset.update', { asset: 'sap', name: 'b' }, operator);
  const user = operator.kind === 'person' ? operator.user : '';
  w.f.refused('Forbidden', 'asset.created', { ...w.created('b', 'text', 'b'), user });
  w.f.refused('Forbidden', 'asset.valueSet', { asset: 'sap', robot: '', value: 'b', user });
});

t('J6: an asset in use is deleted by force only, and takes its secrets along', () => {
  const w = new AssetWorld();
  const developer = w.f.person('developer');
  const robot = w.robot();
  w.create('sap', 'credential', LOGIN);
  const d = w.deploy(robot, { bindings: { login: 'sap' } });
  const error = w.f.refused('InUse', 'asset.delete', { asset: 'sap' }, developer);
  assert.match(error.message, d.name);
  w.f.do('asset.delete', { asset: 'sap', force: true }, developer);
  assert.equal([w.f.world.all('secret'), w.f.world.all('assetValue')], [[], []]);
  w.f.refused('AssetNotFound', 'asset.delete', { asset: 'sap' }, developer);
  w.create('sap', 'text', 'another one of that name');
});

t('X6: a secret sealed under another key than the current one is refused, to be sealed again', () => {
  const w = new AssetWorld();
  const late = w.created('late', 'credential', LOGIN);
  w.create('first', 'credential', LOGIN);
  w.f.do('key.chosen', { key: 'k_second' });
  const error = w.f.refused('Conflict', 'asset.created', late);
  assert.is(error.retry, 'later');
});

t('X6: data keys are wrapped anew only where they still are as they were read', () => {
  const w = new AssetWorld();
  w.create('sap', 'credential', LOGIN);
  const [row] = w.f.world.all('secret');
  const item = { id: row!.id, from: row!.key, key: 'k_second', wrapped: 'anew' };
  assert.is(w.f.do('secret.rewrapped', { items: [item, { ...item, id: 'x_gone' }] }).rewrapped, 1);
  assert.is(w.f.do('secret.rewrapped', { items: [item] }).rewrapped, 0);
  assert.equal(w.f.world.all('secret'), [{ ...row!, key: 'k_second', wrapped: 'anew' }]);
});

t.run();
