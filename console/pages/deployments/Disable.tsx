/** The question before a deployment is disabled: it names what starts nothing any more. */
import { useCommand } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { visible } from '../../show/visible.ts';
import { Dependents, useDependents } from './Dependents.tsx';

export function Disable({ name, onClose }: { name: string; onClose: () => void }) {
  const update = useCommand('deployment.update');
  const dependents = useDependents(name);
  return (
    <Confirm
      opened
      title={t('deployments.disableTitle', { deployment: visible(name) })}
      yes={t('deployments.disable')}
      busy={update.isPending}
      error={update.error}
      onClose={onClose}
      onYes={() => update.mutate({ deployment: name, enabled: false }, { onSuccess: onClose })}
    >
      {t('deployments.disableSays')}
      <Dependents of={dependents} />
    </Confirm>
  );
}
