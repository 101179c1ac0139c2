/** The question before a launch condition is deleted: its jobs go on, the queue starts nothing by itself any more. */
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  condition: ConditionView;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteCondition({ condition, onClose, onDeleted }: Props) {
  const queue = visible(condition.queue);
  const remove = useRemoval('condition.delete', () => {
    sayDone(t('conditions.deleted', { queue }));
    onClose();
    onDeleted?.();
  });
  return (
    <Confirm
      opened
      title={t('conditions.deleteTitle', { queue })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ queue: condition.id })}
    >
      <p>{t('conditions.deleteSays', { deployment: visible(condition.deployment) })}</p>
      <p>{t('conditions.deleteOpen', { n: condition.open })}</p>
    </Confirm>
  );
}
