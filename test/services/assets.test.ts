/** Assets over HTTP and real sockets (J6, J7, S6, X6): what a thief of the database gets, and what runs get. */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as assert from 'uvu/assert';
import type { ParamsIn } from '../../protocol/contract.ts';
import type { Notices } from '../../protocol/notices.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { foundBelow } from './support/secrets.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('assets at work');

const LOGIN = { user: 'robot-7', secret: 'p"ä ss/wörd+1 ~\'=' };
const parameters = [
  { name: 'login', type: 'credential', required: true },
  { name: 'server', type: 'text' },
];

async function withAssets(body: (s: Stage, log: string[]) => Promise<void>, options: Parameters<typeof stage>[0] = {}) {
  const log: string[] = [];
  const s = await stage({ logLevel: 'trace', logTo: { write: (line) => log.push(line) }, ...options });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.publish(await archiveOf({ ...manifestOf('pay'), parameters }));
    await s.api('asset.create', { name: 'sap', type: 'credential', value: LOGIN });
    await deploy(s, { bindings: { login: 'sap' } });
    await body(s, log);
  } finally {
    await s.close();
  }
}

const deploy = (s: Stage, more: Partial<ParamsIn<'deployment.create'>>) =>
  s.api('deployment.create', { name: 'pay', package: 'pay', pool: 'p', recording: 'never', retries: 0, ...more });

t('J6: create, show, list, set, rename, delete over HTTP; a secret comes back from none of them', () =>
  withAssets(async (s) => {
    const answers: unknown[] = [
      await s.api('asset.show', { asset: 'SAP' }),
      await s.api('asset.list', {}),
      await s.api('asset.set', { asset: 'sap', value: { ...LOGIN, user: 'robot-8' } }),
      await s.api('asset.update', { asset: 'sap', description: 'the login of all robots' }),
      await s.api('deployment.list', {}),
    ];
    assert.not.ok(JSON.stringify(answers).includes('wörd'));
    const shown = await s.api('asset.show', { asset: 'sap' });
    assert.equal(
      [shown.user, shown.version, shown.value, shown.editor.name],
      ['robot-8', 2, undefined, 'Administrator'],
    );
    assert.equal(shown.usedBy, [{ deployment: 'pay', params: ['login'], allowed: false }]);
    await s.api('asset.create', { name: 'a first one', type: 'number', value: 7 });
    assert.equal(
      (await s.api('asset.list', {})).items.map((a) => [a.name, a.value]),
      [
        ['a first one', 7],
        ['sap', undefined],
      ],
    );
    assert.is((await refusalOf(s.api('asset.delete', { asset: 'sap' }))).code, 'InUse');
    await s.api('asset.delete', { asset: 'sap', force: 'true' });
    assert.is((await refusalOf(s.api('asset.show', { asset: 'sap' }))).code, 'AssetNotFound');
  }),
);

t('bad input is refused by its field and changes nothing; a refusal repeats no value', () =>
  withAssets(async (s, log) => {
    const refused = async (params: object) => {
      const error = await refusalOf(s.api('asset.create', params as ParamsIn<'asset.create'>));
      assert.not.ok(error.message.includes('hush-hush'), error.message);
      return [error.code, error.field];
    };
    const base = { name: 'x', type: 'text', value: 'hush-hush' };
    assert.equal(await refused({ ...base, type: 'password' }), ['ValidationError', 'type']);
    assert.equal(await refused({ ...base, type: 'number' }), ['ValidationError', 'value']);
    assert.equal(await refused({ ...base, type: 'credential' }), ['ValidationError', 'value']);
    assert.equal(await refused({ ...base, type: 'json', secret: true }), ['ValidationError', 'secret']);
    assert.equal(await refused({ ...base, value: 'hush-hush'.repeat(8_000) }), ['ValidationError', 'value']);
    assert.equal(await refused({ ...base, name: ' ' }), ['ValidationError', 'name']);
    assert.equal(await refused({ ...base, name: 'SAP' }), ['Conflict', 'name']);
    assert.is(
      (await refusalOf(s.api('asset.set', { asset: 'sap', value: LOGIN, robot: 'nobody' }))).code,
      'RobotNotFound',
    );
    assert.is((await refusalOf(s.api('asset.unset', { asset: 'sap', robot: 'nobody' }))).code, 'RobotNotFound');
    assert.is((await s.api('asset.list', {})).items.length, 1);
    assert.not.ok(log.join('').includes('hush-hush'));
  }),
);

