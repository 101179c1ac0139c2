/** Webhooks at an address of their own; the same list stands in the settings. */
import { t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { NewWebhook, WebhooksList } from './WebhooksList.tsx';

export const WebhooksPage = () => (
  <Page title={t('webhooks.title')} says={t('webhooks.says')} actions={<NewWebhook />}>
    <WebhooksList />
  </Page>
);
