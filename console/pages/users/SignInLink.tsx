/** A one-time sign-in link, shown this once, and how long it works. */
import { Text } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { duration, exact } from '../../show/format.ts';
import { useNow } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

interface Props {
  user: string;
  link: string;
  expires: number;
  onClose: () => void;
}

export function SignInLink({ user, link, expires, onClose }: Props) {
  const left = expires - useNow();
  return (
    <ShownOnce
      title={t('users.linkTitle', { user: visible(user) })}
      says={t('users.linkSays')}
      secret={link}
      onClose={onClose}
    >
      <Text size="xs" c="dimmed">
        {left > 0 ? t('users.linkFor', { left: duration(left), until: exact(expires) }) : t('users.linkOver')}
      </Text>
    </ShownOnce>
  );
}
