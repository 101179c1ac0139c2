/** The labels that people add to those of the robot's agent (J8). */
import { TagsInput, Text } from '@mantine/core';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { Tags } from '../../parts/Who.tsx';
import { visible } from '../../show/visible.ts';
import type { RobotDialogProps } from './RobotMenu.tsx';

const MOST_LABELS = 50;
const LONGEST = 60;

export function RobotLabels({ robot, onClose }: RobotDialogProps) {
  const own = robot.facts?.labels ?? [];
  const saving = useSaving({
    initial: { labels: robot.addedLabels ?? [] },
    check: ({ labels }) => ({
      labels: labels.some((label) => label.length > LONGEST) ? t('robot.labelLong', { n: LONGEST }) : undefined,
    }),
    save: ({ labels }) => call('robot.update', { robot: robot.name, labels }),
    onSaved: () => {
      sayDone(t('robot.labelsSaved', { robot: visible(robot.name) }));
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('robot.labelsTitle', { robot: visible(robot.name) })}
      saving={saving}
      save={t('form.save')}
      onClose={onClose}
    >
      <TagsInput
        label={t('robots.labels')}
        description={t('robot.labelsRule')}
        maxTags={MOST_LABELS}
        data-autofocus
        clearable={false}
        {...saving.form.getInputProps('labels')}
      />
      {own.length > 0 && (
        <div>
          <Text size="xs" c="dimmed" mb={6}>
            {t('robot.ownLabels')}
          </Text>
          <Tags tags={own} shown={12} />
        </div>
      )}
    </FormDialog>
  );
}
