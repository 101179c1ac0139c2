/** A fleet with webhooks: what happened is told after each command, as the coordinator does it in one transaction. */
import type { DeliveryRow, WebhookRow } from '../../../coordinator/domain/rows.ts';
import type { Happening } from '../../../coordinator/domain/view.ts';
import type { ParamsIn, Result } from '../../../protocol/contract.ts';
import type { SealedText } from '../../../protocol/shapes-asset.ts';
import type { WebhookEvent, WebhookView } from '../../../protocol/shapes-webhook.ts';
import { Fleet } from './fleet.ts';

type Settings = Partial<ParamsIn<'webhook.created'>>;
type Attempt = Partial<ParamsIn<'delivery.attempted'>>;

/** As the vault seals it: rules see ciphertext only. */
export const sealed = (of: string): SealedText => ({
  ...{ id: `x_${of.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`, owner: `webhook ${of}` },
  ...{ key: 'k1', wrapped: 'wrapped', text: `sealed ${of}` },
});

export class WebhookWorld {
  readonly f = new Fleet();
  #made = 0;
  readonly admin = this.f.person('admin');

  create(name: string, events: WebhookEvent[], more: Settings = {}): WebhookView {
    const user = this.admin.kind === 'person' ? this.admin.user : '';
    const url = `https://${name}.example/hook`;
    return this.f.do('webhook.created', {
      user,
      name,
      url,
      events,
      id: `w_${++this.#made}`,
      secret: sealed(name),
      ...more,
    });
  }

  /** Makes the deliveries of all that happened since the last call; the happenings. */
  told(): Happening[] {
    const happened = this.f.effects('happened').map((effect) => effect.what);
    this.f.quiet();
    if (happened.length > 0) this.f.do('webhook.tell', { happened });
    return happened;
  }

  row(name: string): Readonly<WebhookRow> {
    return this.f.world.all('webhook').find((row) => row.name === name)!;
  }

  /** Deliveries of one webhook, oldest first. */
  of(name: string): Readonly<DeliveryRow>[] {
    const { id } = this.row(name);
    return this.f.world.all('delivery').filter((row) => row.webhook === id);
  }

  attempted(row: Readonly<DeliveryRow>, outcome: Attempt['outcome'], more: Attempt = {}): Readonly<DeliveryRow> {
    const usual = { status: outcome === 'ok' ? 204 : 503, ms: 17, answer: 'so it goes', restMs: 0 };
    const error = outcome === 'ok' ? '' : 'answered 503';
    const attempt = row.attempts + 1;
    const params = { ...usual, error, attempt, outcome: outcome ?? 'ok', ...more, delivery: row.id };
    this.f.do('delivery.attempted', params);
    return this.f.world.row('delivery', row.id);
  }

  update(webhook: string, change: Omit<ParamsIn<'webhook.update'>, 'webhook'>): Result<'webhook.update'> {
    return this.f.do('webhook.update', { webhook, ...change }, this.admin);
  }
}
