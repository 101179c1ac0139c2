/** Above rows that could not be fetched: why, and a button that tries again. */
import { Button } from '@mantine/core';
import { t } from '../../../i18n/index.ts';
import { told } from '../../../show/told.ts';
import type { Rows } from './WindowStore.ts';

/** Nothing while there is no error. */
export function Broken({ rows }: { rows: Rows<unknown> }) {
  if (!rows.error) return null;
  return (
    <div className="rows-broken" role="alert">
      {told(rows.error)}
      <Button size="compact-xs" variant="default" onClick={() => rows.retry()}>
        {t('action.retry')}
      </Button>
    </div>
  );
}
