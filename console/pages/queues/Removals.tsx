/** Queues that were deleted while their resources are still being removed: how many are left. */
import { Alert, Loader } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

export function Removals() {
  const { data } = useVerb('queue.removals', {}, { topics: ['queues'] });
  if (!data || data.items.length === 0) return null;
  return (
    <Alert color="gray" variant="light" icon={<Loader size={16} aria-hidden />} role="status">
      {data.items.map(({ id, name, left }) => (
        <div key={id} className="breaks">
          {t('queues.removing', { name: visible(name), n: left })}
        </div>
      ))}
    </Alert>
  );
}
