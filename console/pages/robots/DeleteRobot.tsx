/** Asks before a robot is deleted, and says what knows it (J11). */
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { listed } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';
import type { RobotDialogProps } from './RobotMenu.tsx';

export function DeleteRobot({ robot, onClose, onDeleted }: RobotDialogProps) {
  const deployments = useVerb('deployment.list', {});
  const named = deployments.data?.items.filter((d) => d.robots.includes(robot.name)).map((d) => visible(d.name)) ?? [];
  const done = () => {
    sayDone(t('robot.deleted', { robot: visible(robot.name) }));
    onClose();
    onDeleted();
  };
  const removal = useRemoval('robot.delete', done);
  return (
    <Confirm
      opened
      title={t('robot.deleteTitle', { robot: visible(robot.name) })}
      yes={t('robot.delete')}
      busy={removal.isPending}
      error={removal.error}
      onYes={() => removal.mutate({ robot: robot.name })}
      onClose={onClose}
    >
      <p>{t('robot.deleteSays')}</p>
      {robot.pools.length > 0 && <p>{t('robot.deletePools', { pools: listed(robot.pools.map(visible)) })}</p>}
      {named.length > 0 && <p>{t('robot.deleteDeployments', { deployments: listed(named) })}</p>}
    </Confirm>
  );
}
