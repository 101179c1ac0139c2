/** The rules of resource queues by verb; the compiler checks each against the contract. */
import type { Params, Result, WriteVerb } from '../../protocol/contract.ts';
import { abortBulk, startBulk, undoBulk } from './bulk.ts';
import { stepBulk } from './bulk-step.ts';
import { finishEffect, intendEffect, settleEffect } from './effect.ts';
import { expireLocks } from './lock-expire.ts';
import { createQueue } from './queue.ts';
import { deleteQueue, purgeQueue } from './queue-delete.ts';
import { updateQueue } from './queue-update.ts';
import { addResource, addResources } from './resource-add.ts';
import { countBrokenAction } from './resource-broken.ts';
import { deferResource } from './resource-defer.ts';
import { deleteResource } from './resource-delete.ts';
import { editResource, retryResource } from './resource-edit.ts';
import { failResource } from './resource-fail.ts';
import { getResource } from './resource-get.ts';
import { getManyResources } from './resource-get-many.ts';
import { lockResource, unlockResource } from './resource-lock.ts';
import { markProcessed, markProcessedMany } from './resource-processed.ts';
import { updateResource } from './resource-update.ts';
import type { Ctx, View } from './view.ts';

type Checked = { [V in WriteVerb]?: (view: View, params: Params<V>, ctx: Ctx) => Result<V> };

export const queueRules = {
  'queue.create': createQueue,
  'resource.add': addResource,
  'resource.addMany': addResources,
  'resource.get': getResource,
  'resource.getMany': getManyResources,
  'resource.update': updateResource,
  'resource.lock': lockResource,
  'resource.unlock': unlockResource,
  'resource.markProcessed': markProcessed,
  'resource.markProcessedMany': markProcessedMany,
  'resource.fail': failResource,
  'resource.defer': deferResource,
  'resource.delete': deleteResource,
  'resource.actionFailed': countBrokenAction,
  'effect.intend': intendEffect,
  'effect.done': finishEffect,
  'effect.settle': settleEffect,
  'lock.expire': expireLocks,
  'queue.update': updateQueue,
  'queue.delete': deleteQueue,
  'queue.purge': purgeQueue,
  'resource.edit': editResource,
  'resource.retry': retryResource,
  'bulk.start': startBulk,
  'bulk.abort': abortBulk,
  'bulk.undo': undoBulk,
  'bulk.step': stepBulk,
} satisfies Checked;
