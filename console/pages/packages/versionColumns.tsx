/** The columns of a package's versions. */
import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { PackageDetail, VersionDetail } from '../../../protocol/shapes-package.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { bytes, count, iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { PackageMenu } from './PackageMenu.tsx';
import { Users } from './Users.tsx';

/** Characters of a hash that tell versions apart; the whole one is on hover, and is copied. */
const SHA_SHOWN = 12;

export const versionColumns = (of: Pick<PackageDetail, 'name' | 'latest'>): Column<VersionDetail>[] => [
  {
    key: 'version',
    title: t('deployment.version'),
    sort: 'version',
    csv: (one) => one.version,
    cell: (one) => (
      <Group gap={8} wrap="nowrap">
        <b className="nowrap">{visible(one.version)}</b>
        {one.version === of.latest && <span className="badge tone-good">{t('deployment.latest')}</span>}
      </Group>
    ),
  },
  {
    key: 'uploaded',
    title: t('packages.uploaded'),
    sort: 'uploaded',
    csv: (one) => iso(one.created),
    cell: (one) => <Time at={one.created} />,
  },
  {
    key: 'author',
    title: t('packages.by'),
    csv: (one) => one.author.name,
    cell: (one) => <Author author={one.author} />,
  },
  {
    key: 'size',
    title: t('packages.size'),
    align: 'right',
    sort: 'size',
    csv: (one) => one.bytes,
    cell: (one) => <span className="nowrap">{bytes(one.bytes)}</span>,
  },
  { key: 'sha', title: 'SHA-256', csv: (one) => one.sha256, cell: (one) => <Sha sha256={one.sha256} /> },
  {
    key: 'parameters',
    title: t('params.title'),
    align: 'right',
    csv: (one) => one.manifest.parameters.length,
    cell: (one) => count(one.manifest.parameters.length),
  },
  {
    key: 'users',
    title: t('packages.usedBy'),
    csv: (one) => one.usedBy.join(', '),
    cell: (one) => <UsedBy one={one} />,
  },
  {
    key: 'actions',
    title: '',
    align: 'right',
    sticky: true,
    cell: (one) => <PackageMenu name={of.name} version={one.version} one />,
  },
];

function UsedBy({ one: { usedBy, liveJobs } }: { one: VersionDetail }) {
  return (
    <div>
      {(usedBy.length > 0 || liveJobs === 0) && <Users names={usedBy} />}
      {liveJobs > 0 && <div className="faint small">{t('packages.liveJobs', { n: liveJobs })}</div>}
    </div>
  );
}

function Sha({ sha256 }: { sha256: string }) {
  return (
    <span className="sha">
      <Tooltip label={sha256} multiline maw={320} openDelay={200}>
        <span className="id">{sha256.slice(0, SHA_SHOWN)}</span>
      </Tooltip>
      <CopyButton value={sha256}>
        {({ copied, copy }) => (
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('packages.copySha')} onClick={copy}>
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
