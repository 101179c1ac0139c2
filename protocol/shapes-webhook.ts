/** What a webhook is told, what it looks like to readers, and how its deliveries fared. */
import { z } from 'zod';
import { Author, Count, Id, Instant, JobState, JsonValue, SaidAs } from './fields.ts';

/** What a webhook can ask to be told. */
export const WebhookEvent = z.enum(['job.ended', 'robot.lost', 'queue.drained']);
export const WebhookState = z.enum(['enabled', 'paused', 'disabled']);
export const DeliveryState = z.enum(['waiting', 'delivered', 'failed', 'dropped']);

const MAX_URL_CHARS = 2_000;

/** Private and loopback addresses are allowed: installations stand in closed networks. */
export const WebhookUrl = z
  .string()
  .trim()
  .max(MAX_URL_CHARS)
  .superRefine((text, ctx) => {
    const problem = urlProblem(text);
    if (problem !== undefined) ctx.addIssue(problem);
  });

function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a whole address such as https://example.org/gantry';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '')
    return 'must not hold a name or password: they would stand in lists and logs; receivers check the signature instead';
  if (url.hash !== '') return 'must not have a part after #: it is never sent';
  return undefined;
}

export const WebhookView = z.strictObject({
  id: Id,
  name: z.string(),
  url: z.string(),
  events: z.array(WebhookEvent),
  /** Narrow the events; empty = all. */
  states: z.array(JobState),
  deployments: z.array(z.string()),
  queues: z.array(z.string()),
  state: WebhookState,
  /** Why Gantry itself stopped it. */
  because: z.string().optional(),
  becauseAs: SaidAs.optional(),
  /** Deliveries that wait for their first or next attempt. */
  waiting: Count,
  /** Events that were not kept, because too many waited already. */
  lost: Count,
  /** Attempts that failed since one arrived, and the last such error. */
  failuresInRow: Count,
  lastError: z.string().optional(),
  lastArrived: Instant.optional(),
  /** Until then deliveries are signed with the former secret, too. */
  formerSecretUntil: Instant.optional(),
  author: Author,
  created: Instant,
  editor: Author,
  updated: Instant,
});

export const DeliveryView = z.strictObject({
  /** Also the header `webhook-id`: the same at every attempt. */
  id: Id,
  webhook: z.string(),
  /** An event, or `ping` of a test. */
  event: z.string(),
  state: DeliveryState,
  attempts: Count,
  /** When the next attempt is due. */
  due: Instant.optional(),
  /** What the last attempt came to: HTTP status, ms, what went wrong, the start of the answer. */
  lastStatus: Count.optional(),
  lastMs: Count.optional(),
  lastError: z.string().optional(),
  lastAnswer: z.string().optional(),
  payload: JsonValue,
  created: Instant,
  ended: Instant.optional(),
});

/** One attempt: when it ended, and what it came to. */
export const DeliveryTry = z.strictObject({
  at: Instant,
  /** Absent: there was no answer. */
  status: Count.optional(),
  ms: Count,
  error: z.string().optional(),
  /** How the answer begins. */
  answer: z.string().optional(),
});
/** `tries`: the latest attempts, the oldest of them first; those before it was sent again, too. */
export const DeliveryDetail = z.strictObject({ ...DeliveryView.shape, tries: z.array(DeliveryTry) });

export type WebhookEvent = z.output<typeof WebhookEvent>;
export type WebhookState = z.output<typeof WebhookState>;
export type DeliveryState = z.output<typeof DeliveryState>;
export type WebhookView = z.output<typeof WebhookView>;
export type DeliveryTry = z.output<typeof DeliveryTry>;
export type DeliveryDetail = z.output<typeof DeliveryDetail>;
export type DeliveryView = z.output<typeof DeliveryView>;
