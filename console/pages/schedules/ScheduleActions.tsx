/** What can be done with one schedule: switch it, change it, delete it. */
import { Switch } from '@mantine/core';
import { IconEdit, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { useCommand } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

export function EnabledSwitch({ schedule, label }: { schedule: ScheduleView; label?: string }) {
  const set = useCommand('schedule.setEnabled');
  const may = useMay('operator');
  return (
    <Switch
      size="sm"
      label={label}
      aria-label={t('schedule.enabledLabel', { schedule: visible(schedule.name) })}
      checked={set.isPending ? set.variables.enabled : schedule.enabled}
      disabled={!may || set.isPending}
      onChange={(e) => set.mutate({ schedule: schedule.id, enabled: e.currentTarget.checked }, { onError: sayRefused })}
    />
  );
}

export function ScheduleMenu({ schedule }: { schedule: ScheduleView }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <RowMenu
        label={visible(schedule.name)}
        actions={[
          {
            ...{ label: t('form.edit'), icon: IconEdit, role: 'developer' },
            onClick: () => goTo(to.editSchedule(schedule)),
          },
          {
            ...{ label: t('form.delete'), icon: IconTrash, role: 'developer', dangerous: true },
            onClick: () => setDeleting(true),
          },
        ]}
      />
      <DeleteSchedule schedule={schedule} opened={deleting} onClose={() => setDeleting(false)} />
    </>
  );
}

interface DeleteProps {
  schedule: ScheduleView;
  opened: boolean;
  onClose: () => void;
}

export function DeleteSchedule({ schedule, opened, onClose }: DeleteProps) {
  const remove = useRemoval('schedule.delete', () => {
    sayDone(t('schedule.deleted', { schedule: visible(schedule.name) }));
    onClose();
    goTo(to.schedules());
  });
  const yes = () => remove.mutate({ schedule: schedule.id });
  return (
    <Confirm
      opened={opened}
      title={t('schedule.deleteTitle', { schedule: visible(schedule.name) })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onYes={yes}
      onClose={onClose}
    >
      {t('schedule.deleteSays', { deployment: visible(schedule.deployment) })}
    </Confirm>
  );
}
