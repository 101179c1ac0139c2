/** What can be done with a package or one of its versions: deploy, download, delete. */
import { IconDownload, IconRocket, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { API_PREFIX } from '../../../protocol/route.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { visible } from '../../show/visible.ts';
import { DeletePackage } from './DeletePackage.tsx';

interface Props {
  name: string;
  /** What is deployed and downloaded. */
  version: string;
  /** True = the version is deleted, not the package. */
  one?: boolean;
  onDeleted?: () => void;
}

export function PackageMenu({ name, version, one = false, onDeleted }: Props) {
  const [deleting, setDeleting] = useState(false);
  const label = one ? `${name} ${version}` : name;
  const empty = version === '' ? t('packages.noVersion') : undefined;
  return (
    <>
      <RowMenu
        label={visible(label)}
        actions={[
          {
            label: t('packages.deploy'),
            icon: IconRocket,
            role: 'developer',
            unless: empty,
            onClick: () => goTo(to.newDeployment(one ? { package: name, version } : { package: name })),
          },
          {
            label: t('packages.download'),
            icon: IconDownload,
            role: 'developer',
            unless: empty,
            onClick: () => download(name, version),
          },
          {
            label: t(one ? 'packages.deleteVersion' : 'packages.delete'),
            icon: IconTrash,
            role: 'developer',
            dangerous: true,
            onClick: () => setDeleting(true),
          },
        ]}
      />
      {deleting && (
        <DeletePackage
          name={name}
          version={one ? version : undefined}
          onClose={() => setDeleting(false)}
          onDeleted={onDeleted}
        />
      )}
    </>
  );
}

function download(name: string, version: string): void {
  const link = document.createElement('a');
  link.href = `.${API_PREFIX}/packages/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/archive`;
  link.download = '';
  link.click();
}
