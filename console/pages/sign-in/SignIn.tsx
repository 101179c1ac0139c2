/** Sign-in by name and password; what was typed stays when it is refused. */
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { GantryError } from '../../../protocol/errors.ts';
import { useCommand } from '../../api/queries.ts';
import { hasEnded, sessionChanged } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { told } from '../../show/told.ts';
import { SignInFrame } from './SignInFrame.tsx';

export function SignIn() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useCommand('session.signIn');
  useEffect(() => {
    document.title = `${t('signIn.title')} · Gantry`;
  }, []);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    signIn.mutate({ name, password }, { onSuccess: sessionChanged });
  };
  return (
    <SignInFrame title={t('signIn.title')} says={t('signIn.says')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {hasEnded() && !signIn.error && (
            <Alert color="blue" role="status">
              {t('signIn.ended')}
            </Alert>
          )}
          {signIn.error && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
              {reason(signIn.error)}
            </Alert>
          )}
          <TextInput
            label={t('signIn.name')}
            name="name"
            autoComplete="username"
            autoFocus
            required
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <PasswordInput
            label={t('signIn.password')}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth mt={4}>
            {t('signIn.button')}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}

const reason = (error: Error): string =>
  error instanceof GantryError && error.code === 'Unauthenticated' ? t('signIn.wrong') : told(error);
