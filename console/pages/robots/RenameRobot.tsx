/** Another name for a robot; pools, deployments and jobs know it by its id. */
import { TextInput } from '@mantine/core';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import type { RobotDialogProps } from './RobotMenu.tsx';

export function RenameRobot({ robot, onClose, onRenamed }: RobotDialogProps) {
  const saving = useSaving({
    initial: { name: robot.name },
    // The page goes to the new name before anything is fetched again: the old one leads nowhere.
    save: async ({ name }) => {
      const renamed = await call('robot.update', { robot: robot.name, name: name.trim() });
      onRenamed(renamed.name);
      return renamed;
    },
    onSaved: ({ name }) => {
      sayDone(t('robot.renamed', { robot: visible(name) }));
      onClose();
    },
  });
  return (
    <FormDialog title={t('robot.rename')} saving={saving} save={t('form.save')} onClose={onClose} size="md">
      <TextInput
        label={t('addRobot.name')}
        description={t('robot.renameSays')}
        maxLength={60}
        required
        data-autofocus
        {...saving.form.getInputProps('name')}
      />
    </FormDialog>
  );
}
