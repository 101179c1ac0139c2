/** What can be done with one job, behind one button: open, run again, priority, cancel, force-close, delete (C9). */
import { IconArrowsSort, IconBan, IconExternalLink, IconPlayerStop, IconRepeat, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { JobView } from '../../../protocol/shapes.ts';
import { useCommand } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { type RowAction, RowMenu } from '../../parts/ActionButton.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { shortId } from '../../show/format.ts';
import { CancelDialog } from './CancelJob.tsx';
import { DeleteJob } from './DeleteJob.tsx';
import { isOpenJob } from './isOpenJob.ts';
import { SetPriority } from './SetPriority.tsx';

type Asking = 'priority' | 'cancel' | 'force' | 'delete';

interface Props {
  job: JobView;
  /** Where it is shown there is nothing left to show. */
  onDeleted?: () => void;
}

export function JobMenu({ job, onDeleted }: Props) {
  const [asking, setAsking] = useState<Asking>();
  const again = useCommand('job.again');
  const repeat = () =>
    again.mutate(
      { job: job.id },
      {
        onSuccess: (made) => {
          sayDone(t('again.done'));
          goTo(to.job(made.id));
        },
        onError: sayRefused,
      },
    );
  const close = () => setAsking(undefined);
  return (
    <>
      <RowMenu label={shortId(job.id)} actions={actionsOf(job, { ask: setAsking, repeat })} />
      {asking === 'priority' && <SetPriority job={job} onClose={close} />}
      {(asking === 'cancel' || asking === 'force') && (
        <CancelDialog job={job} force={asking === 'force'} onClose={close} />
      )}
      {asking === 'delete' && <DeleteJob job={job} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}

interface Does {
  ask: (what: Asking) => void;
  repeat: () => void;
}

function actionsOf(job: JobView, { ask, repeat }: Does): RowAction[] {
  const ended = isOpenJob(job) ? undefined : t('job.isOver');
  const { run } = job;
  return [
    {
      label: t('jobs.openRun'),
      icon: IconExternalLink,
      role: 'viewer',
      unless: run === undefined ? t('job.noRunYet') : undefined,
      onClick: () => run !== undefined && goTo(to.run(run)),
    },
    { label: t('again.button'), icon: IconRepeat, role: 'operator', onClick: repeat },
    {
      label: t('priority.button'),
      icon: IconArrowsSort,
      role: 'operator',
      unless: job.state === 'queued' ? undefined : t('priority.onlyQueued'),
      onClick: () => ask('priority'),
    },
    {
      label: t('cancel.button'),
      icon: IconBan,
      role: 'operator',
      unless: ended ?? (job.cancelling ? t('job.isCancelling') : undefined),
      onClick: () => ask('cancel'),
    },
    {
      label: t('cancel.force'),
      icon: IconPlayerStop,
      role: 'operator',
      dangerous: true,
      unless: ended,
      onClick: () => ask('force'),
    },
    {
      label: t('form.delete'),
      icon: IconTrash,
      role: 'operator',
      dangerous: true,
      unless: ended === undefined ? t('job.deleteFirst') : undefined,
      onClick: () => ask('delete'),
    },
  ];
}
