/** What can be done with one pool: its robots, its jobs, delete. */
import { IconListDetails, IconPencil, IconRobot, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { visible } from '../../show/visible.ts';
import { DeletePool } from './DeletePool.tsx';
import { PoolRobots } from './PoolRobots.tsx';
import { RenamePool } from './RenamePool.tsx';

interface Props {
  pool: PoolView;
  /** It was deleted: a page of its own has nothing to show any more. */
  onDeleted?: () => void;
  /** It has another name now. */
  onRenamed?: (name: string) => void;
}

export function PoolMenu({ pool, onDeleted, onRenamed }: Props) {
  const [open, setOpen] = useState<'robots' | 'rename' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <RowMenu
        label={visible(pool.name)}
        actions={[
          { label: t('pool.editRobots'), icon: IconRobot, role: 'operator', onClick: () => setOpen('robots') },
          {
            label: t('pool.jobs'),
            icon: IconListDetails,
            role: 'viewer',
            onClick: () => goTo(to.jobsOf('pool', pool.name)),
          },
          { label: t('pool.rename'), icon: IconPencil, role: 'developer', onClick: () => setOpen('rename') },
          {
            label: t('pool.delete'),
            icon: IconTrash,
            role: 'developer',
            dangerous: true,
            onClick: () => setOpen('delete'),
          },
        ]}
      />
      {open === 'robots' && <PoolRobots pool={pool} onClose={close} />}
      {open === 'rename' && <RenamePool pool={pool} onClose={close} onRenamed={onRenamed ?? (() => {})} />}
      {open === 'delete' && <DeletePool pool={pool} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}
