/** The two verbs of webhooks that make secrets: each is shown in the answer, once, and kept sealed (X6). */
import { behalfOf, personAsking } from './behalf.ts';
import type { Core } from './core.ts';
import { theWebhook } from './domain/webhook.ts';
import { randomId } from './ids.ts';
import type { Services } from './router.ts';
import type { Vault } from './vault.ts';
import { newWebhookSecret, secretOwner } from './webhook-secret.ts';

/** ms for which a former secret signs as well, if nothing else is said: time to tell the receiver the new one. */
const KEEP_FORMER_MS = 86_400_000;

export function webhookServices(core: Core, vault: Vault): Pick<Services, 'webhook.create' | 'webhook.rotate'> {
  return {
    'webhook.create': async (params, asker) => {
      const plain = newWebhookSecret();
      const { user } = personAsking(asker);
      const id = randomId('w');
      const behalf = behalfOf(asker, 'webhook.create', `webhook ${params.name}`);
      const webhook = await vault.sealed(plain, secretOwner(id), (secret) =>
        core.system('webhook.created', { ...params, id, user, secret }, behalf),
      );
      core.log.info({ webhook: webhook.name, user }, 'webhook created');
      return { webhook, secret: plain };
    },
    'webhook.rotate': async ({ webhook: named, keepFormerMs = KEEP_FORMER_MS }, asker) => {
      const plain = newWebhookSecret();
      const { user, workspace } = personAsking(asker);
      const { id, name } = await core.store.read((view) => theWebhook(view, workspace, named));
      const behalf = behalfOf(asker, 'webhook.rotate', `webhook ${name}`);
      const formerUntil = core.clock.now() + keepFormerMs;
      const webhook = await vault.sealed(plain, secretOwner(id), (secret) =>
        core.system('webhook.rotated', { user, webhook: id, secret, formerUntil }, behalf),
      );
      core.log.info({ webhook: name, user }, 'webhook has a new secret');
      return { webhook, secret: plain };
    },
  };
}
