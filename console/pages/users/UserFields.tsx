/** The fields of a user, each role with what it may in words. */
import { Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { Role } from '../../../protocol/fields.ts';
import { t } from '../../i18n/index.ts';
import { roles } from './role-options.ts';

export interface UserValues {
  name: string;
  fullName: string;
  role: Role;
  evidence: boolean;
  disabled: boolean;
}

interface Props {
  form: UseFormReturnType<UserValues>;
  /** A name is given once. */
  named: boolean;
}

export function UserFields({ form, named }: Props) {
  return (
    <>
      {!named && (
        <TextInput
          label={t('users.name')}
          description={t('users.nameRule')}
          required
          maxLength={60}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
      )}
      <TextInput label={t('users.fullName')} maxLength={200} autoComplete="off" {...form.getInputProps('fullName')} />
      <Radio.Group label={t('users.roleTitle')} {...form.getInputProps('role')}>
        <Stack gap={8} mt={6}>
          {roles.map((role) => (
            <Radio key={role} size="xs" value={role} label={t(`role.${role}`)} description={t(`users.role.${role}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        size="xs"
        label={t('users.evidence')}
        description={t('users.evidenceRule')}
        {...form.getInputProps('evidence', { type: 'checkbox' })}
      />
    </>
  );
}
