/** What can be done with one asset: another value, name and description, delete. */
import { IconForms, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { visible } from '../../show/visible.ts';
import { DeleteAsset } from './DeleteAsset.tsx';
import { EditAsset } from './EditAsset.tsx';
import { SetValue } from './SetValue.tsx';

interface Props {
  asset: AssetView;
  onRenamed?: (name: string) => void;
  onDeleted?: () => void;
}

export function AssetMenu({ asset, onRenamed, onDeleted }: Props) {
  const [asked, setAsked] = useState<'value' | 'edit' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <RowMenu
        label={visible(asset.name)}
        actions={[
          { label: t('assets.setAction'), icon: IconForms, role: 'developer', onClick: () => setAsked('value') },
          { label: t('form.edit'), icon: IconPencil, role: 'developer', onClick: () => setAsked('edit') },
          {
            label: t('form.delete'),
            icon: IconTrash,
            role: 'developer',
            dangerous: true,
            onClick: () => setAsked('delete'),
          },
        ]}
      />
      {asked === 'value' && <SetValue asset={asset} whose={{ kind: 'all' }} onClose={close} />}
      {asked === 'edit' && <EditAsset asset={asset} onClose={close} onSaved={onRenamed} />}
      {asked === 'delete' && <DeleteAsset asset={asset} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}
