/** A world with one queue, two robots' scripts and a user: what most tests about resources start from. */
import { createQueue } from '../../../coordinator/domain/queue.ts';
import { queueRules } from '../../../coordinator/domain/queue-rules.ts';
import type { HistoryRow, ResourceRow } from '../../../coordinator/domain/rows.ts';
import type { Effect, Principal } from '../../../coordinator/domain/view.ts';
import type { Params } from '../../../protocol/contract.ts';
import type { LockRequest, ResourceStatus } from '../../../protocol/fields.ts';
import type { ResourceAnswer, TakenResource } from '../../../protocol/shapes-answer.ts';
import { type World, world } from './world.ts';

export const QUEUE = 'invoices';
export const {
  'resource.add': addRule,
  'resource.addMany': addManyRule,
  'resource.get': getRule,
  'resource.update': updateRule,
  'resource.lock': lockRule,
  'resource.unlock': unlockRule,
  'resource.markProcessed': processedRule,
  'resource.markProcessedMany': processedManyRule,
  'resource.fail': failRule,
  'resource.getMany': getManyRule,
  'resource.defer': deferRule,
  'resource.delete': deleteRule,
  'resource.actionFailed': actionFailedRule,
  'effect.intend': intendRule,
  'effect.done': doneRule,
  'effect.settle': settleRule,
  'lock.expire': expireRule,
} = queueRules;

/** Brings a new resource into `status` the way it gets there in life. */
export function markAs(w: World, id: string, status: ResourceStatus, one: Principal): void {
  if (status === 'in_progress') w.do(getRule, { queue: QUEUE, id, timeout: 0 }, one);
  if (status === 'processed') w.do(processedRule, { queue: QUEUE, id }, one);
  if (status === 'error') w.do(failRule, { queue: QUEUE, id, reason: 'wrong', retry: false }, one);
}

type Extra = Partial<Omit<Params<'resource.add'>, 'queue'>>;
type GetExtra = Omit<Params<'resource.get'>, 'queue'>;

export function queueWorld(attemptLimit?: number) {
  const w = world();
  const ada = w.person('Ada');
  const queue = w.do(createQueue, { name: QUEUE, attemptLimit }, ada);
  const one = w.script('r_1');
  const two = w.script('r_2');
  return {
    w,
    /** A user, and the scripts of two run instances. */
    ada,
    one,
    two,
    queue: queue.id,
    /** Adds a resource as Ada and returns its id. */
    add: (extra: Extra = {}, who: Principal = ada): string =>
      w.do(addRule, { queue: QUEUE, value: 'v', ...extra }, who).id,
    get: (who: Principal, extra: GetExtra = {}): TakenResource =>
      w.do(getRule, { queue: QUEUE, timeout: 0, ...extra }, who),
    lock: (who: Principal, id: string, lock: LockRequest): ResourceAnswer =>
      w.do(lockRule, { queue: QUEUE, id, lock, timeout: 0 }, who),
    row: (id: string): Readonly<ResourceRow> => w.row('resource', id),
    counts: () => w.row('queue', queue.id).counts,
    history: (id: string): Readonly<HistoryRow>[] => w.all('history').filter((row) => row.resource === id),
    /** A user's lock, as the console will set it. */
    userLock: (id: string, kind: 'read' | 'write', until = 0) =>
      w.patch('resource', id, {
        [`${kind}Owner`]: 'user:u_ada',
        [`${kind}Until`]: until,
        [`${kind}By`]: { kind: 'user', id: 'u_ada', name: 'Ada' },
      }),
    /** The effects of one kind since the last call, oldest first. */
    take: <K extends Effect['kind']>(kind: K): Extract<Effect, { kind: K }>[] => {
      const found = w.effects.filter((effect) => effect.kind === kind);
      w.effects = [];
      return found as Extract<Effect, { kind: K }>[];
    },
  };
}
