/** `gantry condition`, as a user types it (Q50–Q53). */
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import type { QueueView } from '../../protocol/shapes.ts';
import type { ConditionView } from '../../protocol/shapes-condition.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: launch conditions');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  await fleet.deployPackage('work', { 'main.mjs': '' });
  await fleet.ok('queue', 'create', 'invoices');
});
t.after(() => fleet.stop());

t('what is missing is said with the next step', async () => {
  const none = await fleet.gantry('condition', 'show', 'invoices');
  assert.equal([none.code, none.out], [4, '']);
  assert.match(none.err, 'the queue "invoices" has no launch condition; "gantry condition set" makes one');
  assert.match((await fleet.ok('condition', 'ls')).err, 'gantry condition set QUEUE --deployment NAME');
  const bare = await fleet.gantry('condition', 'set', 'invoices');
  assert.is(bare.code, 2);
  assert.match(bare.err, 'deployment: name the deployment');
  const wrong = await fleet.gantry('condition', 'set', 'invoices', '--deployment', 'work', '--max-jobs', '0');
  assert.match(wrong.err, 'must be a whole number from 1 to 1000');
});

t('Q50: set, show, ls and the queue itself say what it does and why nothing starts', async () => {
  const made = await fleet.ok('condition', 'set', 'invoices', '--deployment', 'work', '--min-waiting', '2');
  assert.match(made.out, 'invoices starts work: enabled');
  assert.match(made.out, '0 of 2 waiting: starts at 2');
  await fleet.ok('queue', 'add', 'invoices', '1');
  assert.match((await fleet.ok('condition', 'show', 'invoices')).out, '1 of 2 waiting: starts at 2');
  assert.match((await fleet.ok('condition', 'ls')).out, /invoices\s+work\s+enabled\s+0 of 1\s+1 of 2 waiting/);
  const [queue] = await fleet.json<QueueView[]>('queue', 'ls');
  assert.equal([queue?.waiting, queue?.condition?.says], [1, '1 of 2 waiting: starts at 2']);
});

t('Q50: what is not said stays; --one-per 0 means never more than one, and that is said', async () => {
  const args = ['condition', 'set', 'invoices', '--max-jobs', '3', '--one-per', '5', '--count-abandoned'];
  const view = await fleet.json<ConditionView>(...args);
  assert.equal([view.minWaiting, view.maxJobs, view.onePer, view.countAbandoned], [2, 3, 5, true]);
  const again = await fleet.ok('condition', 'set', 'invoices', '--one-per', '0', '--no-count-abandoned');
  assert.match(again.out, 'starts at 2 waiting, never more than one job, at most 3 at once');
  assert.match(again.err, 'only one job at a time starts');
  assert.is((await fleet.json<ConditionView>('condition', 'show', 'invoices')).countAbandoned, false);
});

t('disable, enable, rm', async () => {
  assert.match((await fleet.ok('condition', 'disable', 'invoices')).out, 'invoices starts work: disabled');
  await fleet.ok('queue', 'add', 'invoices', '2');
  assert.is((await fleet.json<ConditionView>('condition', 'enable', 'invoices')).state, 'enabled');
  await fleet.ok('condition', 'disable', 'invoices');
  assert.is((await fleet.ok('condition', 'rm', 'invoices')).out, 'deleted the launch condition of invoices');
  assert.is((await fleet.gantry('condition', 'rm', 'invoices')).code, 4);
});

t('completion knows its words and the names of queues', async () => {
  const words = async (...line: string[]) => (await fleet.ok('__complete', '--', ...line)).out.split('\n');
  const subs = buildProgram().commands.find((c) => c.name() === 'condition')!.commands;
  assert.equal(
    await words('condition', ''),
    subs.map((c) => c.name()),
  );
  assert.equal(await words('condition', 'show', ''), ['invoices']);
  assert.equal(await words('condition', 'set', 'invoices', '--deployment', ''), ['work']);
});

t.run();
