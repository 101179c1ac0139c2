/** What can be done with one robot, behind one button; the dialogs open from here (C11). */
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTag, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useCommand } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { type RowAction, RowMenu } from '../../parts/ActionButton.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';
import { DeleteRobot } from './DeleteRobot.tsx';
import { PauseRobot } from './PauseRobot.tsx';
import { RenameRobot } from './RenameRobot.tsx';
import { RobotLabels } from './RobotLabels.tsx';
import { RobotPools } from './RobotPools.tsx';

const dialogs = {
  pause: PauseRobot,
  labels: RobotLabels,
  pools: RobotPools,
  rename: RenameRobot,
  delete: DeleteRobot,
};
type Dialog = keyof typeof dialogs;

export const isPaused = (robot: RobotView): boolean => robot.paused ?? robot.state === 'paused';

interface Props {
  robot: RobotView;
  /** It was deleted: a page of its own has nothing to show any more. */
  onDeleted?: () => void;
  /** It has another name now. */
  onRenamed?: (name: string) => void;
}

export function RobotMenu({ robot, onDeleted, onRenamed }: Props) {
  const [open, setOpen] = useState<Dialog>();
  const pause = useCommand('robot.pause');
  const resume = () =>
    pause.mutate(
      { robot: robot.name, paused: false },
      { onSuccess: () => sayDone(t('robot.resumed', { robot: visible(robot.name) })), onError: sayRefused },
    );
  const Open = open && dialogs[open];
  return (
    <>
      <RowMenu label={visible(robot.name)} actions={actionsOf(robot, setOpen, resume)} />
      {Open && (
        <Open
          robot={robot}
          onClose={() => setOpen(undefined)}
          onDeleted={onDeleted ?? (() => {})}
          onRenamed={onRenamed ?? (() => {})}
        />
      )}
    </>
  );
}

/** What each of the dialogs gets. */
export interface RobotDialogProps {
  robot: RobotView;
  onClose: () => void;
  onDeleted: () => void;
  onRenamed: (name: string) => void;
}

function actionsOf(robot: RobotView, ask: (dialog: Dialog) => void, resume: () => void): RowAction[] {
  const pauses: RowAction = isPaused(robot)
    ? { label: t('robot.resume'), icon: IconPlayerPlay, role: 'operator', onClick: resume }
    : { label: t('robot.pause'), icon: IconPlayerPause, role: 'operator', onClick: () => ask('pause') };
  return [
    pauses,
    { label: t('robot.editLabels'), icon: IconTag, role: 'operator', onClick: () => ask('labels') },
    { label: t('robot.editPools'), icon: IconUsersGroup, role: 'operator', onClick: () => ask('pools') },
    { label: t('robot.rename'), icon: IconPencil, role: 'operator', onClick: () => ask('rename') },
    {
      label: t('robot.delete'),
      icon: IconTrash,
      role: 'admin',
      dangerous: true,
      unless: robot.state === 'offline' ? undefined : t('robot.deleteOffline'),
      onClick: () => ask('delete'),
    },
  ];
}
