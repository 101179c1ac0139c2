/** What each role may, in words: each has the rights of those before it. */
import { Text } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { roles } from './role-options.ts';

export const Roles = () => (
  <dl className="roles">
    {roles.map((role) => (
      <div key={role}>
        <dt>{t(`role.${role}`)}</dt>
        <dd>
          <Text size="xs" c="dimmed">
            {t(`users.role.${role}`)}
          </Text>
        </dd>
      </div>
    ))}
  </dl>
);
