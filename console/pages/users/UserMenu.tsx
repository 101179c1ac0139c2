/** What can be done with one user: change, a new link, tokens, what they did, lock out, delete. */
import { IconClipboardList, IconEdit, IconKey, IconLink, IconLock, IconLockOpen, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../protocol/calls-users.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';
import { SignInLink } from './SignInLink.tsx';

export function UserMenu({ user }: { user: UserView }) {
  const [deleting, setDeleting] = useState(false);
  const link = useCommand('user.link');
  const update = useCommand('user.update');
  const admin = 'admin' as const;
  const setLocked = (disabled: boolean) => update.mutate({ user: user.id, disabled }, { onError: sayRefused });
  return (
    <>
      <RowMenu
        label={visible(user.name)}
        actions={[
          { label: t('form.edit'), icon: IconEdit, role: admin, onClick: () => goTo(to.user(user)) },
          {
            ...{ label: t('users.newLink'), icon: IconLink, role: admin },
            onClick: () => link.mutate({ user: user.id }, { onError: sayRefused }),
          },
          { label: t('users.tokens'), icon: IconKey, role: admin, onClick: () => goTo(to.tokens(user.name)) },
          {
            ...{ label: t('users.did'), icon: IconClipboardList, role: admin },
            onClick: () => goTo(to.audit({ user: user.name })),
          },
          user.disabled
            ? { label: t('users.unlock'), icon: IconLockOpen, role: admin, onClick: () => setLocked(false) }
            : { label: t('users.lockOut'), icon: IconLock, role: admin, onClick: () => setLocked(true) },
          {
            ...{ label: t('form.delete'), icon: IconTrash, role: admin, dangerous: true },
            onClick: () => setDeleting(true),
          },
        ]}
      />
      {link.data && <SignInLink user={user.name} {...link.data} onClose={() => link.reset()} />}
      {deleting && <DeleteUser user={user} onClose={() => setDeleting(false)} />}
    </>
  );
}

/** Sessions and tokens end with their user; what the user did keeps the name. */
function DeleteUser({ user, onClose }: { user: UserView; onClose: () => void }) {
  const remove = useRemoval('user.delete', () => {
    sayDone(t('users.deleted', { user: visible(user.name) }));
    onClose();
  });
  const { data } = useVerb('token.list', { user: user.id }, { topics: ['tokens'], enabled: remove.isIdle });
  const of = (kind: 'api' | 'session') => data?.items.filter((token) => token.kind === kind).length ?? 0;
  const yes = () => remove.mutate({ user: user.id });
  return (
    <Confirm
      opened
      title={t('users.deleteTitle', { user: visible(user.name) })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onYes={yes}
      onClose={onClose}
    >
      {t('users.deleteSays')}{' '}
      <b>
        {t('users.deleteTokens', { n: of('api') })} {t('users.deleteSessions', { n: of('session') })}
      </b>
    </Confirm>
  );
}
