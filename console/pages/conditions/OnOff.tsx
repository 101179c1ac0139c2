/** On and off of one launch condition; switching on resumes one that paused itself, and forgets its failures (Q51). */
import { Switch, Tooltip } from '@mantine/core';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { useCommand } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { sayRefused } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';

export function OnOff({ condition: { queue, state } }: { condition: ConditionView }) {
  const may = useMay('operator');
  const set = useCommand('condition.set');
  return (
    <Tooltip label={t('action.needsRole', { role: t('role.operator') })} disabled={may}>
      <Switch
        size="sm"
        aria-label={t('conditions.starts', { queue: visible(queue) })}
        checked={state === 'enabled'}
        disabled={!may || set.isPending}
        onChange={(e) => set.mutate({ queue, enabled: e.currentTarget.checked }, { onError: sayRefused })}
      />
    </Tooltip>
  );
}
