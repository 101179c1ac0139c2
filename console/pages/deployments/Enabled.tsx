/** Is a deployment enabled? A switch; switching off asks first and says what stops with it. */
import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { useCommand } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { sayRefused } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';
import { Disable } from './Disable.tsx';

export function Enabled({ deployment }: { deployment: DeploymentView }) {
  const [asking, setAsking] = useState(false);
  const enable = useEnable(deployment.name);
  const may = useMay('developer');
  return (
    <>
      <Switch
        size="sm"
        aria-label={t('deployments.enabledOf', { deployment: visible(deployment.name) })}
        checked={deployment.enabled || enable.busy}
        disabled={!may || enable.busy}
        onChange={() => (deployment.enabled ? setAsking(true) : enable.now())}
      />
      {asking && <Disable name={deployment.name} onClose={() => setAsking(false)} />}
    </>
  );
}

export function useEnable(deployment: string): { now: () => void; busy: boolean } {
  const update = useCommand('deployment.update');
  return {
    busy: update.isPending,
    now: () => update.mutate({ deployment, enabled: true }, { onError: sayRefused }),
  };
}
