/** Users and tokens (C12): who may come in and do what; and everybody's own API tokens. */

import { to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { PageTabs } from '../../parts/PageTabs.tsx';
import { InviteUser } from './InviteUser.tsx';
import { NewToken } from './NewToken.tsx';
import { Roles } from './Roles.tsx';
import { TokensList } from './TokensList.tsx';
import { UsersList } from './UsersList.tsx';

/** `user`: whose card is open. */
export function UsersPage({ tab, user }: { tab: 'users' | 'tokens'; user?: string | undefined }) {
  const admin = useMay('admin');
  const open = admin ? tab : 'tokens';
  const tabs = [
    ...(admin ? [{ key: 'users', title: t('users.title'), to: to.users() }] : []),
    { key: 'tokens', title: t('tokens.title'), to: to.tokens() },
  ];
  return (
    <Page
      title={t('users.both')}
      says={t(open === 'users' ? 'users.says' : 'tokens.says')}
      actions={open === 'users' ? <InviteUser /> : <NewToken />}
    >
      <PageTabs label={t('users.both')} tabs={tabs} open={open}>
        {open === 'users' ? (
          <>
            <UsersList open={user} />
            <Roles />
          </>
        ) : (
          <TokensList />
        )}
      </PageTabs>
    </Page>
  );
}
