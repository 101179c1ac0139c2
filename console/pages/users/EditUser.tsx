/** A user's role and rights, changed; it counts at once, in open sessions too. */
import { Switch } from '@mantine/core';
import type { UserView } from '../../../protocol/calls-users.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { UserFields, type UserValues } from './UserFields.tsx';

export function EditUser({ user, onClose }: { user: UserView; onClose: () => void }) {
  const { name, fullName, role, evidence, disabled } = user;
  const saving = useSaving<UserValues, UserView>({
    initial: { name, fullName, role, evidence, disabled },
    save: (values) =>
      call('user.update', {
        ...{ user: user.id, fullName: values.fullName, role: values.role },
        ...{ evidence: values.evidence, disabled: values.disabled },
      }),
    onSaved: () => {
      sayDone(t('users.saved', { user: visible(name) }));
      onClose();
    },
    // The only administrator: refused under the name of the user, who is not a field here.
    fieldOf: (field) => (field === 'user' ? 'role' : undefined),
  });
  return (
    <FormDialog title={visible(name)} saving={saving} save={t('form.save')} onClose={onClose}>
      <UserFields form={saving.form} named />
      <Switch
        label={t('users.lock')}
        description={t('users.stateSays.locked')}
        {...saving.form.getInputProps('disabled', { type: 'checkbox' })}
      />
    </FormDialog>
  );
}
