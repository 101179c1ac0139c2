/** The question before a resource is deleted. */
import type { ResourceView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { sayDone } from '../../../parts/say.ts';
import { useRemoval } from '../../../parts/useRemoval.ts';
import { lockWords } from './LockField.tsx';

interface Props {
  resource: ResourceView;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteResource({ resource, onClose, onDeleted }: Props) {
  const { queue, id } = resource;
  const remove = useRemoval('resource.delete', () => {
    sayDone(t('deleteResource.done'));
    onClose();
    onDeleted?.();
  });
  const lock = resource.readLock ?? resource.writeLock;
  return (
    <Confirm
      opened
      title={t('deleteResource.title')}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ queue, id })}
    >
      <p className="id">{id}</p>
      <p>{t('deleteResource.says')}</p>
      {resource.status === 'in_progress' && <p>{t('deleteResource.inProgress')}</p>}
      {lock && <p>{lockWords(lock)}</p>}
    </Confirm>
  );
}
