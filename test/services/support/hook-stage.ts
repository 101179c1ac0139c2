/** A coordinator with a queue and a webhook that is told when it is drained, and a receiver: what tests of webhooks start from. */
import type { CoordinatorOptions } from '../../../coordinator/config.ts';
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { DeliveryView } from '../../../protocol/shapes-webhook.ts';
import { Receiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';
import { type Stage, stage } from './stage.ts';

/** Longer than any retry of the first hour. */
export const HOUR_MS = 3_600_000;

type Settings = Partial<ParamsIn<'webhook.create'>>;

export async function withHook(
  settings: Settings,
  body: (s: Stage, r: Receiver) => Promise<void>,
  options: Partial<CoordinatorOptions> = {},
) {
  const r = await Receiver.start();
  const s = await stage({ ...options, timers: { dateCheckMs: 20, ...options.timers } });
  try {
    await s.api('queue.create', { name: 'q' });
    await s.api('webhook.create', { name: 'hook', url: r.url, events: ['queue.drained'], ...settings });
    await body(s, r);
  } finally {
    await s.close();
    await r.close();
  }
}

/** Makes one event: the queue gets work, and it is done. */
export async function drain(s: Stage, queue = 'q'): Promise<void> {
  const { id } = await s.api('resource.add', { queue, value: 1 });
  await s.api('resource.edit', { queue, id, status: 'processed' });
}

export const list = async (s: Stage, webhook = 'hook') => (await s.api('webhook.deliveries', { webhook })).items;
export const hook = (s: Stage, webhook = 'hook') => s.api('webhook.show', { webhook });
/** The newest delivery, once it is as wished. */
export const delivery = (s: Stage, what: string, wish: (d: DeliveryView) => boolean, webhook = 'hook') =>
  until(`a delivery ${what}`, async () => (await list(s, webhook)).find(wish));

/** Queues of their own, so that none rests for another's sake. */
export async function drainMany(s: Stage, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await s.api('queue.create', { name: `many ${n}` });
    await drain(s, `many ${n}`);
  }
}
