/** Webhooks and deliveries as readers see them: names for ids, never a secret. */
import type { Json } from '../../protocol/fields.ts';
import type { DeliveryDetail, DeliveryView, WebhookView } from '../../protocol/shapes-webhook.ts';
import type { Look } from './lookup.ts';
import type { DeliveryRow, WebhookRow } from './rows-webhook.ts';
import { recognized, shown } from './said.ts';
import { deadText } from './webhook.ts';

export function webhookView(view: Look, row: Readonly<WebhookRow>): WebhookView {
  const { id, name, url, events, states, state, waiting, lost, failuresInRow } = row;
  return {
    ...{ id, name, url, events: [...events], states: [...states] },
    deployments: row.deployments.map((one) => view.get('deployment', one)?.name ?? one),
    queues: row.queues.map((one) => view.get('queue', one)?.name ?? one),
    ...{ state, waiting, lost, failuresInRow },
    ...(row.because === '' ? {} : shown('because', recognized(row.because, [deadText(row.lastError)]))),
    ...(row.lastError === '' ? {} : { lastError: row.lastError }),
    ...(row.lastArrived === 0 ? {} : { lastArrived: row.lastArrived }),
    ...(row.formerUntil === 0 ? {} : { formerSecretUntil: row.formerUntil }),
    ...{ author: row.author, created: row.created, editor: row.editor, updated: row.updated },
  };
}

export function deliveryView(row: Readonly<DeliveryRow>, webhook: Readonly<WebhookRow>): DeliveryView {
  const { id, event, state, attempts, payload, created } = row;
  return {
    ...{ id, webhook: webhook.name, event, state, attempts },
    ...(row.due === 0 ? {} : { due: Math.max(row.due, created) }),
    ...(row.lastStatus === 0 ? {} : { lastStatus: row.lastStatus }),
    ...(row.attempts === 0 ? {} : { lastMs: row.lastMs }),
    ...(row.lastError === '' ? {} : { lastError: row.lastError }),
    ...(row.lastAnswer === '' ? {} : { lastAnswer: row.lastAnswer }),
    payload: payload as Json,
    created,
    ...(row.ended === 0 ? {} : { ended: row.ended }),
  };
}

export const deliveryDetail = (row: Readonly<DeliveryRow>, webhook: Readonly<WebhookRow>): DeliveryDetail => ({
  ...deliveryView(row, webhook),
  tries: [...row.tries],
});
