/** Verbs about webhooks: who outside is told of ended jobs, lost robots and drained queues, and how each delivery fared. */
import { z } from 'zod';
import { Count, DurationMs, Id, Instant, JobState, Name } from './fields.ts';
import { listing, listOf } from './listing.ts';
import { SealedText } from './shapes-asset.ts';
import { many } from './shapes-bulk.ts';
import {
  DeliveryDetail,
  DeliveryState,
  DeliveryView,
  WebhookEvent,
  WebhookState,
  WebhookUrl,
  WebhookView,
} from './shapes-webhook.ts';
import { Nothing, pageOf, paging, read, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;
const role = 'admin' as const;

const unique = <T>(list: T[]): T[] => [...new Set(list)];
const MOST_NAMES = 100;

/** What a webhook says; lists narrow the events, an empty one stands for all. */
const settings = {
  url: WebhookUrl,
  events: z.array(WebhookEvent).min(1, 'must name at least one event').max(10).transform(unique),
  /** Of `job.ended`: only jobs that ended so. */
  states: z
    .array(JobState.extract(['succeeded', 'failed', 'cancelled']))
    .max(10)
    .transform(unique),
  /** Of `job.ended`: only jobs of these deployments. */
  deployments: z.array(Name).max(MOST_NAMES).transform(unique),
  /** Of `queue.drained`: only these queues. */
  queues: z.array(Name).max(MOST_NAMES).transform(unique),
  enabled: z.boolean(),
};
const narrowed = {
  states: settings.states.optional(),
  deployments: settings.deployments.optional(),
  queues: settings.queues.optional(),
  enabled: settings.enabled.optional(),
};
/** `ok`: 2xx. `gone`: 410. `stale`: it was not sent, it is news no more. Everything else is `failed`. */
const AttemptOutcome = z.enum(['ok', 'failed', 'gone', 'stale']);
const WithSecret = z.strictObject({ webhook: WebhookView, secret: z.string() });

export const callsWebhook = {
  'webhook.list': read({
    who: people,
    role,
    params: {
      /** `text`: part of its name or address. */
      ...listing(['name', 'created', 'state', 'waiting', 'updated']),
      state: many(WebhookState, 3).optional(),
      event: many(WebhookEvent, 10).optional(),
    },
    result: listOf(WebhookView),
    http: 'GET /webhooks',
    says: 'Webhooks, with how their deliveries fare.',
  }),
  'webhook.show': read({
    who: people,
    role,
    params: { webhook: Name },
    result: WebhookView,
    http: 'GET /webhooks/:webhook',
    says: 'One webhook.',
  }),
  'webhook.create': service({
    who: people,
    role,
    params: { name: Name, url: settings.url, events: settings.events, ...narrowed },
    result: WithSecret,
    http: 'POST /webhooks',
    says: 'Have events sent to an address. The secret that signs them is shown this once.',
  }),
  'webhook.update': write({
    who: people,
    role,
    params: {
      webhook: Name,
      name: Name.optional(),
      url: settings.url.optional(),
      events: settings.events.optional(),
      ...narrowed,
    },
    result: WebhookView,
    http: 'PATCH /webhooks/:webhook',
    says: 'Change a webhook; what is absent stays. `enabled: true` also resumes one that paused itself.',
  }),
  'webhook.delete': write({
    who: people,
    role,
    params: { webhook: Name },
    result: Nothing,
    http: 'DELETE /webhooks/:webhook',
    says: 'Delete a webhook with its deliveries; what waits is not sent any more.',
  }),
  'webhook.rotate': service({
    who: people,
    role,
    params: { webhook: Name, keepFormerMs: DurationMs.max(7 * 86_400_000).optional() },
    result: WithSecret,
    http: 'POST /webhooks/:webhook/secret',
    says: 'Make a new secret, shown this once. For a day (or `keepFormerMs`) deliveries are signed with both.',
  }),
  'webhook.test': write({
    who: people,
    role,
    params: { webhook: Name },
    result: DeliveryView,
    http: 'POST /webhooks/:webhook/ping',
    says: 'Send a `ping` now, in whatever state the webhook is; it is tried once.',
  }),
  'webhook.deliveries': read({
    who: people,
    role,
    params: { webhook: Name, state: DeliveryState.optional(), ...paging },
    result: pageOf(DeliveryView),
    http: 'GET /webhooks/:webhook/deliveries',
    says: 'Deliveries of a webhook, the newest first; ended ones are kept for 30 days.',
  }),
  'webhook.delivery': read({
    who: people,
    role,
    params: { webhook: Name, delivery: Id },
    result: DeliveryDetail,
    http: 'GET /webhooks/:webhook/deliveries/:delivery',
    says: 'One delivery, with its latest attempts: when, status, time taken, how the answer begins.',
  }),
  'webhook.redeliver': write({
    who: people,
    role,
    params: { webhook: Name, delivery: Id },
    result: DeliveryView,
    http: 'POST /webhooks/:webhook/deliveries/:delivery/again',
    says: 'Send a delivery again, from the first attempt on and with the same `webhook-id`.',
  }),

  'webhook.created': write({
    who: system,
    params: {
      ...{ id: Id, user: Id, name: Name, url: settings.url, events: settings.events, ...narrowed },
      secret: SealedText,
    },
    result: WebhookView,
    says: 'Keep a new webhook.',
  }),
  'webhook.rotated': write({
    who: system,
    params: { user: Id, webhook: Id, secret: SealedText, formerUntil: Instant },
    result: WebhookView,
    says: 'Keep a webhook’s new secret.',
  }),
  'webhook.tell': write({
    who: system,
    params: {
      happened: z.array(
        z.discriminatedUnion('event', [
          z.strictObject({ event: z.literal('job.ended'), job: Id }),
          z.strictObject({
            event: z.literal('robot.lost'),
            robot: Id,
            why: z.enum(['run-lost', 'unreachable']),
            run: Id.optional(),
          }),
          z.strictObject({ event: z.literal('queue.drained'), queue: Id }),
          z.strictObject({ event: z.literal('robot.offline'), robot: Id }),
        ]),
      ),
    },
    result: Nothing,
    says: 'In the transaction in which it happened: make the deliveries of whoever wants to know.',
  }),
  'robot.missing': write({
    who: system,
    params: { limit: z.int().min(1) },
    result: z.strictObject({ due: Count, next: Instant.optional() }),
    says: 'Tell of robots that went offline unexpectedly and did not come back in time.',
  }),
  'delivery.attempted': write({
    who: system,
    params: {
      delivery: Id,
      /** Which attempt this was, from 1. */
      attempt: Count,
      outcome: AttemptOutcome,
      status: Count,
      ms: Count,
      error: z.string(),
      answer: z.string(),
      /** The receiver asked for a rest of so many ms. */
      restMs: Count,
    },
    result: Nothing,
    says: 'Note what an attempt came to: delivered, to be tried again, or given up.',
  }),
  'delivery.drop': write({
    who: system,
    params: { webhook: Id, limit: z.int().min(1) },
    result: z.strictObject({ left: z.boolean() }),
    says: 'Remove what is left of a deleted webhook, a portion at a time.',
  }),
};
