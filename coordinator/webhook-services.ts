/** The two verbs of webhooks that make secrets: each is shown in the answer, once. */
import { refuse } from '../protocol/errors.ts';
import type { Core } from './core.ts';
import type { Asker, Services } from './router.ts';
import { newWebhookSecret, secretToKeep } from './webhook-secret.ts';

/** ms for which a former secret signs as well, if nothing else is said: time to tell the receiver the new one. */
const KEEP_FORMER_MS = 86_400_000;

export function webhookServices(core: Core): Pick<Services, 'webhook.create' | 'webhook.rotate'> {
  return {
    'webhook.create': async (params, asker) => {
      const secret = newWebhookSecret();
      const user = userOf(asker);
      const webhook = await core.system('webhook.created', { ...params, user, secret: secretToKeep(secret) });
      core.log.info({ webhook: webhook.name, user }, 'webhook created');
      return { webhook, secret };
    },
    'webhook.rotate': async ({ webhook: name, keepFormerMs = KEEP_FORMER_MS }, asker) => {
      const secret = newWebhookSecret();
      const user = userOf(asker);
      const formerUntil = core.clock.now() + keepFormerMs;
      const kept = { user, webhook: name, secret: secretToKeep(secret), formerUntil };
      const webhook = await core.system('webhook.rotated', kept);
      core.log.info({ webhook: webhook.name, user }, 'webhook has a new secret');
      return { webhook, secret };
    },
  };
}

const userOf = ({ who }: Asker): string =>
  who.kind === 'person' ? who.user : refuse('Unauthenticated', 'sign in first');
