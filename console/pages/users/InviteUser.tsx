/** Inviting a user: what they may, then the one-time link that lets them in. */
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { SignInLink } from './SignInLink.tsx';
import { UserFields, type UserValues } from './UserFields.tsx';

export function InviteUser() {
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <ActionButton
        label={t('users.invite')}
        icon={IconUserPlus}
        role="admin"
        variant="filled"
        onClick={() => setInviting(true)}
      />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<Result<'user.create'>>();
  const saving = useSaving<UserValues, Result<'user.create'>>({
    initial: { name: '', fullName: '', role: 'operator', evidence: true, disabled: false },
    draft: 'user',
    check: ({ name }) => ({ name: name.trim() === '' ? t('schedule.needsName') : undefined }),
    save: ({ name, fullName, role, evidence }) => call('user.create', { name, fullName, role, evidence }),
    onSaved: (answer) => {
      sayDone(t('users.invited', { user: visible(answer.user.name) }));
      setMade(answer);
    },
  });
  if (made) return <SignInLink user={made.user.name} link={made.link} expires={made.expires} onClose={onClose} />;
  return (
    <FormDialog title={t('users.invite')} saving={saving} save={t('users.inviteMake')} onClose={onClose}>
      <UserFields form={saving.form} named={false} />
    </FormDialog>
  );
}
