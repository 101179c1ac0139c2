/** Asks before a pool is deleted, and names what depends on it. */
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { useCommand } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  pool: PoolView;
  onClose: () => void;
  onDeleted: (() => void) | undefined;
}

export function DeletePool({ pool, onClose, onDeleted }: Props) {
  const command = useCommand('pool.delete');
  const done = () => {
    sayDone(t('pool.deleted', { pool: visible(pool.name) }));
    onClose();
    onDeleted?.();
  };
  // Not by the mutation's own callback: the row may be gone with its pool before that is called. A refusal stands below.
  const remove = () => command.mutateAsync({ pool: pool.name }).then(done, () => undefined);
  const deployments = pool.deployments.map(visible).join(', ');
  return (
    <Confirm
      opened
      title={t('pool.deleteTitle', { pool: visible(pool.name) })}
      yes={t('pool.delete')}
      busy={command.isPending}
      error={command.error}
      onYes={() => void remove()}
      onClose={onClose}
    >
      <p>{t('pool.deleteSays', { n: pool.robots.length })}</p>
      {deployments !== '' && <p>{t('pool.deleteDeployments', { deployments })}</p>}
      {pool.waiting > 0 && <p>{t('pool.deleteWaiting', { n: pool.waiting })}</p>}
    </Confirm>
  );
}
