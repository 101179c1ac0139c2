/** Another name for a pool; its robots, deployments and jobs know it by its id. */
import { TextInput } from '@mantine/core';
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  pool: PoolView;
  onClose: () => void;
  onRenamed: (name: string) => void;
}

export function RenamePool({ pool, onClose, onRenamed }: Props) {
  const saving = useSaving({
    initial: { name: pool.name },
    // The page goes to the new name before anything is fetched again: the old one leads nowhere.
    save: async ({ name }) => {
      const renamed = await call('pool.update', { pool: pool.name, name: name.trim() });
      onRenamed(renamed.name);
      return renamed;
    },
    onSaved: ({ name }) => {
      sayDone(t('pool.renamed', { pool: visible(name) }));
      onClose();
    },
  });
  return (
    <FormDialog title={t('pool.rename')} saving={saving} save={t('form.save')} onClose={onClose} size="md">
      <TextInput
        label={t('pool.name')}
        description={t('pool.renameSays')}
        maxLength={60}
        required
        data-autofocus
        {...saving.form.getInputProps('name')}
      />
    </FormDialog>
  );
}
