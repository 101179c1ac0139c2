/** The columns of the package table (C7). */
import { Text } from '@mantine/core';
import { Link } from 'wouter';
import type { PackageView, VersionView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { bytes, count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { PackageMenu } from './PackageMenu.tsx';
import { Users } from './Users.tsx';

/** The version that `latest` means. */
export const newest = (one: PackageView): VersionView | undefined =>
  one.versions.find(({ version }) => version === one.latest);

/** Deployments that use any of its versions. */
export const usersOf = (one: PackageView): string[] =>
  [...new Set(one.versions.flatMap(({ usedBy }) => usedBy))].sort();

export const packageColumns: Column<PackageView>[] = [
  {
    key: 'name',
    title: t('jobs.package'),
    sort: 'name',
    csv: (one) => one.name,
    cell: (one) => (
      <div className="package-name">
        <Link href={to.package(one.name)} className="link clip">
          {visible(one.name)}
        </Link>
        <Text size="xs" c="dimmed" className="clip">
          {visible(one.title)}
        </Text>
      </div>
    ),
  },
  {
    key: 'latest',
    title: t('packages.latest'),
    csv: (one) => one.latest,
    cell: (one) => <span className="nowrap">{visible(one.latest || '—')}</span>,
  },
  {
    key: 'versions',
    title: t('packages.versions'),
    align: 'right',
    csv: (one) => one.versions.length,
    cell: (one) => count(one.versions.length),
  },
  {
    key: 'size',
    title: t('packages.size'),
    align: 'right',
    csv: (one) => newest(one)?.bytes,
    cell: (one) => <span className="nowrap">{bytes(newest(one)?.bytes ?? 0)}</span>,
  },
  {
    key: 'users',
    title: t('packages.usedBy'),
    csv: (one) => usersOf(one).join(', '),
    cell: (one) => <Users names={usersOf(one)} />,
  },
  {
    key: 'uploaded',
    title: t('packages.uploaded'),
    csv: (one) => iso(newest(one)?.created),
    cell: (one) => <Time at={newest(one)?.created} none="—" />,
  },
  {
    key: 'author',
    title: t('packages.by'),
    csv: (one) => newest(one)?.author.name,
    cell: (one) => {
      const author = newest(one)?.author;
      return author ? <Author author={author} /> : '—';
    },
  },
  {
    key: 'actions',
    title: '',
    align: 'right',
    sticky: true,
    cell: (one) => <PackageMenu name={one.name} version={one.latest} />,
  },
];
