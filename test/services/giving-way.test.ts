/** Portions of an import give way: one at a time, with a rest after each while others work (P11). */
import { setImmediate as turn } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { GivingWay } from '../../coordinator/giving-way.ts';
import { suite } from '../support/suite.ts';

const t = suite('portions that give way');

function setup() {
  let commands = 0;
  const told: string[] = [];
  const givingWay = new GivingWay({ commands: () => commands });
  const portion = (name: string, others = 0) =>
    givingWay.run(async () => {
      told.push(`${name} begins`);
      await turn();
      commands += 1 + others;
      told.push(`${name} ends`);
    });
  return { givingWay, told, portion };
}

t('P11: one portion at a time, whoever sends them', async () => {
  const { told, portion } = setup();
  await Promise.all([portion('first'), portion('second')]);
  assert.equal(told, ['first begins', 'first ends', 'second begins', 'second ends']);
});

t('a portion that fails lets the next one run', async () => {
  const { givingWay, told, portion } = setup();
  const failed = givingWay.run(() => Promise.reject(new Error('no')));
  const next = portion('next');
  await failed.then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'no'),
  );
  await next;
  assert.equal(told, ['next begins', 'next ends']);
});

t('P11: after a portion there is a rest while others work, and none while nobody does', async () => {
  const { told, portion } = setup();
  await portion('alone');
  const second = portion('second', 5);
  await Promise.resolve();
  await Promise.resolve();
  assert.is(told.at(-1), 'second begins', 'nobody else worked');
  await second;
  const third = portion('third');
  await Promise.resolve();
  await Promise.resolve();
  assert.is(told.at(-1), 'second ends', 'it rests');
  await third;
  assert.is(told.at(-1), 'third ends');
});

t('P11: more than stand in line are refused, to be sent again', async () => {
  const { givingWay, portion } = setup();
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = givingWay.run(() => promise);
  await turn();
  const line = Array.from({ length: 32 }, (_, n) => portion(String(n)));
  await portion('one too many').then(
    () => assert.unreachable(),
    ({ code, retry }) => assert.equal([code, retry], ['TooMany', 'later']),
  );
  resolve();
  await Promise.all([held, ...line]);
});

t.run();
