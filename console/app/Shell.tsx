/** The frame around every page: navigation, connection, colour scheme, the user's menu. */
import { AppShell, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { t } from '../i18n/index.ts';
import { Connection, ConnectionLost } from './Connection.tsx';
import { DiskWarning } from './DiskWarning.tsx';
import { Logo } from './Logo.tsx';
import { type Group, groups, type Place } from './places.tsx';
import { useMayRead } from './session.ts';
import { UserMenu } from './UserMenu.tsx';

export function Shell({ children }: { children: ReactNode }) {
  const wide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  return (
    <AppShell navbar={{ width: wide ? 220 : 68, breakpoint: 0 }} padding={0}>
      <button type="button" className="skip-link" onClick={focusPage}>
        {t('nav.skip')}
      </button>
      <AppShell.Navbar className="nav" aria-label={t('nav.label')}>
        <Link href="/" className="nav-brand" aria-label="Gantry">
          <Logo />
          <span className="nav-word">Gantry</span>
        </Link>
        <AppShell.Section grow component="nav" className="nav-places">
          {groups.map((group) => (
            <Places key={group.name} group={group} wide={wide} />
          ))}
        </AppShell.Section>
        <div className="nav-foot">
          <Connection wide={wide} />
          <UserMenu wide={wide} />
        </div>
      </AppShell.Navbar>
      <AppShell.Main>
        <ConnectionLost />
        <DiskWarning />
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

/** Past two dozen links; the page may still be loading and have no heading. */
const focusPage = () => document.querySelector<HTMLElement>('main h1')?.focus();

function Places({ group, wide }: { group: Group; wide: boolean }) {
  const mayRead = useMayRead();
  const places = group.places.filter(({ role }) => mayRead(role));
  if (places.length === 0) return null;
  return (
    <div className="nav-group">
      <div className="nav-heading nav-word">{t(group.name)}</div>
      {places.map((place) => (
        <PlaceLink key={place.to} place={place} wide={wide} />
      ))}
    </div>
  );
}

function PlaceLink({ place, wide }: { place: Place; wide: boolean }) {
  const [path] = useLocation();
  const starts = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  const here = place.to === '/' ? path === '/' : starts(place.to) || (place.also !== undefined && starts(place.also));
  return (
    <Tooltip label={t(place.name)} position="right" disabled={wide}>
      <Link href={place.to} className="nav-link" aria-current={here ? 'page' : undefined} aria-label={t(place.name)}>
        <place.icon size={19} stroke={1.7} aria-hidden />
        <span className="nav-word">{t(place.name)}</span>
      </Link>
    </Tooltip>
  );
}
