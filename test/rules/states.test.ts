/** The state tables (J21): what they allow, and what a refusal says. */
import * as assert from 'uvu/assert';
import { allows, type Machine, step } from '../../coordinator/domain/machine.ts';
import {
  deliveryStates,
  jobStates,
  resourceStatuses,
  robotStates,
  runStates,
  webhookStates,
} from '../../coordinator/domain/states.ts';
import { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';

const t = suite('state tables');
const events = <S extends string, E extends string>(table: Machine<S, E>) =>
  [...new Set(Object.values<object>(table).flatMap((row) => Object.keys(row)))] as E[];

t('J21: an ended job or run instance has no way out', () => {
  for (const state of ['succeeded', 'failed', 'cancelled'] as const)
    for (const event of events(jobStates)) assert.is(allows(jobStates, state, event), false, `${state} ${event}`);
  for (const state of ['succeeded', 'failed', 'cancelled', 'lost'] as const)
    for (const event of events(runStates)) assert.is(allows(runStates, state, event), false, `${state} ${event}`);
});

t('J21: every step of every table leads to a state of that table', () => {
  const tables = [jobStates, runStates, robotStates, resourceStatuses, webhookStates, deliveryStates];
  for (const table of tables as Machine<string, string>[])
    for (const [state, row] of Object.entries(table))
      for (const [event, next] of Object.entries(row)) {
        assert.ok(next !== undefined && next in table, `${state} ${event}`);
        assert.is(step(table, state, event, 'thing'), next);
      }
});

t('J21: an illegal step is refused and names state, thing and event', () => {
  try {
    step(jobStates, 'succeeded', 'cancel', 'job');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, GantryError);
    assert.is((error as GantryError).code, 'IllegalState');
    assert.is((error as GantryError).message, 'a succeeded job cannot cancel');
  }
});

t('J21: a run instance is confirmed before it can end', () => {
  for (const event of ['succeed', 'fail', 'cancel', 'lose'] as const)
    assert.is(allows(runStates, 'assigned', event), false);
  assert.is(step(runStates, 'assigned', 'accept', 'run'), 'running');
});

t('Q12: a user may change any status to any other', () => {
  const sets = { new: 'setNew', in_progress: 'setInProgress', processed: 'setProcessed', error: 'setError' } as const;
  for (const from of Object.keys(sets) as (keyof typeof sets)[])
    for (const to of Object.keys(sets) as (keyof typeof sets)[])
      if (from !== to) assert.is(step(resourceStatuses, from, sets[to], 'resource'), to);
});

const robotEvents = ['take', 'process', 'putBack', 'exhaust'] as const;
/** Every transition of a robot's action (Q7–Q11, Q18, Q21): status → event → status, '' = refused. */
const byRobots = {
  new: ['in_progress', 'processed', 'new', 'error'],
  in_progress: ['in_progress', 'processed', 'new', 'error'],
  processed: ['', '', '', ''],
  error: ['', '', '', ''],
} as const;
for (const [from, leads] of Object.entries(byRobots) as [keyof typeof byRobots, readonly string[]][])
  for (const [n, event] of robotEvents.entries()) {
    const to = leads[n]!;
    t(`Q6, Q11: a robot's ${event} on ${from} ${to === '' ? 'is illegal' : `gives ${to}`}`, () => {
      assert.is(allows(resourceStatuses, from, event), to !== '');
      if (to !== '') assert.is(step(resourceStatuses, from, event, 'resource'), to);
    });
  }

t('Q12: a user setting the status that it has is no transition', () => {
  const own = { new: 'setNew', in_progress: 'setInProgress', processed: 'setProcessed', error: 'setError' } as const;
  for (const status of Object.keys(own) as (keyof typeof own)[])
    assert.is(allows(resourceStatuses, status, own[status]), false);
});

t.run();
