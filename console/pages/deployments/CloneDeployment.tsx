/** A copy of a deployment under another name; opens it. */
import { Text, TextInput } from '@mantine/core';
import { call } from '../../api/call.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

export function CloneDeployment({ name: from, onClose }: { name: string; onClose: () => void }) {
  const saving = useSaving({
    initial: { name: '' },
    check: ({ name }) => ({ name: name.trim() === '' ? t('deployment.nameMissing') : undefined }),
    save: ({ name }) => call('deployment.clone', { deployment: from, name }),
    onSaved: ({ name }) => {
      sayDone(t('deployments.cloned', { from: visible(from), name: visible(name) }));
      onClose();
      goTo(to.deployment(name));
    },
  });
  return (
    <FormDialog
      title={t('deployments.cloneTitle', { deployment: visible(from) })}
      saving={saving}
      save={t('deployments.clone')}
      size="md"
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {t('deployments.cloneSays')}
      </Text>
      <TextInput
        label={t('deployment.name')}
        required
        maxLength={60}
        data-autofocus
        {...saving.form.getInputProps('name')}
      />
    </FormDialog>
  );
}
