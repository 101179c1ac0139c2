/** The one-time sign-in link (X1): spends the token, takes it out of the address, offers to set a password. */
import { Alert, Button, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { goTo, useAddressQuery } from '../../app/address.ts';
import { sessionChanged } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { PasswordForm } from './SetPassword.tsx';
import { SignInFrame } from './SignInFrame.tsx';

type State = { kind: 'spending' } | { kind: 'refused'; message: string } | { kind: 'in'; name: string; shown: string };

const enter = () => sessionChanged().then(() => goTo('/', { replace: true }));

export function Welcome() {
  const [query, change] = useAddressQuery();
  const [token] = useState(() => query.get('token'));
  const [state, setState] = useState<State>({ kind: 'spending' });
  useEffect(() => {
    // The token leaves the address before anything else: no history entry, no copied link carries it.
    change({ token: undefined });
    if (!token) return setState({ kind: 'refused', message: t('welcome.noToken') });
    call('session.useLink', { token }).then(
      ({ user, mustSetPassword }) =>
        mustSetPassword ? setState({ kind: 'in', name: user.name, shown: user.fullName || user.name }) : enter(),
      (error: Error) => setState({ kind: 'refused', message: told(error) }),
    );
  }, [token, change]);

  if (state.kind === 'spending')
    return (
      <SignInFrame title={t('welcome.title')} says={t('welcome.spending')}>
        <Loader aria-label={t('loading')} />
      </SignInFrame>
    );
  if (state.kind === 'refused')
    return (
      <SignInFrame title={t('welcome.refused')} says={t('welcome.refusedSays')}>
        <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
          {visible(state.message)}
        </Alert>
        <Button variant="default" onClick={enter}>
          {t('welcome.toSignIn')}
        </Button>
      </SignInFrame>
    );
  return (
    <SignInFrame title={t('welcome.hello', { name: visible(state.shown) })} says={t('welcome.setPassword')}>
      <PasswordForm user={state.name} onDone={enter} onSkip={enter} skip={t('welcome.skip')} />
    </SignInFrame>
  );
}
