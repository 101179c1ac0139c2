/** One asset: its value (never a secret one), the values of single robots, and what uses it. */
import { Code, SimpleGrid, Text } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible, visibleLines } from '../../show/visible.ts';
import { AssetMenu } from './AssetMenu.tsx';
import { TypeOf } from './columns.tsx';
import { RobotValues } from './RobotValues.tsx';
import { SetValue } from './SetValue.tsx';
import { UsedBy } from './UsedBy.tsx';
import './assets.css';

export function AssetPage({ name }: { name: string }) {
  const topics = ['assets', 'deployments', 'robots'];
  const { data, error, refetch } = useVerb('asset.show', { asset: name }, { topics });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.name)}
      says={visible(data.description)}
      above={
        <Link href={to.assets()} className="link above">
          {t('assets.title')}
        </Link>
      }
      actions={<Actions asset={data} />}
    >
      <Facts asset={data} />
      <RobotValues asset={data} />
      <Card title={t('packages.usedBy')}>
        {data.usedBy.length > 0 ? (
          <div className="card-body">
            <UsedBy usedBy={data.usedBy} />
          </div>
        ) : (
          <Text p="md" size="sm" c="dimmed">
            {t('assets.unused')}
          </Text>
        )}
      </Card>
    </Page>
  );
}

function Actions({ asset }: { asset: AssetView }) {
  const [setting, setSetting] = useState(false);
  return (
    <>
      <ActionButton
        variant="filled"
        icon={IconForms}
        label={t('assets.setAction')}
        role="developer"
        onClick={() => setSetting(true)}
      />
      <AssetMenu
        asset={asset}
        onRenamed={(name) => goTo(to.asset(name), { replace: true })}
        onDeleted={() => goTo(to.assets())}
      />
      {setting && <SetValue asset={asset} whose={{ kind: 'all' }} onClose={() => setSetting(false)} />}
    </>
  );
}

function Facts({ asset }: { asset: AssetView }) {
  return (
    <Card title={t('assets.facts')} side={<TypeOf asset={asset} />}>
      <SimpleGrid cols={{ base: 2, md: 4 }} p="md" spacing="md">
        <Fact name={t('assets.editor')}>
          <Author author={asset.editor} />
        </Fact>
        <Fact name={t('assets.updated')}>
          <Time at={asset.updated} />
        </Fact>
        <Fact name={t('assets.changes')}>{count(asset.version)}</Fact>
        <Fact name={t('jobs.created')}>
          <Time at={asset.created} /> <Author author={asset.author} />
        </Fact>
      </SimpleGrid>
      <div className="asset-whole">
        <Fact name={t('assets.value')}>
          <Value asset={asset} />
        </Fact>
      </div>
    </Card>
  );
}

/** Everything of it that may be seen. */
function Value({ asset: { type, secret, value, user } }: { asset: AssetView }) {
  if (type === 'credential')
    return <span className="faint">{t('assets.credentialOf', { user: visible(user ?? '') })}</span>;
  if (secret) return <span className="faint">{t('assets.hidden')}</span>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <Code block className="value">
      {visibleLines(text)}
    </Code>
  );
}
