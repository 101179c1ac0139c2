/** How people make, change and delete webhooks, and give them new secrets. Secrets are made outside: rules know no chance. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Author, type JobState, nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { WebhookEvent } from '../../protocol/shapes-webhook.ts';
import { authorOf } from './author.ts';
import { theDeployment, theQueue } from './lookup.ts';
import { mustHaveRole } from './principal.ts';
import type { UserRow } from './rows.ts';
import type { WebhookRow } from './rows-webhook.ts';
import { dropSecret, keepSecret } from './secret.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';
import { MAX_WEBHOOKS, noteWebhook, saveWebhook, tellSender, theWebhook, webhooksOf } from './webhook.ts';
import { webhookView } from './webhook-view.ts';

const authorFrom = ({ id, fullName, name }: Readonly<UserRow>): Author => ({
  kind: 'user',
  id,
  name: fullName || name,
});

export function createWebhook(view: View, p: Params<'webhook.created'>, ctx: Ctx): Result<'webhook.created'> {
  const author = authorFrom(mustHaveRole(view, p.user, 'admin', 'webhook.create'));
  const { workspace } = ctx.who;
  if (webhooksOf(view, workspace).length >= MAX_WEBHOOKS)
    refuse('TooMany', say`there are ${{ max: MAX_WEBHOOKS }} webhooks already; delete one first`, { retry: 'never' });
  const { id } = p;
  claimName(view, 'webhook', workspace, p.name, id);
  const { name, url, events } = p;
  const secret = keepSecret(view, p.secret);
  const row: WebhookRow = {
    ...{ id, workspace, name, nameKey: nameKey(name), url, events, secret, ...noNarrowing },
    ...{ state: 'disabled', because: '', formerSecret: '', formerUntil: 0 },
    ...{ waiting: 0, lost: 0, failuresInRow: 0, lastError: '', lastArrived: 0, deleted: 0 },
    ...{ author, created: ctx.now, editor: author, updated: ctx.now },
  };
  const narrowed = { ...row, ...narrowing(view, p, row, ctx) };
  return webhookView(view, saveWebhook(view, narrowed, (p.enabled ?? true) ? 'enable' : 'disable'));
}

/** What is absent stays. Enabling forgets the failures, and what waits is sent. */
export function updateWebhook(view: View, p: Params<'webhook.update'>, ctx: Ctx): Result<'webhook.update'> {
  const kept = theWebhook(view, ctx.who.workspace, p.webhook);
  const name = p.name ?? kept.name;
  if (nameKey(name) !== kept.nameKey) {
    claimName(view, 'webhook', kept.workspace, name, kept.id);
    freeName(view, 'webhook', kept.workspace, kept.name);
  }
  const events = p.events ?? kept.events;
  const row: WebhookRow = {
    ...kept,
    ...{ name, nameKey: nameKey(name), url: p.url ?? kept.url, events },
    ...narrowing(view, p, { ...kept, events }, ctx),
    ...(p.enabled ? { failuresInRow: 0, lastError: '' } : {}),
    ...{ editor: authorOf(view, ctx), updated: ctx.now },
  };
  const change = p.enabled === undefined ? undefined : p.enabled ? 'enable' : 'disable';
  return webhookView(view, saveWebhook(view, row, change));
}

/** It is gone at once for everybody; its deliveries go in portions (`delivery.drop`). */
export function deleteWebhook(view: View, p: Params<'webhook.delete'>, ctx: Ctx): Result<'webhook.delete'> {
  const row = theWebhook(view, ctx.who.workspace, p.webhook);
  freeName(view, 'webhook', row.workspace, row.name);
  for (const secret of [row.secret, row.formerSecret]) dropSecret(view, secret);
  noteWebhook(view, { ...row, deleted: 1, secret: '', formerSecret: '' });
  tellSender(view, row);
  return {};
}

export function rotateSecret(view: View, p: Params<'webhook.rotated'>, ctx: Ctx): Result<'webhook.rotated'> {
  const editor = authorFrom(mustHaveRole(view, p.user, 'admin', 'webhook.rotate'));
  const row = theWebhook(view, ctx.who.workspace, p.webhook);
  const signsOn = p.formerUntil > ctx.now;
  dropSecret(view, row.formerSecret);
  if (!signsOn) dropSecret(view, row.secret);
  const former = signsOn ? { formerSecret: row.secret, formerUntil: p.formerUntil } : noFormer;
  const secret = keepSecret(view, p.secret);
  return webhookView(view, saveWebhook(view, { ...row, ...former, secret, editor, updated: ctx.now }));
}

const noFormer = { formerSecret: '', formerUntil: 0 };
const noNarrowing = { states: [], deployments: [], queues: [] };

interface Narrowing {
  states?: JobState[] | undefined;
  deployments?: string[] | undefined;
  queues?: string[] | undefined;
}

/** Names become ids, so that a renamed queue or deployment stays the one that was meant. */
function narrowing(view: View, p: Narrowing, row: Readonly<WebhookRow>, ctx: Ctx) {
  const { workspace } = ctx.who;
  const wants = (event: WebhookEvent) => row.events.includes(event);
  if (!wants('job.ended') && (p.states?.length || p.deployments?.length))
    refuse('ValidationError', 'states and deployments narrow job.ended, which is not among the events', {
      field: p.states?.length ? 'states' : 'deployments',
    });
  if (!wants('queue.drained') && p.queues?.length)
    refuse('ValidationError', 'queues narrow queue.drained, which is not among the events', { field: 'queues' });
  return {
    ...(p.states === undefined ? {} : { states: p.states }),
    ...(p.deployments === undefined
      ? {}
      : { deployments: p.deployments.map((name) => theDeployment(view, workspace, name).id) }),
    ...(p.queues === undefined ? {} : { queues: p.queues.map((name) => theQueue(view, workspace, name).id) }),
  };
}
