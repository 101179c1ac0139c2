/** The secrets of webhooks: how one is made, how it is kept, and what it signs (standardwebhooks.com). */
import { createHmac } from 'node:crypto';
import { newSecret } from './ids.ts';

const PREFIX = 'whsec_';

/** 256 bits, as libraries of Standard Webhooks take them. */
export const newWebhookSecret = (): string => PREFIX + Buffer.from(newSecret(), 'base64url').toString('base64');

/** The one way of a secret into a row, and the one way out of it. */
export const secretToKeep = (secret: string): string => secret;
export const secretKept = (kept: string): string => kept;

export interface Signed {
  id: string;
  /** Seconds since 1970: receivers refuse what is older than they like. */
  timestamp: number;
  body: string;
}

/** The header `webhook-signature`: one signature for each secret. */
export const signatures = (secrets: readonly string[], signed: Signed): string =>
  secrets.map((secret) => signature(secret, signed)).join(' ');

function signature(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
