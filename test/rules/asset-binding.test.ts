/** Parameters bound to assets (J13), taken at the start of each run instance (J7); what a script may read (S6). */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { AssetWorld, LOGIN } from './support/asset-world.ts';

const t = suite('assets and runs');

function bound() {
  const w = new AssetWorld();
  const robot = w.robot();
  const sap = w.create('sap', 'credential', LOGIN);
  const mail = w.create('mail', 'text', 'mail.example');
  const d = w.deploy(robot, { bindings: { login: 'sap', server: 'mail' } });
  return { w, robot, sap, mail, d };
}

t('J13: a binding needs a parameter, an asset, and the same type of both; the field is named', () => {
  const { w, robot } = bound();
  const who = w.f.person('developer');
  const refused = (code: 'ValidationError' | 'AssetNotFound', bindings: Record<string, string>, field: string) => {
    const error = w.f.refused(
      code,
      'deployment.create',
      { name: 'x', package: 'invoices', robots: ['desk-1'], bindings },
      who,
    );
    assert.is(error.field, field);
    return error.message;
  };
  assert.match(
    refused('ValidationError', { nothing: 'mail' }, 'bindings.nothing'),
    'it has: login, server, limit, region',
  );
  assert.match(
    refused('ValidationError', { login: 'mail' }, 'bindings.login'),
    'must be credential; the asset mail is text',
  );
  refused('ValidationError', { limit: 'mail' }, 'bindings.limit');
  refused('AssetNotFound', { server: 'unknown' }, 'bindings.server');
  assert.ok(robot);
});

t('J13: typed and bound at once is refused; said later, one takes the place of the other', () => {
  const { w, d } = bound();
  const who = w.f.person('developer');
  const both = { deployment: d.name, params: { server: 'typed' }, bindings: { server: 'mail' } };
  assert.is(w.f.refused('ValidationError', 'deployment.update', both, who).field, 'bindings.server');
  assert.is(w.f.refused('ValidationError', 'job.run', both, who).field, 'bindings.server');
  const typed = w.f.do('deployment.update', { deployment: d.name, params: { server: 'typed' } }, who);
  assert.equal([typed.params, typed.bindings], [{ server: 'typed' }, { login: 'sap' }]);
  const again = w.f.do('deployment.update', { deployment: d.name, bindings: { login: 'sap', server: 'mail' } }, who);
  assert.equal([again.params, again.bindings], [{}, { login: 'sap', server: 'mail' }]);
});

t('J13, J17: one run may type what is bound, and bind what is typed; the deployment stays as it is', () => {
  const { w, robot, d } = bound();
  w.create('other', 'text', 'other.example');
  const before = w.f.world.row('deployment', d.id);
  const typed = w.order(d.name, robot, { params: { server: 'typed' } });
  assert.equal([typed.params.server, w.opened(typed.sealed?.login)], ['typed', LOGIN]);
  w.f.end(w.f.world.row('run', typed.run));
  assert.is(w.order(d.name, robot, { bindings: { server: 'other' } }).params.server, 'other.example');
  assert.equal(w.f.world.row('deployment', d.id), before);
});

t('J13: what is required is there when it is bound; without either no job is made', () => {
  const { w, robot } = bound();
  const bare = w.deploy(robot);
  const error = w.f.refused('ValidationError', 'job.run', { deployment: bare.name }, w.f.person());
  assert.is(error.field, 'params.login');
});

t('J7: a run gets the value as it is at its start, again at each attempt', () => {
  const { w, robot, d, sap, mail } = bound();
  const id = w.f.run(d.name);
  w.set(mail, 'changed after the job was made');
  const run = w.f.dispatch(robot)!;
  const first = w.f.accept(run);
  assert.equal([first.params, first.secret], [{ limit: 10, server: 'changed after the job was made' }, ['login']]);
  assert.equal(w.opened(first.sealed?.login), LOGIN);
  w.set(sap, { user: 'robot-8', secret: 'changed between attempts' });
  w.f.end(w.f.world.row('run', run.id), 'failed', 'boom');
  const second = w.f.accept(w.f.dispatch(robot)!);
  assert.equal(
    [second.job, second.number, w.opened(second.sealed?.login)],
    [id, 2, { user: 'robot-8', secret: 'changed between attempts' }],
  );
});

