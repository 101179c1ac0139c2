/** An API token of one's own: for what, how much it may, how long; shown once. */
import { Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import type { Role } from '../../../protocol/fields.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { useSaving } from '../../parts/useSaving.ts';
import { exact } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { roleOptions } from './role-options.ts';

const DAY = 86_400_000;
const terms = [7, 30, 90, 365];

export function NewToken() {
  const [making, setMaking] = useState(false);
  return (
    <>
      <ActionButton
        label={t('tokens.new')}
        icon={IconPlus}
        role="viewer"
        variant="filled"
        onClick={() => setMaking(true)}
      />
      {making && <Make onClose={() => setMaking(false)} />}
    </>
  );
}

interface Values {
  name: string;
  role: Role;
  days: string;
}

function Make({ onClose }: { onClose: () => void }) {
  const { user } = useSession();
  const [made, setMade] = useState<Result<'token.create'>>();
  const saving = useSaving<Values, Result<'token.create'>>({
    initial: { name: '', role: user.role, days: '90' },
    check: ({ name }) => ({ name: name.trim() === '' ? t('schedule.needsName') : undefined }),
    save: ({ name, role, days }) => call('token.create', { name, role, forMs: Number(days) * DAY }),
    onSaved: setMade,
    fieldOf: (field) => (field === 'forMs' ? 'days' : undefined),
  });
  const { form } = saving;
  if (made)
    return (
      <ShownOnce
        title={t('tokens.madeTitle', { token: visible(form.values.name) })}
        says={t('tokens.madeSays')}
        secret={made.token}
        onClose={onClose}
      >
        <span className="faint small">{t('tokens.until', { until: exact(made.expires) })}</span>
      </ShownOnce>
    );
  return (
    <FormDialog title={t('tokens.new')} saving={saving} save={t('form.create')} onClose={onClose}>
      <TextInput
        label={t('tokens.name')}
        description={t('tokens.nameRule')}
        required
        maxLength={60}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={t('tokens.role')}
        description={t(`users.role.${form.values.role}`)}
        allowDeselect={false}
        data={roleOptions(user.role)}
        {...form.getInputProps('role')}
      />
      <Select
        label={t('tokens.term')}
        allowDeselect={false}
        data={terms.map((days) => ({ value: String(days), label: t('settings.days', { n: days }) }))}
        {...form.getInputProps('days')}
      />
    </FormDialog>
  );
}
