/** What can be done with one deployment, in its row and on its page: run, edit, clone, schedule, enable, delete. */
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconCalendarPlus,
  IconCopy,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPower,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { type RowAction, RowMenu } from '../../parts/ActionButton.tsx';
import { visible } from '../../show/visible.ts';
import { RunNow } from '../jobs/RunNow.tsx';
import { CloneDeployment } from './CloneDeployment.tsx';
import { DeleteDeployment } from './DeleteDeployment.tsx';
import { Disable } from './Disable.tsx';
import { useEnable } from './Enabled.tsx';

export function RowActions({ deployment }: { deployment: DeploymentView }) {
  const [running, setRunning] = useState(false);
  const may = useMay('operator');
  const label = deployment.enabled
    ? t('deployments.runOf', { deployment: visible(deployment.name) })
    : t('deployments.isDisabled');
  return (
    <span className="row-actions">
      <Tooltip label={label}>
        <ActionIcon
          variant="subtle"
          aria-label={t('deployments.runOf', { deployment: visible(deployment.name) })}
          disabled={!may || !deployment.enabled}
          onClick={() => setRunning(true)}
        >
          <IconPlayerPlay size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <DeploymentMenu deployment={deployment} />
      {running && <RunNow deployment={deployment.name} onClose={() => setRunning(false)} />}
    </span>
  );
}

type Asked = 'clone' | 'disable' | 'delete';

export function DeploymentMenu({ deployment, onDeleted }: { deployment: DeploymentView; onDeleted?: () => void }) {
  const { name } = deployment;
  const [asked, setAsked] = useState<Asked>();
  const enable = useEnable(name);
  const close = () => setAsked(undefined);
  const toggle: RowAction = deployment.enabled
    ? { ...developer, label: t('deployments.disable'), icon: IconPlayerPause, onClick: () => setAsked('disable') }
    : { ...developer, label: t('deployments.enable'), icon: IconPower, onClick: enable.now };
  const actions: RowAction[] = [
    { ...developer, label: t('form.edit'), icon: IconPencil, onClick: () => goTo(to.editDeployment(name)) },
    { ...developer, label: t('deployments.clone'), icon: IconCopy, onClick: () => setAsked('clone') },
    {
      ...developer,
      label: t('deployments.schedule'),
      icon: IconCalendarPlus,
      onClick: () => goTo(to.newSchedule(name)),
    },
    toggle,
    { ...developer, label: t('form.delete'), icon: IconTrash, dangerous: true, onClick: () => setAsked('delete') },
  ];
  return (
    <>
      <RowMenu label={visible(name)} actions={actions} />
      {asked === 'clone' && <CloneDeployment name={name} onClose={close} />}
      {asked === 'disable' && <Disable name={name} onClose={close} />}
      {asked === 'delete' && <DeleteDeployment name={name} onClose={close} {...(onDeleted ? { onDeleted } : {})} />}
    </>
  );
}

const developer = { role: 'developer' } as const;
