/** The rows of webhooks: who is told of what, each delivery, and robots whose absence may become news. Conventions: rows.ts. */
import type { Author, JobState } from '../../protocol/fields.ts';
import type { DeliveryState, DeliveryTry, WebhookEvent, WebhookState } from '../../protocol/shapes-webhook.ts';

export interface WebhookRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  url: string;
  events: WebhookEvent[];
  /** Narrow the events: states of jobs, ids of deployments and queues; empty = all. */
  states: JobState[];
  deployments: string[];
  queues: string[];
  state: WebhookState;
  /** Why Gantry itself stopped it, '' = it did not. */
  because: string;
  /** Ids of SecretRows, sealed (X6); `formerSecret` signs as well until `formerUntil`, '' = none. */
  secret: string;
  formerSecret: string;
  formerUntil: number;
  /** Deliveries that wait. Kept by the door of deliveries, never counted. */
  waiting: number;
  /** Events that were not kept because too many deliveries waited. */
  lost: number;
  /** Attempts that failed since one arrived. */
  failuresInRow: number;
  lastError: string;
  /** 0 = none ever arrived. */
  lastArrived: number;
  /** 1 = it is gone for everybody; the row stays until its deliveries are removed. */
  deleted: 0 | 1;
  author: Author;
  created: number;
  editor: Author;
  updated: number;
}
/** One event for one webhook, made in the transaction in which it happened. */
export interface DeliveryRow {
  id: string;
  webhook: string;
  /** An event, or `ping`. */
  event: WebhookEvent | 'ping';
  /** What it is about, to tell twins by: the id of a job, a robot or a queue. */
  about: string;
  payload: unknown;
  state: DeliveryState;
  attempts: number;
  /** When the next attempt is due; 0 = it does not wait. */
  due: number;
  lastStatus: number;
  lastMs: number;
  lastError: string;
  lastAnswer: string;
  /** The latest attempts, the oldest of them first. */
  tries: DeliveryTry[];
  created: number;
  ended: number;
}
/** A robot that went offline unexpectedly, while somebody wants to know; `id` is the robot's. */
export interface AbsenceRow {
  id: string;
  /** When it went: a robot that has been here since has another. */
  since: number;
  /** When it becomes news; the row goes when it is. */
  due: number;
}
