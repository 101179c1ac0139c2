/** The rules of webhooks by verb; the compiler checks each against the contract. */
import type { Params, Result, WriteVerb } from '../../protocol/contract.ts';
import { dropDeliveries, noteAttempt, pingWebhook, redeliver } from './delivery-attempt.ts';
import type { Ctx, View } from './view.ts';
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './webhook-set.ts';
import { robotsMissing, tellWebhooks } from './webhook-tell.ts';

type Checked = { [V in WriteVerb]?: (view: View, params: Params<V>, ctx: Ctx) => Result<V> };

export const webhookRules = {
  'webhook.created': createWebhook,
  'webhook.update': updateWebhook,
  'webhook.delete': deleteWebhook,
  'webhook.rotated': rotateSecret,
  'webhook.test': pingWebhook,
  'webhook.redeliver': redeliver,
  'webhook.tell': tellWebhooks,
  'robot.missing': robotsMissing,
  'delivery.attempted': noteAttempt,
  'delivery.drop': dropDeliveries,
} satisfies Checked;
