/** The one door to a launch condition: state, reason and the queue's mark change together; whoever must know is told. */
import { refuse } from '../../protocol/errors.ts';
import { type Said, say } from '../../protocol/sentence.ts';
import type { Look } from './lookup.ts';
import { step } from './machine.ts';
import { notFound } from './not-found.ts';
import type { ConditionRow, QueueRow } from './rows.ts';
import { kept } from './said.ts';
import { conditionStates } from './states.ts';
import { findByName } from './unique-name.ts';
import type { View } from './view.ts';

/** Conditions that one deployment can have a say in. */
const MAX_CONDITIONS = 10_000;

type ConditionEvent = 'enable' | 'disable' | 'pause';

/** The condition of a queue, by the queue's name; by its id also when that queue is gone. `ConditionNotFound` if none. */
export function theCondition(view: Look, workspace: string, name: string): Readonly<ConditionRow> {
  const id = findByName(view, 'queue', workspace, name) ?? name;
  const row = view.get('condition', id);
  if (row?.workspace === workspace) return row;
  return view.get('queue', id)?.workspace === workspace
    ? refuse(
        'ConditionNotFound',
        say`the queue "${{ name }}" has no launch condition; "gantry condition set" makes one`,
        {
          field: 'queue',
        },
      )
    : notFound(view, 'queue', workspace, name);
}

/** Writes the row with its state after `event` (absent: its state stays) and has the queue looked at. */
export function saveCondition(view: View, row: ConditionRow, event?: ConditionEvent, because: Said = ''): ConditionRow {
  const state = event ? step(conditionStates, row.state, event, 'launch condition') : row.state;
  const next: ConditionRow = { ...row, state, ...(event ? kept('because', because) : {}) };
  view.put('condition', next);
  markQueue(view, row.id, state === 'enabled');
  tellCondition(view, next, String(because));
  return next;
}

/** Jobs of it were just made while its queue looked like `seen`. It was evaluated: nobody must look again. */
export function noteLaunch(view: View, row: Readonly<ConditionRow>, seen: string): void {
  view.put('condition', { ...row, seen, restUntil: 0 });
  showCondition(view, row);
}

export function dropCondition(view: View, row: Readonly<ConditionRow>): void {
  view.drop('condition', row.id);
  markQueue(view, row.id, false);
  showCondition(view, row);
}

/**
 * To be called by whatever takes away what a condition needs: its queue (Q46), its deployment (Q53). `because` says what
 * happened; a person enables it again, nothing else does.
 */
export function disableConditionOf(view: View, queue: Pick<QueueRow, 'id' | 'name'>, because: Said): void {
  const row = view.get('condition', queue.id);
  if (row && row.state !== 'disabled') saveCondition(view, { ...row, queueName: queue.name }, 'disable', because);
}

/** The conditions that start this deployment, whatever state they are in. */
export const conditionsOf = (view: View, deployment: string): Readonly<ConditionRow>[] =>
  view.pick('conditionsOf', { deployment }, MAX_CONDITIONS);

/** Its deployment changed: disabled or deleted it disables the conditions (Q53), anything else may let them start jobs. */
export function deploymentChanged(view: View, deployment: string, gone?: Said): void {
  for (const row of conditionsOf(view, deployment)) {
    if (row.state === 'disabled') continue;
    if (gone === undefined) tellCondition(view, row);
    else saveCondition(view, row, 'disable', gone);
  }
}

/** Something about its settings or jobs changed, so that it may want jobs: the coordinator evaluates it. */
export function tellCondition(view: View, row: Readonly<ConditionRow>, stopped = ''): void {
  showCondition(view, row);
  view.emit({ kind: 'condition', queue: row.id, ...(stopped === '' ? {} : { stopped }) });
}

/** Subscribers fetch again. */
export function showCondition(view: View, row: Readonly<ConditionRow>): void {
  const name = view.get('queue', row.id)?.name ?? row.queueName;
  view.emit({ kind: 'changed', topics: ['conditions', 'queues', `queue:${name}`] });
}

/** The queue tells of more work only if somebody wants to know. */
function markQueue(view: View, id: string, enabled: boolean): void {
  const queue = view.get('queue', id);
  const launches = enabled ? 1 : 0;
  if (queue && queue.launches !== launches) view.put('queue', { ...queue, launches });
}
