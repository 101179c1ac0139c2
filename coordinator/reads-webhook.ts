/** The read verbs of webhooks. */
import type { Core } from './core.ts';
import { theDelivery } from './domain/delivery-attempt.ts';
import { theWebhook } from './domain/webhook.ts';
import { deliveryDetail, deliveryView, webhookView } from './domain/webhook-view.ts';
import { paged } from './pages.ts';
import type { Reads } from './reads.ts';

type WebhookReads = Pick<Reads, 'webhook.show' | 'webhook.deliveries' | 'webhook.delivery'>;

export function webhookReads({ store }: Core): WebhookReads {
  return {
    'webhook.show': ({ webhook }, { workspace }) =>
      store.read((view) => webhookView(view, theWebhook(view, workspace, webhook))),
    'webhook.deliveries': async ({ webhook: name, ...page }, { workspace }) => {
      const webhook = await store.read((view) => theWebhook(view, workspace, name));
      const { items, next } = await store.query('deliveries', { ...page, webhook: webhook.id });
      return paged(
        items.map((row) => deliveryView(row, webhook)),
        next,
      );
    },
    'webhook.delivery': ({ webhook: name, delivery }, { workspace }) =>
      store.read((view) => {
        const webhook = theWebhook(view, workspace, name);
        return deliveryDetail(theDelivery(view, webhook, delivery), webhook);
      }),
  };
}
