/** Asks before a pool is deleted, and names what depends on it. */
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { listed } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  pool: PoolView;
  onClose: () => void;
  onDeleted: (() => void) | undefined;
}

export function DeletePool({ pool, onClose, onDeleted }: Props) {
  const done = () => {
    sayDone(t('pool.deleted', { pool: visible(pool.name) }));
    onClose();
    onDeleted?.();
  };
  const removal = useRemoval('pool.delete', done);
  const deployments = listed(pool.deployments.map(visible));
  return (
    <Confirm
      opened
      title={t('pool.deleteTitle', { pool: visible(pool.name) })}
      yes={t('pool.delete')}
      busy={removal.isPending}
      error={removal.error}
      onYes={() => removal.mutate({ pool: pool.name })}
      onClose={onClose}
    >
      <p>{t('pool.deleteSays', { n: pool.robots.length })}</p>
      {deployments !== '' && <p>{t('pool.deleteDeployments', { deployments })}</p>}
      {pool.waiting > 0 && <p>{t('pool.deleteWaiting', { n: pool.waiting })}</p>}
    </Confirm>
  );
}
