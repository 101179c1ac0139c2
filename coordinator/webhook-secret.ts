/** The secrets of webhooks: how one is made, how it is kept, and what it signs (standardwebhooks.com). */
import { createHmac } from 'node:crypto';
import { newSecret } from './ids.ts';

const PREFIX = 'whsec_';

/** 256 bits, as libraries of Standard Webhooks take them. */
export const newWebhookSecret = (): string => PREFIX + Buffer.from(newSecret(), 'base64url').toString('base64');

/** What a webhook's secret belongs to: sealed for it, it opens for no other (X6). */
export const secretOwner = (webhook: string): string => `webhook ${webhook}`;

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
