/** That the coordinator's disk gets full, on every page: what it means for everybody's work, and where room is made (P15). */
import { IconDatabaseExclamation } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useVerb } from '../api/queries.ts';
import { t } from '../i18n/index.ts';
import { bytes } from '../show/format.ts';
import { to } from './address.ts';

export function DiskWarning() {
  const { data } = useVerb('session.show', {}, { topics: ['coordinator'] });
  const { state, freeBytes } = data?.coordinator.disk ?? { state: 'ok', freeBytes: 0 };
  if (state === 'ok') return null;
  return (
    <div className="page-warning" role="alert" data-disk={state}>
      <IconDatabaseExclamation size={18} aria-hidden />
      {t(`disk.${state}`, { free: bytes(freeBytes) })}
      <Link href={to.settings()} className="link">
        {t('disk.makeRoom')}
      </Link>
    </div>
  );
}