t('J6, J7: the robot’s own value comes before that of all others', () => {
  const { w, robot, d, sap } = bound();
  const other = w.robot('desk-2');
  w.set(sap, { user: 'own', secret: 'own secret' }, robot);
  w.set(sap, { user: 'of another', secret: 'of another' }, other);
  assert.equal(w.opened(w.order(d.name, robot).sealed?.login), { user: 'own', secret: 'own secret' });
});

t('J7: neither job nor deployment nor run holds the value', () => {
  const { w, robot, d } = bound();
  w.order(d.name, robot);
  const rows = JSON.stringify((['job', 'run', 'deployment', 'token'] as const).map((table) => w.f.world.all(table)));
  assert.not.ok(rows.includes('mail.example') || rows.includes(LOGIN.secret));
});

t('J7: a deleted asset leaves the order with the reason; it counts as a failure like any other (J22)', () => {
  const { w, robot, d } = bound();
  w.f.do('asset.delete', { asset: 'mail', force: true }, w.f.person('developer'));
  const id = w.f.run(d.name);
  const run = w.f.dispatch(robot)!;
  const order = w.f.accept(run);
  assert.match(order.refusal!, 'the asset mail, which the parameter server is bound to, was deleted');
  assert.match(order.refusal!, `gantry deploy "${d.name}" --bind server=ASSET`);
  w.f.report(w.f.world.row('run', run.id), { kind: 'ended', state: 'failed', reason: 'asset', error: order.refusal! });
  assert.equal([w.f.world.row('run', run.id).reason, w.f.job(id).attempts, w.f.job(id).state], ['asset', 1, 'running']);
  assert.match(w.f.job(id).message, 'attempt 2 of 2');
});

t('J7: a value that is none of the parameter’s choices does not reach the script', () => {
  const { w, robot } = bound();
  w.create('where', 'text', 'antarctica');
  const d = w.deploy(robot, { bindings: { login: 'sap', region: 'where' } });
  assert.match(w.order(d.name, robot).refusal!, 'region: must be one of "eu", "us"');
});

t('J7: an order given again after its answer was lost has the values again', () => {
  const { w, robot, d } = bound();
  w.f.run(d.name);
  const run = w.f.dispatch(robot)!;
  w.f.accept(run);
  const again = w.f.accept(w.f.world.row('run', run.id));
  assert.equal(w.opened(again.sealed?.login), LOGIN);
});

t('S6: a run reads what its deployment binds or allows, as long as it does', () => {
  const { w, robot, d } = bound();
  w.create('extra', 'text', 'tell-nobody', true);
  const { run, epoch } = w.order(d.name, robot);
  const read = (asset: string) => ({ run, epoch, asset });
  assert.equal(w.f.do('asset.taken', read('mail')), {
    name: 'mail',
    type: 'text',
    secret: false,
    value: 'mail.example',
  });
  assert.equal(w.opened(w.f.do('asset.taken', read('SAP')).sealed), LOGIN);
  const error = w.f.refused('Forbidden', 'asset.taken', read('extra'));
  assert.match(error.message, `gantry deploy "${d.name}" --allow-asset "extra"`);
  const developer = w.f.person('developer');
  const allow = (allowAssets: string[]) => w.f.do('deployment.update', { deployment: d.name, allowAssets }, developer);
  assert.equal(allow(['extra', 'Extra']).allowAssets, ['extra']);
  assert.is(w.opened(w.f.do('asset.taken', read('extra')).sealed), 'tell-nobody');
  allow([]);
  w.f.refused('Forbidden', 'asset.taken', read('extra'));
  w.f.refused('AssetNotFound', 'asset.taken', read('unknown'));
});

t('S6, S11: a run that is over, or of another epoch, reads nothing', () => {
  const { w, robot, d } = bound();
  const { run, epoch } = w.order(d.name, robot);
  w.f.refused('RunEnded', 'asset.taken', { run, epoch: epoch + 1, asset: 'mail' });
  w.f.end(w.f.world.row('run', run));
  w.f.refused('RunEnded', 'asset.taken', { run, epoch, asset: 'mail' });
});

t('S6: an unknown asset cannot be allowed; the field is named', () => {
  const { w, d } = bound();
  const who = w.f.person('developer');
  const error = w.f.refused(
    'AssetNotFound',
    'deployment.update',
    { deployment: d.name, allowAssets: ['mail', 'no'] },
    who,
  );
  assert.is(error.field, 'allowAssets');
});

t.run();
