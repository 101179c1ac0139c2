/** An address that leads nowhere. */
import { IconMapOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import { t } from '../i18n/index.ts';
import { Empty } from '../parts/States.tsx';

export function NotFound() {
  return (
    <Empty icon={IconMapOff} title={t('notFound.title')}>
      <Link href="/" className="link">
        {t('notFound.home')}
      </Link>
    </Empty>
  );
}
