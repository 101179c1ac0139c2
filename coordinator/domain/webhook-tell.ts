/**
 * `webhook.tell`: the outbox. Runs in the transaction in which something happened, right after the command that did it, and
 * makes one delivery for each webhook that wants to know. `robot.missing` tells of robots that stayed away.
 */
import type { Params, Result } from '../../protocol/contract.ts';
import { addDelivery } from './delivery.ts';
import type { DeliveryRow, WebhookRow } from './rows-webhook.ts';
import type { Ctx, View } from './view.ts';
import { webhooksOf } from './webhook.ts';
import { type News, newsOf } from './webhook-events.ts';

/** ms that an unexpected absence lasts before it is news: agents come back after a restart within seconds. */
export const UNREACHABLE_MS = 60_000;
/** ms between two `queue.drained` of one queue: a queue that gets one resource at a time drains a thousand times a second. */
export const DRAINED_REST_MS = 1_000;

export function tellWebhooks(view: View, p: Params<'webhook.tell'>, ctx: Ctx): Result<'webhook.tell'> {
  for (const one of p.happened) {
    if (one.event === 'robot.offline') watch(view, one.robot, ctx);
    else {
      const news = newsOf(view, one);
      if (news) tell(view, news, ctx);
    }
  }
  return {};
}

function tell(view: View, news: News, ctx: Ctx): void {
  for (const webhook of webhooksOf(view, ctx.who.workspace)) {
    if (webhook.state === 'disabled' || !webhook.events.includes(news.event) || !news.wants(webhook)) continue;
    if (news.event === 'queue.drained') tellDrained(view, webhook, news, ctx);
    else add(view, webhook, news, { due: ctx.now }, ctx);
  }
}

/** One that still rests stands for those that come meanwhile, and says how many they were and how it was in the end. */
function tellDrained(view: View, webhook: Readonly<WebhookRow>, news: News, ctx: Ctx): void {
  const [last] = view.pick('deliveriesAbout', { webhook: webhook.id, about: news.about }, 1);
  const rests = last?.state === 'waiting' && last.attempts === 0 && last.due > ctx.now;
  if (last && rests) {
    const drains = (last.payload as { drains: number }).drains + 1;
    view.put('delivery', { ...last, payload: { ...news.payload, at: ctx.now, drains } });
    return;
  }
  const due = last ? Math.max(ctx.now, last.created + DRAINED_REST_MS) : ctx.now;
  add(view, webhook, { ...news, payload: { ...news.payload, drains: 1 } }, { due }, ctx);
}

function add(
  view: View,
  webhook: Readonly<WebhookRow>,
  { event, about, payload }: News,
  { due }: Pick<DeliveryRow, 'due'>,
  ctx: Ctx,
): void {
  const id = `m_${ctx.newId()}`;
  addDelivery(view, webhook, { id, event, about, payload: { ...payload, at: ctx.now }, due, created: ctx.now });
}

function watch(view: View, id: string, ctx: Ctx): void {
  const robot = view.get('robot', id);
  if (robot?.state !== 'offline') return;
  const due = ctx.now + UNREACHABLE_MS;
  view.put('absence', { id, since: robot.seen, due });
  view.emit({ kind: 'at', when: due, chore: 'robot.missing' });
}

/** Absences whose time is up; a robot that was here since is not missing. */
export function robotsMissing(view: View, p: Params<'robot.missing'>, ctx: Ctx): Result<'robot.missing'> {
  const due = view.pick('absencesDue', { upTo: ctx.now }, p.limit);
  for (const { id, since } of due) {
    view.drop('absence', id);
    const robot = view.get('robot', id);
    if (robot?.state === 'offline' && robot.seen === since)
      view.emit({ kind: 'happened', what: { event: 'robot.lost', robot: id, why: 'unreachable' } });
  }
  const [next] = view.pick('absencesDue', { upTo: Number.MAX_SAFE_INTEGER }, 1);
  return { due: due.length, ...(next ? { next: next.due } : {}) };
}
