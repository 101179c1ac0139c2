/** The state tables of jobs, run instances, robots and resources (J21, J8, Q6): nothing changes state except through them. */
import type { JobState, ResourceStatus, RobotState, RunState } from '../../protocol/fields.ts';
import type { BulkState } from '../../protocol/shapes-bulk.ts';
import type { ConditionState } from '../../protocol/shapes-condition.ts';
import type { DeliveryState, WebhookState } from '../../protocol/shapes-webhook.ts';
import { machine } from './machine.ts';

/** `assign`: a run instance was accepted. `retry`: an attempt failed and another will follow. */
export const jobStates = machine<'assign' | 'succeed' | 'fail' | 'cancel' | 'retry'>()<JobState>({
  queued: { assign: 'running', cancel: 'cancelled', fail: 'failed' },
  running: { assign: 'running', retry: 'running', succeed: 'succeeded', fail: 'failed', cancel: 'cancelled' },
  succeeded: {},
  failed: {},
  cancelled: {},
});

/** An offer ends by `accept`, or its row goes as if it had never been made (P6): a withdrawn run has no state. */
export const runStates = machine<'accept' | 'succeed' | 'fail' | 'cancel' | 'lose'>()<RunState>({
  assigned: { accept: 'running' },
  running: { succeed: 'succeeded', fail: 'failed', cancel: 'cancelled', lose: 'lost' },
  succeeded: {},
  failed: {},
  cancelled: {},
  lost: {},
});

export const robotStates = machine<'hello' | 'assign' | 'release' | 'pause' | 'unpause' | 'lose'>()<RobotState>({
  offline: { hello: 'idle', release: 'offline', pause: 'offline', unpause: 'offline', lose: 'offline' },
  idle: { hello: 'idle', assign: 'busy', pause: 'paused', release: 'idle', unpause: 'idle', lose: 'offline' },
  busy: { hello: 'busy', release: 'idle', pause: 'busy', unpause: 'busy', lose: 'offline' },
  paused: { hello: 'paused', pause: 'paused', release: 'paused', unpause: 'idle', lose: 'offline' },
});

/** `pause`: three of its jobs in a row failed (Q51). `disable`: a person, or its queue or deployment is gone (Q46, Q53). */
export const conditionStates = machine<'enable' | 'disable' | 'pause'>()<ConditionState>({
  enabled: { enable: 'enabled', disable: 'disabled', pause: 'paused' },
  paused: { enable: 'enabled', disable: 'disabled' },
  disabled: { enable: 'enabled', disable: 'disabled' },
});

/** `pause`: nothing arrived for about a day. `disable`: a person, or the receiver said 410 Gone. */
export const webhookStates = machine<'enable' | 'disable' | 'pause'>()<WebhookState>({
  enabled: { enable: 'enabled', disable: 'disabled', pause: 'paused' },
  paused: { enable: 'enabled', disable: 'disabled' },
  disabled: { enable: 'enabled', disable: 'disabled' },
});

/** `retry`: an attempt failed and another follows. `drop`: it is too old to be sent. */
export const deliveryStates = machine<'arrive' | 'retry' | 'giveUp' | 'drop' | 'redeliver'>()<DeliveryState>({
  waiting: { arrive: 'delivered', retry: 'waiting', giveUp: 'failed', drop: 'dropped' },
  delivered: { redeliver: 'waiting' },
  failed: { redeliver: 'waiting' },
  dropped: { redeliver: 'waiting' },
});

/** A bulk edit that is `undone` was put back by another one, its undoing. */
export const bulkStates = machine<'finish' | 'abort' | 'undo'>()<BulkState>({
  running: { finish: 'done', abort: 'aborted' },
  done: { undo: 'undone' },
  aborted: { undo: 'undone' },
  undone: {},
});

/**
 * `take` = a robot's get or update (Q8); `process` = mark processed; `putBack` = a failure with attempts left (Q21);
 * `exhaust` = no attempt left or `retry: false` (Q18); `set…` = a user's edit, all twelve transitions (Q12).
 */
export const resourceStatuses = machine<
  'take' | 'process' | 'putBack' | 'exhaust' | 'setNew' | 'setInProgress' | 'setProcessed' | 'setError'
>()<ResourceStatus>({
  new: {
    take: 'in_progress',
    process: 'processed',
    putBack: 'new',
    exhaust: 'error',
    setInProgress: 'in_progress',
    setProcessed: 'processed',
    setError: 'error',
  },
  in_progress: {
    take: 'in_progress',
    process: 'processed',
    putBack: 'new',
    exhaust: 'error',
    setNew: 'new',
    setProcessed: 'processed',
    setError: 'error',
  },
  processed: { setNew: 'new', setInProgress: 'in_progress', setError: 'error' },
  error: { setNew: 'new', setInProgress: 'in_progress', setProcessed: 'processed' },
});
