/** The question before a queue is deleted: what goes with it, and what the coordinator says still depends on it (C2, Q46). */
import { List, Text } from '@mantine/core';
import { GantryError } from '../../../protocol/errors.ts';
import type { QueueView } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  queue: QueueView;
  onClose: () => void;
  onDeleted?: () => void;
}

/** What is in use is refused once, with the reason; the second yes deletes it all the same. */
export function DeleteQueue({ queue, onClose, onDeleted }: Props) {
  const remove = useRemoval('queue.delete', ({ resources }) => {
    const name = visible(queue.name);
    sayDone(resources > 0 ? t('deleteQueue.doneWith', { name, n: resources }) : t('deleteQueue.done', { name }));
    onClose();
    onDeleted?.();
  });
  const inUse = remove.error instanceof GantryError && remove.error.code === 'InUse';
  return (
    <Confirm
      opened
      title={t('deleteQueue.title', { name: visible(queue.name) })}
      yes={inUse ? t('deleteQueue.force') : t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onYes={() => remove.mutate({ queue: queue.name, ...(inUse ? { force: true } : {}) })}
      onClose={onClose}
    >
      <Text size="sm" mb="xs">
        {t('deleteQueue.says')}
      </Text>
      <List size="sm" spacing={4}>
        <List.Item>{t('deleteQueue.resources', { n: queue.total })}</List.Item>
        {queue.condition && (
          <List.Item>{t('deleteQueue.condition', { deployment: visible(queue.condition.deployment) })}</List.Item>
        )}
      </List>
    </Confirm>
  );
}
