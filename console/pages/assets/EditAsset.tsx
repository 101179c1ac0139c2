/** Another name or description of an asset; what is bound to it stays bound. */
import { Textarea, TextInput } from '@mantine/core';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  asset: AssetView;
  onClose: () => void;
  /** Told the name that it has now. */
  onSaved?: ((name: string) => void) | undefined;
}

export function EditAsset({ asset, onClose, onSaved }: Props) {
  const { name, description } = asset;
  const saving = useSaving({
    initial: { name, description },
    draft: `asset.${asset.id}`,
    check: (values) => ({ name: values.name.trim() === '' ? t('assets.nameMissing') : undefined }),
    save: (values) => call('asset.update', { asset: name, ...values }),
    onSaved: (saved) => {
      sayDone(t('assets.saved', { asset: visible(saved.name) }));
      onClose();
      onSaved?.(saved.name);
    },
  });
  return (
    <FormDialog
      title={t('assets.editTitle', { asset: visible(name) })}
      saving={saving}
      save={t('form.save')}
      onClose={onClose}
    >
      <TextInput
        label={t('assets.name')}
        description={t('assets.renameRule')}
        required
        maxLength={60}
        data-autofocus
        {...saving.form.getInputProps('name')}
      />
      <Textarea
        label={t('assets.description')}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={2000}
        {...saving.form.getInputProps('description')}
      />
    </FormDialog>
  );
}
