/** `robot.asset(name)` (S6): what a script gets, and that its log knows the secret before the script does. */
import * as assert from 'uvu/assert';
import { GantryError } from '../../protocol/errors.ts';
import { type Credential, readAsset } from '../../sdk/asset.ts';
import type { Session } from '../../sdk/session.ts';
import { startCoordinator } from '../../testing/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';

const t = suite('assets of a script');

type Answer = { name: string; type: string; secret: boolean; value: unknown };

/** A session whose coordinator answers this; what it was asked, in order, and when the mask is acknowledged. */
function session(answer: Answer, mask: () => Promise<object> = async () => ({})) {
  const asked: unknown[] = [];
  const call = async (verb: string, params: object) => {
    asked.push([verb, params]);
    return answer;
  };
  const ask = async (entry: object) => {
    asked.push(entry);
    return mask();
  };
  return { asked, session: { connection: { call }, listener: { ask } } as unknown as Session };
}

t('S6: the mask is acknowledged before the script has the secret; without it there is no secret', async () => {
  const login = { user: 'ann', secret: 'correct horse' };
  let acknowledge = () => {};
  const acknowledged = new Promise<object>((resolve) => (acknowledge = () => resolve({})));
  const { session: s, asked } = session(
    { name: 'sap', type: 'credential', secret: true, value: login },
    () => acknowledged,
  );
  let got: unknown;
  const reading = readAsset(s, 'sap').then((value) => (got = value));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked, [['asset.read', { asset: 'sap' }], { do: 'mask', values: ['correct horse'] }]);
  assert.is(got, undefined);
  acknowledge();
  await reading;
  assert.equal(got, login);
  const gone = new GantryError('Unavailable', 'the supervisor is gone');
  const deaf = session({ name: 'sap', type: 'text', secret: true, value: 'x' }, () => Promise.reject(gone));
  assert.is(await refusalOf(readAsset(deaf.session, 'sap')), gone);
});

t('S6: what is no secret is given as it is', async () => {
  const { session: s, asked } = session({ name: 'list', type: 'json', secret: false, value: [1, null] });
  assert.equal(await readAsset(s, 'list'), [1, null]);
  assert.is(asked.length, 1);
});

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