t('J6, J7: a run gets the secret of its robot; two robots get two', () =>
  withAssets(async (s) => {
    const [one, two] = [await s.agent('one', 'p'), await s.agent('two')];
    await s.api('asset.set', { asset: 'sap', robot: 'two', value: { user: 'own', secret: 'own secret' } });
    await s.api('job.run', { deployment: 'pay' });
    await s.api('job.run', { deployment: 'pay', robots: ['two'] });
    const orders = [await one.order(), await two.order()];
    assert.equal(
      orders.map((order) => order.params.login),
      [LOGIN, { user: 'own', secret: 'own secret' }],
    );
    assert.equal(
      orders.map(({ secret, sealed, refusal }) => [secret, sealed, refusal]),
      [
        [['login'], undefined, undefined],
        [['login'], undefined, undefined],
      ],
    );
  }),
);

t('S6: a script reads what is bound or allowed, nobody else reads anything', () =>
  withAssets(async (s) => {
    await s.api('asset.create', { name: 'key', type: 'text', value: 'tell-nobody', secret: true });
    const agent = await s.agent('one', 'p');
    const { script } = await s.running(agent, 'pay');
    assert.equal(await script.call('asset.read', { asset: 'sap' }), {
      name: 'sap',
      type: 'credential',
      secret: true,
      value: LOGIN,
    });
    const error = await refusalOf(script.call('asset.read', { asset: 'key' }));
    assert.equal([error.code, error.field], ['Forbidden', 'asset']);
    await s.api('deployment.update', { deployment: 'pay', allowAssets: ['key'] });
    assert.is((await script.call('asset.read', { asset: 'key' })).value, 'tell-nobody');
    const { supervisor } = await s.running(await s.agent('two', 'p'), 'pay');
    assert.is((await refusalOf(supervisor.call('asset.read', { asset: 'sap' }))).code, 'Forbidden');
  }),
);

t('E5, X7: a script has a secret when its supervisor masks it, and no other word counts', () =>
  withAssets(async (s) => {
    await s.api('asset.create', { name: 'open', type: 'text', value: 'for everybody' });
    await s.api('deployment.update', { deployment: 'pay', allowAssets: ['open'] });
    const { script, supervisor } = await s.running(await s.agent('one', 'p'), 'pay');
    const other = await s.running(await s.agent('two', 'p'), 'pay');
    supervisor.masks = false;
    assert.is((await script.call('asset.read', { asset: 'open' })).value, 'for everybody');
    let got: unknown;
    const reading = script.call('asset.read', { asset: 'sap' }).then(({ value }) => (got = value));
    const { values, ...word } = (await supervisor.socket.notice('run.mask')).params as Notices['run.mask'];
    assert.equal(values, [LOGIN.secret]);
    assert.is((await refusalOf(script.call('run.masked', word))).code, 'Forbidden');
    const { run, epoch } = other.supervisor.order;
    await other.supervisor.call('run.masked', { ...word, run, epoch });
    await supervisor.call('run.masked', { ...word, mask: 'm_another' });
    assert.is(got, undefined);
    await supervisor.call('run.masked', word);
    await reading;
    assert.equal(got, LOGIN);
    assert.is(other.supervisor.socket.notices.filter((n) => n.verb === 'run.mask').length, 0);
  }),
);

t('E5, X7: without a supervisor that masks there is no secret, for now; one that comes in time is told', () =>
  withAssets(async (s) => {
    const { script, supervisor } = await s.running(await s.agent('one', 'p'), 'pay');
    supervisor.masks = false;
    const silent = refusalOf(script.call('asset.read', { asset: 'sap' }));
    await supervisor.socket.notice('run.mask');
    s.clock.advance(5_000);
    const error = await silent;
    assert.equal([error.code, error.retry, error.retryInMs], ['Unavailable', 'later', 1_000]);
    assert.match(error.message, 'ask again in a moment');
    const reading = script.call('asset.read', { asset: 'sap' });
    await until('it is asked again', () => supervisor.socket.notices.filter((n) => n.verb === 'run.mask').length === 2);
    supervisor.close();
    const back = await FakeRun.open(s.url, script.order, 'supervisor');
    assert.equal((await reading).value, LOGIN);
    back.close();
  }),
);

t(
  'X6: neither database, nor its log, nor the coordinator’s log holds a secret in any form, after all it went through',
  () =>
    withAssets(async (s, log) => {
      const agent = await s.agent('one', 'p');
      await s.api('asset.create', { name: 'key', type: 'text', value: `${LOGIN.secret}, longer`, secret: true });
      await s.api('deployment.update', { deployment: 'pay', allowAssets: ['key'] });
      const { script, supervisor } = await s.running(agent, 'pay');
      await script.call('asset.read', { asset: 'key' });
      await supervisor.end('succeeded');
      await s.api('key.rotate', {});
      const key = join(s.data, 'keys');
      const before = foundBelow(s.data, LOGIN.secret);
      await s.restart();
      await s.coordinator.stop();
      assert.equal([before, foundBelow(s.data, LOGIN.secret)], [[], []]);
      assert.not.ok(log.join('').includes('wörd'));
      assert.is(statSync(join(key, 'master')).mode & 0o777, 0o600);
      assert.is(statSync(key).mode & 0o777, 0o700);
      await s.restart();
    }),
);

