/** One package: its versions, highest first, each opens to its manifest; upload, deploy, download, delete. */
import { IconPackage, IconRocket } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PackageDetail } from '../../../protocol/shapes-package.ts';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable, toggled } from '../../parts/DataTable.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { PackageMenu } from './PackageMenu.tsx';
import { UploadArea } from './UploadArea.tsx';
import { VersionInside } from './VersionInside.tsx';
import { versionColumns } from './versionColumns.tsx';

export function PackagePage({ name }: { name: string }) {
  const topics = ['packages', 'deployments', 'jobs'];
  const { data, error, refetch } = useVerb('package.show', { package: name }, { topics });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={visible(data.name)}
      says={visible(data.title)}
      above={
        <Link href={to.packages()} className="link above">
          {t('packages.title')}
        </Link>
      }
      actions={
        <>
          <ActionButton
            variant="filled"
            icon={IconRocket}
            label={t('packages.deploy')}
            role="developer"
            unless={data.latest === '' ? t('packages.noVersion') : undefined}
            onClick={() => goTo(to.newDeployment({ package: data.name }))}
          />
          <PackageMenu name={data.name} version={data.latest} onDeleted={() => goTo(to.packages())} />
        </>
      }
    >
      <UploadArea />
      <Versions of={data} />
    </Page>
  );
}

function Versions({ of }: { of: PackageDetail }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const rank = new Map(of.versions.map((one, i) => [one.id, -i]));
  const list = useLocalList(
    { data: of.versions, error: null, refetch: () => {} },
    {
      initial: { by: 'version', dir: 'desc' },
      by: {
        version: (one) => rank.get(one.id) ?? 0,
        uploaded: (one) => one.created,
        size: (one) => one.bytes,
      },
    },
  );
  const [columns, menu] = useColumns('versions', versionColumns(of));
  return (
    <Card
      title={t('packages.versions')}
      side={
        <div className="tools">
          <CsvButton name={of.name} columns={versionColumns(of)} rows={of.versions} />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('packages.versions')}
        columns={columns}
        list={list}
        rowKey={(one) => one.version}
        empty={<Empty icon={IconPackage} title={t('packages.noVersion')} />}
        inside={(one) => <VersionInside manifest={one.manifest} />}
        open={open}
        onToggle={(key) => setOpen(toggled(open, key))}
      />
    </Card>
  );
}
