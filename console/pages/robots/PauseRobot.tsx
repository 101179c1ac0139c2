/** Pauses a robot and says why, for whoever finds it paused. */
import { Text, TextInput } from '@mantine/core';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import type { RobotDialogProps } from './RobotMenu.tsx';

export function PauseRobot({ robot, onClose }: RobotDialogProps) {
  const saving = useSaving({
    initial: { reason: '' },
    save: ({ reason }) => call('robot.pause', { robot: robot.name, paused: true, reason: reason.trim() || undefined }),
    onSaved: () => {
      sayDone(t('robot.isPaused', { robot: visible(robot.name) }));
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('robot.pauseTitle', { robot: visible(robot.name) })}
      saving={saving}
      save={t('robot.pause')}
      onClose={onClose}
    >
      <Text size="sm">{t(robot.run ? 'robot.pauseBusy' : 'robot.pauseSays')}</Text>
      <TextInput
        label={t('robot.reason')}
        description={t('robot.reasonRule')}
        maxLength={200}
        data-autofocus
        {...saving.form.getInputProps('reason')}
      />
    </FormDialog>
  );
}
