/** `queue.update`: another name, another attempt limit; the queue and its resources stay what they are (Q1, Q19). */
import type { Params, Result } from '../../protocol/contract.ts';
import { nameKey } from '../../protocol/fields.ts';
import { claimQueueName, queueNamed, queueTopics } from './queue.ts';
import { queueView } from './queue-view.ts';
import type { QueueRow } from './rows.ts';
import { freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Former names that lead to a queue; beyond it the oldest one is forgotten. */
const MAX_FORMER_NAMES = 10;

/**
 * A renamed queue is still found under its former names, until another queue takes them: scripts that are running or
 * waiting go on. A new limit holds for every live resource at once, however many there are; the same one changes nothing.
 */
export function updateQueue(view: View, params: Params<'queue.update'>, ctx: Ctx): Result<'queue.update'> {
  const before = queueNamed(view, ctx, params.queue);
  const { name = before.name, attemptLimit } = params;
  const limit = attemptLimit === undefined ? before.attemptLimit : (attemptLimit ?? 0);
  const attemptsEpoch = limit === before.attemptLimit ? before.attemptsEpoch : before.attemptsEpoch + 1;
  const row: QueueRow = {
    ...before,
    ...{ name, nameKey: nameKey(name), formerNames: formerNames(view, before, name) },
    ...{ attemptLimit: limit, attemptsEpoch },
  };
  claimQueueName(view, row.workspace, name, row.id);
  view.put('queue', row);
  view.emit({ kind: 'changed', topics: [...new Set([...queueTopics(before), ...queueTopics(row)])] });
  return queueView(view, row);
}

/** The names under which it is found besides `name`; what is forgotten is free for others. */
function formerNames(view: View, before: Readonly<QueueRow>, name: string): string[] {
  const names = nameKey(name) === before.nameKey ? before.formerNames : [...before.formerNames, before.name];
  const others = names.filter((former) => nameKey(former) !== nameKey(name));
  for (const former of others.slice(0, -MAX_FORMER_NAMES)) freeName(view, 'queue', before.workspace, former);
  return others.slice(-MAX_FORMER_NAMES);
}
