/** The question before a job is deleted: what goes with it (E17). */
import type { JobView } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  job: JobView;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

export function DeleteJob({ job, onClose, onDeleted }: Props) {
  const deployment = visible(job.deployment.name);
  const remove = useRemoval('job.delete', () => {
    sayDone(t('job.deleted', { deployment }));
    onClose();
    onDeleted?.();
  });
  return (
    <Confirm
      opened
      title={t('job.deleteTitle', { deployment })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ job: job.id })}
    >
      {t('job.deleteSays')}
    </Confirm>
  );
}
