/** The deployments that use something, as links; many of them behind a button. */
import { Group, Popover, Stack, UnstyledButton } from '@mantine/core';
import { Link } from 'wouter';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

/** Shown before the rest goes behind the button. */
const SHOWN = 2;

export function Users({ names }: { names: string[] }) {
  if (names.length === 0) return <span className="faint">{t('packages.unused')}</span>;
  const rest = names.length - SHOWN;
  return (
    <Group gap={8} wrap="nowrap">
      {names.slice(0, SHOWN).map((name) => (
        <User key={name} name={name} />
      ))}
      {rest > 0 && (
        <Popover withArrow>
          <Popover.Target>
            <UnstyledButton className="more-tags" aria-label={t('packages.allUsers', { n: names.length })}>
              +{rest}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap={4} mah={240} className="user-list">
              {names.map((name) => (
                <User key={name} name={name} />
              ))}
            </Stack>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}

const User = ({ name }: { name: string }) => (
  <Link href={to.deployment(name)} className="link clip user-link">
    {visible(name)}
  </Link>
);
