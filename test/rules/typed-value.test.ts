/** Credentials that are typed (X6): sealed in every row, shared by those who have them, gone with the last of them. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet, START } from './support/fleet.ts';

const t = suite('rules: typed credentials');
const DAY_MS = 86_400_000;

const LOGIN = { user: 'robot-7', secret: 'correct horse' };
const OTHER = { user: 'robot-8', secret: 'battery staple' };
const login = { name: 'login', type: 'credential' };
const region = { name: 'region', type: 'text', default: 'eu' };

function deployed(parameters: object[] = [login, region]): { f: Fleet; robot: string; d: string } {
  const f = fleet();
  f.publish({ parameters });
  const robot = f.robot('one', { pool: f.pool('main') });
  return { f, robot, d: f.deploy({ params: { login: LOGIN } }).name };
}

const secrets = (f: Fleet) => f.world.all('secret');
const users = (f: Fleet) => f.world.all('secretUse').map(({ holder }) => holder);
const forget = (f: Fleet, before = f.world.now) => f.do('secret.forget', { before, limit: 10 }).forgotten;

t('X6: deployment, job, schedule and clone share one sealed text; no row holds the credential', () => {
  const { f, robot, d } = deployed();
  const who = f.person();
  const job = f.job(f.run(d));
  const rule = { kind: 'cron', cron: '0 6 * * *' } as const;
  const own = f.do('schedule.create', { name: 'daily', deployment: d, rule, params: { login: OTHER } }, who);
  const copy = f.do('deployment.clone', { deployment: d, name: 'copy' }, who);
  const tables = (['deployment', 'job', 'schedule', 'secret', 'audit', 'meta'] as const).map((name) =>
    f.world.all(name),
  );
  assert.not.match(JSON.stringify([tables, own, copy, f.world.effects]), /correct horse|battery staple/);
  assert.equal([own.params, copy.params], [{ login: '•••' }, { login: '•••' }]);
  assert.equal(f.typed(job, 'login'), LOGIN);
  assert.equal(job.secrets, f.world.row('deployment', copy.id).secrets);
  assert.is(secrets(f).length, 2);
  const order = f.accept(f.dispatch(robot)!);
  assert.equal([order.params, order.secret, Object.keys(order.sealed!)], [{ region: 'eu' }, ['login'], ['login']]);
});

t('X6: another one takes the place of the first, an edit without it keeps it, the mask as well', () => {
  const { f, d } = deployed();
  const who = f.person();
  const row = () => f.world.all('deployment')[0]!;
  const first = row().secrets;
  f.do('deployment.update', { deployment: d, priority: 9 }, who);
  f.do('deployment.update', { deployment: d, params: { login: '•••', region: 'us' } }, who);
  assert.equal([row().secrets, row().params], [first, { region: 'us' }]);
  f.do('deployment.update', { deployment: d, params: { login: OTHER } }, who);
  assert.equal(f.typed(row(), 'login'), OTHER);
  assert.is.not(row().secrets.login, first.login);
  f.do('deployment.update', { deployment: d, params: {} }, who);
  assert.equal([row().secrets, users(f)], [{}, []]);
});

t('X6: a credential for one run counts for that run alone; a bound one takes its place', () => {
  const { f, d } = deployed();
  const id = f.run(d, { params: { login: OTHER } });
  assert.equal(f.typed(f.job(id), 'login'), OTHER);
  assert.equal(f.typed(f.job(f.run(d)), 'login'), LOGIN);
});

t('X6: what nobody has is kept for a while after the last job, and then it is gone; what somebody has stays', () => {
  const { f, robot, d } = deployed();
  const id = f.run(d, { params: { login: OTHER } });
  f.end(f.start(robot));
  assert.equal(users(f), [f.world.all('deployment')[0]!.id]);
  f.world.now = START + 29 * DAY_MS;
  assert.is(forget(f, f.world.now - 30 * DAY_MS), 0);
  const again = f.do('job.again', { job: id }, f.person());
  assert.equal(f.typed(f.job(again.id), 'login'), OTHER);
  f.world.now = START + 90 * DAY_MS;
  assert.is(forget(f), 0, 'an open job has it');
  f.end(f.start(robot));
  assert.is(forget(f), 1);
  assert.is(secrets(f).length, 1);
});

t('X6, J31: a job whose credential is gone is run again with that of its deployment, else refused by the field', () => {
  const { f, robot, d } = deployed();
  const id = f.run(d, { params: { login: OTHER } });
  f.end(f.start(robot));
  f.world.now += DAY_MS;
  forget(f);
  assert.equal(f.typed(f.job(f.do('job.again', { job: id }, f.person()).id), 'login'), LOGIN);
  f.do('deployment.update', { deployment: d, params: {} }, f.person());
  const error = f.refused('ValidationError', 'job.again', { job: id }, f.person());
  assert.equal([error.field, /type it anew/.test(error.message)], ['params.login', true]);
});

t('X6: with the deployment its credential is gone at once, also while its ended jobs can still be read', () => {
  const { f, robot, d } = deployed();
  const id = f.run(d);
  f.end(f.start(robot));
  f.do('deployment.delete', { deployment: d }, f.person());
  assert.equal([secrets(f), users(f), f.job(id).state], [[], [], 'succeeded']);
});

t('X6: a job that was cancelled before it waited leaves nothing that is never forgotten', () => {
  const f = fleet();
  f.publish({ parameters: [login] });
  const d = f.deploy({ whenNoRobot: 'cancel' });
  const id = f.run(d.name, { params: { login: LOGIN } });
  assert.is(f.job(id).state, 'cancelled');
  assert.equal([forget(f), secrets(f)], [1, []]);
});

t('X6: a version that makes a credential of what was none, or none of what was one, wants it typed anew', () => {
  const f = fleet();
  f.publish({ version: '1.0.0', parameters: [{ name: 'login', type: 'json' }] }, 'a');
  const open = f.deploy({ params: { login: LOGIN } });
  f.publish({ version: '2.0.0', parameters: [login] }, 'b');
  const who = f.person();
  const first = f.refused('ValidationError', 'job.run', { deployment: open.name }, who);
  assert.match(
    first.message,
    'params.login: is credential in the package invoices and was not typed as one; type it anew',
  );
  const sealed = f.deploy({ params: { login: LOGIN } });
  f.publish({ version: '3.0.0', parameters: [{ name: 'login', type: 'json' }] }, 'c');
  const second = f.refused('ValidationError', 'job.run', { deployment: sealed.name }, who);
  assert.match(second.message, 'is json in the package invoices and was typed as a credential');
});

t('X6: a plain credential that no service sealed is refused by every rule that would keep it', () => {
  const { f, d } = deployed();
  const who = f.person();
  const plain = { params: { login: OTHER } };
  const rules = f.unsealed(who);
  const refused = [
    rules('job.run', { deployment: d, ...plain }),
    rules('deployment.update', { deployment: d, ...plain }),
    rules('deployment.create', { name: 'x', package: 'invoices', pool: 'main', ...plain }),
    rules('schedule.create', { name: 'x', deployment: d, rule: { kind: 'cron', cron: '0 6 * * *' }, ...plain }),
  ];
  assert.equal(new Set(refused.map(({ field }) => field)), new Set(['params.login']));
});

t('X6: a secret of somebody else put into a job opens nowhere: its run cannot begin, and says so', () => {
  const { f, robot, d } = deployed([login, { ...login, name: 'second' }]);
  const id = f.run(d, { params: { second: OTHER } });
  const { secrets: typed } = f.job(id);
  f.world.patch('job', id, { secrets: { login: typed.second! } });
  const order = f.accept(f.dispatch(robot)!);
  assert.match(order.refusal!, 'the credential that was typed for the parameter login is gone');
  assert.equal(order.sealed, {});
});

t.run();
