/** The one door to a webhook: state, reason and the editor change together; the sender hears what is wanted now. */
import { type Said, type Sentence, say } from '../../protocol/sentence.ts';
import type { WebhookEvent } from '../../protocol/shapes-webhook.ts';
import type { Look } from './lookup.ts';
import { step } from './machine.ts';
import { notFound } from './not-found.ts';
import type { WebhookRow } from './rows-webhook.ts';
import { webhookStates } from './states.ts';
import { findByName } from './unique-name.ts';
import type { View } from './view.ts';

/** Webhooks of one workspace: each event looks at all of them. */
export const MAX_WEBHOOKS = 100;

type WebhookChange = 'enable' | 'disable' | 'pause';

/** By name or id. `WebhookNotFound` if there is none. */
export function theWebhook(view: Look, workspace: string, name: string): Readonly<WebhookRow> {
  const row = view.get('webhook', findByName(view, 'webhook', workspace, name) ?? name);
  if (row?.workspace === workspace && row.deleted === 0) return row;
  return notFound(view, 'webhook', workspace, name);
}

/** Why it was paused; kept as text, and what is shown is said anew from the last error. */
export const deadText = (error: string): Sentence =>
  say`nothing has arrived for about a day (${{ error }}); put it right, then enable the webhook again`;

/** Writes the row with its state after `change` (absent: its state stays). */
export function saveWebhook(view: View, row: WebhookRow, change?: WebhookChange, because: Said = ''): WebhookRow {
  const state = change ? step(webhookStates, row.state, change, 'webhook') : row.state;
  const next: WebhookRow = { ...row, state, because: change ? String(because) : row.because };
  view.put('webhook', next);
  showWebhooks(view);
  tellSender(view, next);
  return next;
}

/** Counters that have nothing to do with what it wants. */
export function noteWebhook(view: View, row: WebhookRow): void {
  view.put('webhook', row);
  showWebhooks(view);
}

/** Subscribers fetch again: of webhooks and of their deliveries. */
export const showWebhooks = (view: View): void => view.emit({ kind: 'changed', topics: ['webhooks'] });

export const webhooksOf = (view: Look, workspace: string): Readonly<WebhookRow>[] =>
  view.pick('webhooks', { workspace }, MAX_WEBHOOKS);

/** Events that somebody is to be told of: a paused webhook is, later. */
export const wantedEvents = (rows: readonly Readonly<WebhookRow>[]): WebhookEvent[] => [
  ...new Set(rows.filter((row) => row.state !== 'disabled').flatMap((row) => row.events)),
];

export function tellSender(view: View, row: Readonly<WebhookRow>): void {
  view.emit({ kind: 'webhook', webhook: row.id, wanted: wantedEvents(webhooksOf(view, row.workspace)) });
}
