/** Choosing a password: after a sign-in link, or from the user's menu. */
import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { useCommand } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { told } from '../../show/told.ts';

interface FormProps {
  /** Whose password it is: password managers want to know. */
  user: string;
  onDone: () => void;
  onSkip: () => void;
  skip: string;
}

/** Characters; the contract's limit, said before the coordinator has to. */
const SHORTEST = 10;

export function PasswordForm({ user, onDone, onSkip, skip }: FormProps) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const set = useCommand('user.setPassword');
  const tooShort = [...password].length < SHORTEST;
  const differs = again !== password;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (tooShort || differs) return;
    set.mutate({ password }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <input hidden readOnly name="username" autoComplete="username" value={user} />
      <Stack gap="md">
        {set.error && (
          <Alert color="red" role="alert">
            {told(set.error)}
          </Alert>
        )}
        <PasswordInput
          label={t('password.new')}
          description={t('password.rule', { n: SHORTEST })}
          autoComplete="new-password"
          data-autofocus
          value={password}
          error={tried && tooShort ? t('password.short', { n: SHORTEST }) : undefined}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        <PasswordInput
          label={t('password.again')}
          autoComplete="new-password"
          value={again}
          error={tried && differs ? t('password.differs') : undefined}
          onChange={(e) => setAgain(e.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={onSkip}>
            {skip}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {t('password.set')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Props {
  user: string;
  opened: boolean;
  onClose: () => void;
}

export function SetPassword({ user, opened, onClose }: Props) {
  const done = () => {
    sayDone(t('password.done'));
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={t('password.change')} centered>
      <PasswordForm user={user} onDone={done} onSkip={onClose} skip={t('action.cancel')} />
    </Dialog>
  );
}
