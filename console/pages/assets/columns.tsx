/** The columns of the asset table. A secret value is in none of them, nor in their CSV. */
import { Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { assetText } from '../../parts/params/assetText.ts';
import { Author } from '../../parts/Who.tsx';
import { count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { Users } from '../packages/Users.tsx';
import { AssetMenu } from './AssetMenu.tsx';

export const assetColumns: Column<AssetView>[] = [
  {
    key: 'name',
    title: t('assets.asset'),
    sort: 'name',
    csv: (one) => one.name,
    cell: (one) => (
      <div className="asset-name">
        <Link href={to.asset(one.name)} className="link clip">
          {visible(one.name)}
        </Link>
        <Text size="xs" c="dimmed" className="clip">
          {visible(one.description)}
        </Text>
      </div>
    ),
  },
  {
    key: 'type',
    title: t('assets.type'),
    sort: 'type',
    csv: (one) => one.type,
    cell: (one) => <TypeOf asset={one} />,
  },
  {
    key: 'value',
    title: t('assets.value'),
    csv: (one) => assetText(one),
    cell: (one) => <span className="clip asset-value">{assetText(one)}</span>,
  },
  {
    key: 'robots',
    title: t('assets.robots'),
    align: 'right',
    csv: (one) => one.robots.length,
    cell: (one) => (one.robots.length > 0 ? count(one.robots.length) : <span className="faint">—</span>),
  },
  {
    key: 'users',
    title: t('packages.usedBy'),
    csv: (one) => one.usedBy.map(({ deployment }) => deployment).join(', '),
    cell: (one) => <Users names={one.usedBy.map(({ deployment }) => deployment)} />,
  },
  {
    key: 'updated',
    title: t('assets.updated'),
    csv: (one) => iso(one.updated),
    cell: (one) => <Time at={one.updated} />,
  },
  {
    key: 'editor',
    title: t('assets.editor'),
    extra: true,
    csv: (one) => one.editor.name,
    cell: (one) => <Author author={one.editor} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (one) => <AssetMenu asset={one} /> },
];

export function TypeOf({ asset: { type, secret } }: { asset: AssetView }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className="nowrap">{t(`asset.type.${type}`)}</span>
      {secret && <IconLock size={14} className="faint" role="img" aria-label={t('assets.isSecret')} />}
    </Group>
  );
}
