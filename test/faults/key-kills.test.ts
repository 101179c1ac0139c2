/** kill -9 while a new master key is put in place (X6): the next start goes on with it, and every secret opens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { FakeAgent, FakeRun } from '../support/fake-agent.ts';
import { Installation } from '../support/installation.ts';
import { kill } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('master keys and kill -9');
const ROUNDS = process.env.GANTRY_LONG === '1' ? 20 : 3;
/** More than two portions of a rotation. */
const SECRETS = 250;
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  for (let n = 0; n < SECRETS; n++)
    await fleet.api.call('asset.create', { name: `asset ${n}`, type: 'text', value: `secret ${n}`, secret: true });
  await fleet.deployPackage('reader', { 'main.mjs': '' });
  const allowAssets = Array.from({ length: 200 }, (_, n) => `asset ${n}`);
  await fleet.api.call('deployment.update', { deployment: 'reader', allowAssets, retries: 0, recording: 'never' });
});
t.after(() => fleet.stop());

const keys = () =>
  readFileSync(join(fleet.folder, 'coordinator', 'keys', 'master'), 'utf8')
    .trim()
    .split('\n');

t.within(
  (ROUNDS * 60 + 60) * 1_000,
  'X6: whenever it is killed, the newest key is alone in the end and opens everything',
  async () => {
    const { token } = await fleet.api.call('robot.invite', { name: 'one', pool: 'all' });
    const agent = await FakeAgent.enrol(fleet.url, token, 'one', {});
    await agent.connect();
    await fleet.api.call('job.run', { deployment: 'reader' });
    const order = await agent.order();
    for (let round = 0; round < ROUNDS; round++) {
      const [before] = keys();
      const coordinator = fleet.coordinator!;
      const rotating = fleet.api.call('key.rotate', {}).catch(() => 'killed'); // it may have been done before
      await until('the new key is on the disk', () => keys()[0] !== before);
      kill(coordinator.process.pid!);
      await Promise.all([rotating, coordinator.exit]);
      const newest = keys()[0];
      await fleet.startCoordinator();
      await until('the newest key is alone', () => keys().length === 1);
      assert.is(keys()[0], newest);
      const supervisor = await FakeRun.open(fleet.url, order, 'supervisor');
      const script = await FakeRun.open(fleet.url, order, 'script');
      for (let n = 0; n < 200; n++)
        assert.is((await script.call('asset.read', { asset: `asset ${n}` })).value, `secret ${n}`);
      script.close();
      supervisor.close();
    }
    agent.close();
  },
);

t.run();
