/** Who is signed in; colour scheme, password, signing out. */
import { Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconApi,
  IconDeviceDesktop,
  IconKey,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { forgetDrafts } from '../environment.ts';
import { type Key, t } from '../i18n/index.ts';
import { chooseLanguage, type Language, language, languages } from '../i18n/language.ts';
import { SetPassword } from '../pages/sign-in/SetPassword.tsx';
import { sayRefused } from '../parts/say.ts';
import { pair } from '../show/joined.ts';
import { visible } from '../show/visible.ts';
import { sessionChanged, useSession } from './session.ts';

const schemes = [
  { value: 'light', name: 'scheme.light', icon: IconSun },
  { value: 'dark', name: 'scheme.dark', icon: IconMoon },
  { value: 'auto', name: 'scheme.auto', icon: IconDeviceDesktop },
] as const satisfies { value: string; name: Key; icon: typeof IconSun }[];

/** The page starts again: what stands in tables of columns was read in the old language. The address stays. */
function speak(to: Language): void {
  chooseLanguage(to);
  location.reload();
}

export function UserMenu({ wide }: { wide: boolean }) {
  const { user, coordinator } = useSession();
  const [password, setPassword] = useState(false);
  const signedOut = () => {
    forgetDrafts();
    return sessionChanged();
  };
  const signOut = () => call('session.signOut', {}).then(signedOut, sayRefused);
  return (
    <>
      <Menu position={wide ? 'top-start' : 'right-end'} width={210} withinPortal>
        <Menu.Target>
          <button
            type="button"
            className="nav-link user"
            aria-label={pair(visible(user.fullName || user.name), t('user.menu'))}
          >
            <IconUserCircle size={19} stroke={1.7} aria-hidden />
            <span className="nav-word">{visible(user.fullName || user.name)}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('user.as', { name: visible(user.name), role: t(`role.${user.role}`) })}</Menu.Label>
          <Schemes />
          <Menu.Divider />
          <Menu.Label>{t('language.title')}</Menu.Label>
          <Languages />
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setPassword(true)}>
            {t('password.change')}
          </Menu.Item>
          <Menu.Item component="a" href="api/" target="_blank" leftSection={<IconApi size={16} aria-hidden />}>
            {t('user.api')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {t('user.signOut')}
          </Menu.Item>
          <Menu.Label>{t('user.version', { version: coordinator.version })}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      <SetPassword user={user.name} opened={password} onClose={() => setPassword(false)} />
    </>
  );
}

function Schemes() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      {schemes.map(({ value, name, icon: Icon }) => (
        <Menu.Item
          key={value}
          leftSection={<Icon size={16} aria-hidden />}
          data-active={colorScheme === value || undefined}
          fw={colorScheme === value ? 650 : undefined}
          onClick={() => setColorScheme(value)}
        >
          {t(name)}
        </Menu.Item>
      ))}
    </>
  );
}

function Languages() {
  return (
    <>
      {Object.entries(languages).map(([tag, name]) => (
        <Menu.Item
          key={tag}
          lang={tag}
          leftSection={<IconLanguage size={16} aria-hidden />}
          fw={tag === language ? 650 : undefined}
          aria-current={tag === language || undefined}
          onClick={() => speak(tag as Language)}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  );
}
