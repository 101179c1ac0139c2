/** Whether what is on screen is live: a dot always, a line across the page when the connection is lost. */
import { Button, Tooltip } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { live, useConnection } from '../api/queries.ts';
import { t } from '../i18n/index.ts';

export function Connection({ wide }: { wide: boolean }) {
  const state = useConnection();
  return (
    <Tooltip label={t(`connection.${state}`)} position="right" disabled={wide}>
      <div className="connection" role="status" data-connection={state}>
        <span className={`dot dot-${state}`} />
        <span className="nav-word">{t(`connection.${state}`)}</span>
      </div>
    </Tooltip>
  );
}

export function ConnectionLost() {
  const state = useConnection();
  useEffect(() => {
    const online = () => live.retryNow();
    addEventListener('online', online);
    return () => removeEventListener('online', online);
  }, []);
  if (state !== 'lost') return null;
  return (
    <div className="page-warning" role="alert">
      <IconPlugConnectedX size={18} aria-hidden />
      {t('connection.lostLong')}
      <Button size="compact-xs" variant="default" onClick={() => live.retryNow()}>
        {t('connection.retry')}
      </Button>
    </div>
  );
}
