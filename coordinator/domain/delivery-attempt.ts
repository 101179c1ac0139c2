/** What an attempt means for its delivery and its webhook; and what people may do with deliveries: ping, redeliver. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import type { DeliveryTry } from '../../protocol/shapes-webhook.ts';
import { addDelivery, FIRST, moveDelivery } from './delivery.ts';
import { retryAfter } from './delivery-times.ts';
import type { Look } from './lookup.ts';
import type { DeliveryRow, WebhookRow } from './rows-webhook.ts';
import { recount } from './tally.ts';
import type { Ctx, View } from './view.ts';
import { deadText, noteWebhook, saveWebhook, theWebhook } from './webhook.ts';
import { deliveryView } from './webhook-view.ts';

/** Attempts that a delivery tells of, and characters of an answer that each keeps; of the last one more is kept. */
export const MOST_TRIES = 20;
const ANSWER_CHARS = 200;

/** Harmless twice: an attempt that was noted before, or of a delivery that is gone, changes nothing. */
export function noteAttempt(view: View, p: Params<'delivery.attempted'>, ctx: Ctx): Result<'delivery.attempted'> {
  const row = view.get('delivery', p.delivery);
  if (row?.state !== 'waiting' || row.attempts + 1 !== p.attempt) return {};
  const { status: lastStatus, ms: lastMs, error: lastError, answer: lastAnswer } = p;
  if (p.outcome === 'stale') {
    moveDelivery(view, row, 'drop', { lastError, ended: ctx.now });
    return {};
  }
  const tries = [...row.tries, tryOf(p, ctx.now)].slice(-MOST_TRIES);
  const tried = { attempts: p.attempt, lastStatus, lastMs, lastError, lastAnswer, tries };
  if (p.outcome === 'ok') arrived(view, row, tried, ctx.now);
  else failed(view, row, { tried, gone: p.outcome === 'gone', restMs: p.restMs }, ctx.now);
  return {};
}

const tryOf = ({ status, ms, error, answer }: Params<'delivery.attempted'>, at: number): DeliveryTry => ({
  at,
  ...(status === 0 ? {} : { status }),
  ms,
  ...(error === '' ? {} : { error }),
  ...(answer === '' ? {} : { answer: answer.slice(0, ANSWER_CHARS) }),
});

function arrived(view: View, row: Readonly<DeliveryRow>, tried: Partial<DeliveryRow>, now: number): void {
  const { webhook } = moveDelivery(view, row, 'arrive', { ...tried, ended: now });
  if (webhook) noteWebhook(view, { ...webhook, failuresInRow: 0, lastError: '', lastArrived: now });
}

interface Failure {
  tried: Partial<DeliveryRow>;
  gone: boolean;
  restMs: number;
}

function failed(view: View, row: Readonly<DeliveryRow>, { tried, gone, restMs }: Failure, now: number): void {
  const { attempts = 0, lastError = '' } = tried;
  const again = gone || row.event === 'ping' ? undefined : retryAfter(row.id, attempts, restMs);
  const { webhook } =
    again === undefined
      ? moveDelivery(view, row, 'giveUp', { ...tried, ended: now })
      : moveDelivery(view, row, 'retry', { ...tried, due: now + again });
  if (!webhook || webhook.deleted) return;
  const next = { ...webhook, failuresInRow: webhook.failuresInRow + 1, lastError };
  if (gone) saveWebhook(view, next, 'disable', GONE);
  else if (again === undefined && row.event !== 'ping' && isDead(row, webhook))
    saveWebhook(view, next, 'pause', deadText(lastError));
  else noteWebhook(view, next);
}

const GONE = 'the receiver answered 410 Gone: it wants nothing any more; change its address or delete it';

/** Since a delivery that was just given up was made, no other one arrived: nobody is there. */
const isDead = (row: Readonly<DeliveryRow>, webhook: Readonly<WebhookRow>): boolean =>
  webhook.state === 'enabled' && webhook.lastArrived < row.created;

export function pingWebhook(view: View, p: Params<'webhook.test'>, ctx: Ctx): Result<'webhook.test'> {
  const webhook = theWebhook(view, ctx.who.workspace, p.webhook);
  const id = `m_${ctx.newId()}`;
  const payload = { webhook: { id: webhook.id, name: webhook.name } };
  const made = { id, event: 'ping', about: '', payload, due: FIRST, created: ctx.now } as const;
  const row = addDelivery(view, webhook, made) ?? refuse('Internal', 'a ping was not kept');
  return deliveryView(row, webhook);
}

/** Its attempts begin anew; receivers that know its id may pass it by. */
export function redeliver(view: View, p: Params<'webhook.redeliver'>, ctx: Ctx): Result<'webhook.redeliver'> {
  const webhook = theWebhook(view, ctx.who.workspace, p.webhook);
  const row = theDelivery(view, webhook, p.delivery);
  if (webhook.state !== 'enabled')
    refuse(
      'IllegalState',
      say`the webhook ${{ webhook: webhook.name }} is ${{ state: webhook.state }}; enable it first`,
    );
  const change = { attempts: 0, due: ctx.now, ended: 0, ...(row.event === 'ping' ? { due: FIRST } : {}) };
  if (row.state === 'waiting')
    refuse('IllegalState', say`the delivery ${{ id: row.id }} still waits; it is tried again by itself`);
  return deliveryView(moveDelivery(view, row, 'redeliver', change).delivery, webhook);
}

export function theDelivery(view: Look, webhook: Readonly<WebhookRow>, id: string): Readonly<DeliveryRow> {
  const row = view.get('delivery', id);
  if (row?.webhook === webhook.id) return row;
  return refuse(
    'DeliveryNotFound',
    say`the webhook ${{ webhook: webhook.name }} has no delivery ${{ id }}; ended ones are deleted after 30 days`,
    { field: 'delivery' },
  );
}

/** A portion of what a deleted webhook leaves; its own row goes last. */
export function dropDeliveries(view: View, p: Params<'delivery.drop'>): Result<'delivery.drop'> {
  const webhook = view.get('webhook', p.webhook);
  if (webhook?.deleted !== 1) return { left: false };
  const rows = view.pick('deliveriesOf', { webhook: webhook.id }, p.limit);
  for (const row of rows) {
    recount(view, 'delivery', row.state, undefined);
    view.drop('delivery', row.id);
  }
  if (rows.length === p.limit) return { left: true };
  view.drop('webhook', webhook.id);
  return { left: false };
}
