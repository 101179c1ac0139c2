/** The two verbs of webhooks that make secrets: each is shown in the answer, once. */
import { behalfOf, personAsking } from './behalf.ts';
import type { Core } from './core.ts';
import type { Services } from './router.ts';
import { newWebhookSecret, secretToKeep } from './webhook-secret.ts';

/** ms for which a former secret signs as well, if nothing else is said: time to tell the receiver the new one. */
const KEEP_FORMER_MS = 86_400_000;

export function webhookServices(core: Core): Pick<Services, 'webhook.create' | 'webhook.rotate'> {
  return {
    'webhook.create': async (params, asker) => {
      const secret = newWebhookSecret();
      const { user } = personAsking(asker);
      const behalf = behalfOf(asker, 'webhook.create', `webhook ${params.name}`);
      const webhook = await core.system('webhook.created', { ...params, user, secret: secretToKeep(secret) }, behalf);
      core.log.info({ webhook: webhook.name, user }, 'webhook created');
      return { webhook, secret };
    },
    'webhook.rotate': async ({ webhook: name, keepFormerMs = KEEP_FORMER_MS }, asker) => {
      const secret = newWebhookSecret();
      const { user } = personAsking(asker);
      const formerUntil = core.clock.now() + keepFormerMs;
      const kept = { user, webhook: name, secret: secretToKeep(secret), formerUntil };
      const behalf = behalfOf(asker, 'webhook.rotate', `webhook ${name}`);
      const webhook = await core.system('webhook.rotated', kept, behalf);
      core.log.info({ webhook: webhook.name, user }, 'webhook has a new secret');
      return { webhook, secret };
    },
  };
}
