/** The priority of a job that waits (J25). */
import { NumberInput, Text } from '@mantine/core';
import type { JobView } from '../../../protocol/shapes.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';

const MAX_PRIORITY = 5_000;

export function SetPriority({ job, onClose }: { job: JobView; onClose: () => void }) {
  const saving = useSaving<{ priority: number | string }, JobView>({
    initial: { priority: job.priority },
    check: ({ priority }) => {
      const fits = priority !== '' && Number(priority) >= 0 && Number(priority) <= MAX_PRIORITY;
      return { priority: fits ? undefined : t('priority.wrong') };
    },
    save: ({ priority }) => call('job.setPriority', { job: job.id, priority: Number(priority) }),
    onSaved: ({ priority }) => {
      sayDone(t('priority.done', { priority }));
      onClose();
    },
  });
  return (
    <FormDialog title={t('priority.title')} saving={saving} save={t('form.save')} size="sm" onClose={onClose}>
      <Text size="sm" c="dimmed">
        {t('priority.says')}
      </Text>
      <NumberInput
        label={t('jobs.priority')}
        description={t('priority.rule')}
        min={0}
        max={MAX_PRIORITY}
        clampBehavior="none"
        allowDecimal={false}
        data-autofocus
        {...saving.form.getInputProps('priority')}
      />
    </FormDialog>
  );
}
