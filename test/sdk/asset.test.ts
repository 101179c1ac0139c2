/** `robot.asset(name)` (S6): what a script gets. */
import * as assert from 'uvu/assert';
import type { Credential } from '../../sdk/asset.ts';
import { startCoordinator } from '../../testing/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';

const t = suite('assets of a script');

t('S6, S14: a test gives assets to its robots, also to those that run already', async () => {
  await using coordinator = await startCoordinator();
  await coordinator.asset('sap', { user: 'ann', secret: 'correct horse' });
  const robot = await coordinator.robot();
  const { user, secret } = await robot.asset<Credential>('sap');
  assert.equal([user, secret], ['ann', 'correct horse']);
  for (const [name, value] of Object.entries({ text: 'a', number: 2, boolean: false, json: { a: [null] } })) {
    await coordinator.asset(name, value);
    assert.equal(await robot.asset(name), value);
  }
  await coordinator.asset('text', 'b');
  assert.is(await robot.asset('text'), 'b');
});

t('S6: bad names and unknown assets are refused in words', async () => {
  await using coordinator = await startCoordinator();
  const robot = await coordinator.robot();
  assert.match((await refusalOf(robot.asset(3 as never))).message, 'name: must be the name of an asset');
  assert.match((await refusalOf(robot.asset('nothing'))).message, 'there is no asset "nothing"');
});

t.run();
