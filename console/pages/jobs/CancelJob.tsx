/** Cancel, with the question before; force-close when a cancel is already under way (J26). */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { useState } from 'react';
import type { JobView } from '../../../protocol/shapes.ts';
import { useCommand } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { visible } from '../../show/visible.ts';

export function CancelJob({ job, wide = false }: { job: JobView; wide?: boolean }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('operator');
  const label = t(job.cancelling ? 'cancel.force' : 'cancel.button');
  return (
    <>
      {wide ? (
        <Button
          variant="default"
          disabled={!may}
          leftSection={<IconBan size={16} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {label}
        </Button>
      ) : (
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" disabled={!may} aria-label={label} onClick={() => setAsking(true)}>
            <IconBan size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {asking && <CancelDialog job={job} force={job.cancelling} onClose={() => setAsking(false)} />}
    </>
  );
}

export function CancelDialog({ job, force, onClose }: { job: JobView; force: boolean; onClose: () => void }) {
  const cancel = useCommand('job.cancel');
  return (
    <Confirm
      opened
      title={t(force ? 'cancel.forceTitle' : 'cancel.title', { deployment: visible(job.deployment.name) })}
      yes={t(force ? 'cancel.force' : 'cancel.button')}
      busy={cancel.isPending}
      error={cancel.error}
      onClose={onClose}
      onYes={() => cancel.mutate({ job: job.id, force: force || undefined }, { onSuccess: onClose })}
    >
      {t(force ? forceSays(job) : job.state === 'queued' ? 'cancel.saysQueued' : 'cancel.saysRunning')}
    </Confirm>
  );
}

const forceSays = (job: JobView) => (job.cancelling ? 'cancel.forceSays' : 'cancel.forceNow');
