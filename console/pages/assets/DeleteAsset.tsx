/** The question before an asset is deleted: names the deployments that use it; then it can only be forced. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';
import { UsedBy } from './UsedBy.tsx';

interface Props {
  asset: AssetView;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

export function DeleteAsset({ asset, onClose, onDeleted }: Props) {
  const [force, setForce] = useState(false);
  const name = visible(asset.name);
  const done = () => {
    sayDone(t('assets.deleted', { asset: name }));
    onClose();
    onDeleted?.();
  };
  const remove = useRemoval('asset.delete', done);
  return (
    <Confirm
      opened
      title={t('assets.deleteTitle', { asset: name })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ asset: asset.name, force: force || undefined })}
    >
      {t('assets.deleteSays')}
      {asset.usedBy.length > 0 && (
        <Notice title={t('assets.usedByTitle', { n: asset.usedBy.length })}>
          <UsedBy usedBy={asset.usedBy} />
          <Checkbox
            mt="sm"
            size="sm"
            label={t('assets.force')}
            checked={force}
            onChange={(e) => setForce(e.currentTarget.checked)}
          />
        </Notice>
      )}
    </Confirm>
  );
}
