/** Settings (C12): retention and limits, calendars, webhooks, and what this installation is. */

import { to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { type Key, t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { PageTabs } from '../../parts/PageTabs.tsx';
import { CalendarsList, NewCalendar } from '../calendars/CalendarsList.tsx';
import { NewWebhook, WebhooksList } from '../webhooks/WebhooksList.tsx';
import { About } from './About.tsx';
import { Limits } from './Limits.tsx';

const tabs = ['limits', 'calendars', 'webhooks', 'about'] as const;
type Tab = (typeof tabs)[number];

const titles: Record<Tab, Key> = {
  limits: 'settings.limits',
  calendars: 'calendars.title',
  webhooks: 'webhooks.title',
  about: 'settings.about',
};

export function SettingsPage({ tab }: { tab: string | undefined }) {
  const admin = useMay('admin');
  const mine = tabs.filter((one) => one !== 'webhooks' || admin);
  const open = mine.find((one) => one === tab) ?? 'limits';
  return (
    <Page title={t('settings.title')} says={t('settings.says')} actions={<Actions tab={open} />}>
      <PageTabs
        label={t('settings.tabs')}
        tabs={mine.map((key) => ({ key, title: t(titles[key]), to: to.settings(key) }))}
        open={open}
      >
        <Content tab={open} />
      </PageTabs>
    </Page>
  );
}

function Actions({ tab }: { tab: Tab }) {
  if (tab === 'calendars') return <NewCalendar />;
  return tab === 'webhooks' ? <NewWebhook /> : null;
}

function Content({ tab }: { tab: Tab }) {
  switch (tab) {
    case 'limits':
      return <Limits />;
    case 'calendars':
      return <CalendarsList />;
    case 'webhooks':
      return <WebhooksList />;
    case 'about':
      return <About />;
  }
}