t('X6, J7: a stolen database opens nothing: the run fails with that reason, and everything else works', () =>
  withAssets(async (s, log) => {
    await s.coordinator.stop();
    rmSync(join(s.data, 'keys'), { recursive: true });
    await s.restart();
    assert.match(log.join(''), 'the master key of the sealed secrets is missing');
    const agent = await s.agent('one', 'p');
    await s.api('job.run', { deployment: 'pay' });
    const { refusal, params } = await agent.order();
    assert.match(
      refusal!,
      /parameter login cannot be opened: the master key k_\w+.* is not in .*keys\/master: put it back/,
    );
    assert.equal(params, {});
    const sealing = await refusalOf(s.api('asset.set', { asset: 'sap', value: LOGIN }));
    assert.equal([sealing.code, /rotate-key --lost/.test(sealing.message)], ['Unavailable', true]);
    assert.is((await refusalOf(s.api('key.rotate', {}))).code, 'Unavailable');
    await s.api('asset.create', { name: 'open', type: 'text', value: 'as before' });
    await s.api('key.rotate', { lost: true });
    await s.api('asset.set', { asset: 'sap', value: LOGIN });
  }),
);

t('X6: a key that was put back is used at once; one that others may read is not', () =>
  withAssets(async (s) => {
    const agent = await s.agent('one', 'p');
    const { script } = await s.running(agent, 'pay');
    const file = join(s.data, 'keys', 'master');
    const key = readFileSync(file);
    await s.coordinator.stop();
    rmSync(file);
    await s.restart();
    const supervisor = await FakeRun.open(s.url, script.order, 'supervisor');
    const again = await FakeRun.open(s.url, script.order, 'script');
    const read = () => again.call('asset.read', { asset: 'sap' });
    assert.is((await refusalOf(read())).code, 'Unavailable');
    writeFileSync(file, key, { mode: 0o644 });
    assert.match((await refusalOf(read())).message, `chmod 600 ${file}`);
    writeFileSync(`${file}.right`, key, { mode: 0o600 });
    rmSync(file);
    cpSync(`${file}.right`, file);
    assert.equal((await read()).value, LOGIN);
    again.close();
    supervisor.close();
  }),
);

t('X6: the key may come from the environment; another one before it is put in place by the next start', () => {
  const [first, second] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];
  return withAssets(
    async (s, log) => {
      const error = await refusalOf(s.api('key.rotate', {}));
      assert.equal([error.code, /GANTRY_MASTER_KEY/.test(error.message)], ['IllegalState', true]);
      await s.restart({ masterKey: `${second},${first}` });
      await until('the secrets are under the second', () => log.join('').includes('take the older ones out of'));
      await s.coordinator.stop();
      await s.restart({ masterKey: second });
      const agent = await s.agent('one', 'p');
      await s.api('job.run', { deployment: 'pay' });
      assert.equal((await agent.order()).params.login, LOGIN);
    },
    { masterKey: first },
  );
});

t('X6: a ciphertext put in the place of another, or changed, is refused', () =>
  withAssets(async (s) => {
    await s.api('asset.create', { name: 'other', type: 'credential', value: { user: 'u', secret: 'of the other' } });
    const agent = await s.agent('one', 'p');
    const { script } = await s.running(agent, 'pay');
    await s.coordinator.stop();
    const db = new Database(join(s.data, 'gantry.db'));
    const rows = db.prepare('select * from secret order by owner').all() as {
      id: string;
      wrapped: string;
      text: string;
    }[];
    const swap = db.prepare('update secret set wrapped = ?, text = ? where id = ?');
    swap.run(rows[0]!.wrapped, rows[0]!.text, rows[1]!.id);
    swap.run(rows[1]!.wrapped, rows[1]!.text, rows[0]!.id);
    db.close();
    await s.restart();
    const again = await FakeRun.open(s.url, script.order, 'script');
    const error = await refusalOf(again.call('asset.read', { asset: 'sap' }));
    assert.equal([error.code, /damaged or belongs elsewhere/.test(error.message)], ['Unavailable', true]);
    again.close();
  }),
);

t.run();
