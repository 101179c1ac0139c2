/** The question before a deployment is deleted: names live jobs and what starts nothing any more; live jobs can be ended with it (J16). */
import { Checkbox, List } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { JobBadge } from '../../show/Badges.tsx';
import { visible } from '../../show/visible.ts';
import { Dependents, useDependents } from './Dependents.tsx';

interface Props {
  name: string;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteDeployment({ name, onClose, onDeleted }: Props) {
  const [force, setForce] = useState(false);
  const dependents = useDependents(name);
  const done = () => {
    sayDone(t('deployments.deleted', { deployment: visible(name) }));
    onClose();
    onDeleted?.();
  };
  const remove = useRemoval('deployment.delete', done);
  return (
    <Confirm
      opened
      title={t('deployments.deleteTitle', { deployment: visible(name) })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ deployment: name, force: force || undefined })}
    >
      {t('deployments.deleteSays')}
      <Dependents of={dependents} />
      {dependents.liveJobs > 0 && (
        <Notice title={t('deployments.live', { n: dependents.liveJobs })}>
          <LiveJobs deployment={name} />
          <Checkbox
            mt="sm"
            size="sm"
            label={t('deployments.force')}
            checked={force}
            onChange={(e) => setForce(e.currentTarget.checked)}
          />
        </Notice>
      )}
    </Confirm>
  );
}

/** Live jobs that are named one by one. */
const NAMED = 5;

function LiveJobs({ deployment }: { deployment: string }) {
  const { data } = useVerb(
    'job.list',
    { deployment, state: ['queued', 'running'], limit: NAMED },
    { topics: ['jobs'] },
  );
  return (
    <List size="sm" className="live-jobs">
      {data?.items.map((job) => (
        <List.Item key={job.id}>
          <JobBadge state={job.state} />{' '}
          <Link href={to.job(job.id)} className="link id">
            {job.id}
          </Link>{' '}
          <span className="faint">{visible(job.robot ?? '')}</span>
        </List.Item>
      ))}
    </List>
  );
}
