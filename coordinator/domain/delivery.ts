/** The one door to deliveries: `addDelivery` and `moveDelivery` alone write state, dates and the webhook's count, together. */
import { step } from './machine.ts';
import type { DeliveryRow, WebhookRow } from './rows-webhook.ts';
import { deliveryStates } from './states.ts';
import { recount } from './tally.ts';
import type { View } from './view.ts';
import { noteWebhook, showWebhooks } from './webhook.ts';

/** Deliveries of one webhook that may wait; beyond it events are counted as lost and not kept. */
export const MAX_WAITING = 10_000;
/** Due before everything else that waits: a test of a webhook that has a thousand waiting is answered now. */
export const FIRST = 1;

export type NewDelivery = Pick<DeliveryRow, 'id' | 'event' | 'about' | 'payload' | 'due' | 'created'>;
type DeliveryEvent = 'arrive' | 'retry' | 'giveUp' | 'drop' | 'redeliver';

/** Undefined when too many wait already; a ping is always kept. */
export function addDelivery(view: View, webhook: Readonly<WebhookRow>, made: NewDelivery): DeliveryRow | undefined {
  if (webhook.waiting >= MAX_WAITING && made.event !== 'ping') {
    noteWebhook(view, { ...webhook, lost: webhook.lost + 1 });
    return undefined;
  }
  const row: DeliveryRow = {
    ...made,
    ...{ webhook: webhook.id, state: 'waiting', attempts: 0 },
    ...{ lastStatus: 0, lastMs: 0, lastError: '', lastAnswer: '', tries: [], ended: 0 },
  };
  noteWebhook(view, { ...webhook, waiting: webhook.waiting + 1 });
  put(view, row);
  return row;
}

/** Applies `event` with the changes that belong to it; the webhook as it is after that. */
export function moveDelivery(
  view: View,
  row: Readonly<DeliveryRow>,
  event: DeliveryEvent,
  change: Partial<DeliveryRow>,
): { delivery: DeliveryRow; webhook: Readonly<WebhookRow> | undefined } {
  const state = step(deliveryStates, row.state, event, 'delivery');
  const delivery: DeliveryRow = { ...row, ...change, state };
  if (state !== 'waiting') delivery.due = 0;
  put(view, delivery);
  const webhook = view.get('webhook', row.webhook);
  const more = Number(state === 'waiting') - Number(row.state === 'waiting');
  if (!webhook || more === 0) return { delivery, webhook };
  const counted = { ...webhook, waiting: webhook.waiting + more };
  noteWebhook(view, counted);
  return { delivery, webhook: counted };
}

function put(view: View, row: DeliveryRow): void {
  recount(view, 'delivery', view.get('delivery', row.id)?.state, row.state);
  view.put('delivery', row);
  showWebhooks(view);
  if (row.due > 0) view.emit({ kind: 'deliver', webhook: row.webhook, due: row.due });
}
