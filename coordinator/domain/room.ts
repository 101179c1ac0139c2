/**
 * What is still done when the disk is nearly full, and when it is full (P15): one table. With little room nothing new is
 * taken in, and what runs goes on; with none only that which ends, lets go or deletes.
 */
import type { Params, WriteVerb } from '../../protocol/contract.ts';
import type { DiskState } from '../../protocol/shapes-disk.ts';

/** Takes in what grows the data: refused as soon as the disk is nearly full. */
const adds: ReadonlySet<WriteVerb> = new Set([
  ...(['resource.add', 'resource.addMany', 'queue.create', 'bulk.start'] as const),
  ...(['job.run', 'job.start', 'job.again', 'deployment.create', 'deployment.clone'] as const),
  ...(['version.added', 'file.added', 'artifact.create'] as const),
  ...(['schedule.create', 'calendar.create', 'asset.created', 'webhook.created', 'backup.made'] as const),
]);

/** Ends, lets go, deletes, or is the way in for whoever makes room: done as long as the disk takes it at all. */
const ends: ReadonlySet<WriteVerb> = new Set([
  ...(['run.report', 'run.refuse', 'run.vanished', 'run.withdraw', 'run.lose', 'job.cancel', 'job.stop'] as const),
  ...(['job.delete', 'job.expire', 'run.purge', 'artifact.delete'] as const),
  ...(['resource.unlock', 'resource.markProcessed', 'resource.markProcessedMany', 'resource.fail'] as const),
  ...(['resource.defer', 'resource.delete', 'resource.actionFailed', 'lock.expire', 'effect.done'] as const),
  ...(['artifact.received', 'run.video', 'file.forget', 'evidence.forget', 'log.forget'] as const),
  ...(['robot.connected', 'robot.disconnected', 'robot.pause', 'robot.delete', 'pool.delete'] as const),
  ...(['queue.delete', 'queue.purge', 'bulk.abort', 'package.delete', 'version.delete'] as const),
  ...(['deployment.delete', 'condition.delete', 'schedule.delete', 'calendar.delete', 'asset.delete'] as const),
  ...(['schedule.setEnabled', 'schedule.setAllEnabled', 'webhook.delete', 'delivery.drop'] as const),
  ...(['delivery.attempted', 'coordinator.started', 'job.due', 'robot.missing', 'settings.update'] as const),
  ...(['backup.removed', 'token.made', 'token.spent', 'token.delete', 'user.delete'] as const),
]);

/** A batch of jobs counts as what it does to each of them: one that runs them again takes in, one that cancels ends. */
export function countsAs(verb: WriteVerb, params: unknown): WriteVerb {
  if (verb !== 'job.batch') return verb;
  const { change } = params as Params<'job.batch'>;
  if (change.again) return 'job.again';
  if (change.delete) return 'job.delete';
  return change.priority === undefined ? 'job.cancel' : verb;
}

/** `full`: everything else waits as well. */
export function hasRoomFor(verb: WriteVerb, state: DiskState): boolean {
  if (state === 'full') return ends.has(verb);
  return state !== 'low' || !adds.has(verb);
}
