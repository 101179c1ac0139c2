/** All listed conditions on or off (C6), one after the other; says which could not be, and why. */
import { List, Progress, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConditionState } from '../../../protocol/shapes-condition.ts';
import { call } from '../../api/call.ts';
import { allRows } from '../../api/lists.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { pair } from '../../show/joined.ts';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  enabled: boolean;
  /** Those that a search found; absent = all. */
  text: string | undefined;
  onClose: () => void;
}

interface Refusal {
  queue: string;
  says: string;
}

export function SwitchAll({ enabled, text, onClose }: Props) {
  const states: ConditionState[] = enabled ? ['paused', 'disabled'] : ['enabled', 'paused'];
  const { data } = useQuery({
    queryKey: ['switch', enabled, text],
    queryFn: () => allRows('condition.list', { text, state: states }),
    staleTime: Number.POSITIVE_INFINITY, // what was asked about is what is done
    meta: { fixed: true },
  });
  const all = data ?? [];
  const [done, setDone] = useState(0);
  const [refused, setRefused] = useState<Refusal[]>([]);
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: async () => {
      const refusals: Refusal[] = [];
      for (const [i, { queue }] of all.entries()) {
        await call('condition.set', { queue, enabled }).catch((error: Error) => {
          refusals.push({ queue, says: told(error) });
        });
        setDone(i + 1);
      }
      return refusals;
    },
    onSuccess: async (refusals) => {
      setRefused(refusals);
      await client.invalidateQueries({ predicate: ({ meta }) => meta?.fixed !== true });
      sayDone(t(enabled ? 'conditions.enabledN' : 'conditions.disabledN', { n: all.length - refusals.length }));
      if (refusals.length === 0) onClose();
    },
  });
  return (
    <Confirm
      opened
      title={t(enabled ? 'conditions.enableAllTitle' : 'conditions.disableAllTitle', { n: all.length })}
      yes={t(enabled ? 'conditions.enableAll' : 'conditions.disableAll')}
      danger={!enabled}
      blocked={all.length === 0}
      busy={run.isPending}
      error={run.error}
      onYes={() => (refused.length > 0 ? onClose() : run.mutate())}
      onClose={onClose}
    >
      <Text size="sm">{t(enabled ? 'conditions.enableAllSays' : 'conditions.disableAllSays')}</Text>
      {run.isPending && <Progress mt="sm" value={(done / all.length) * 100} aria-label={t('conditions.switching')} />}
      <Refusals refused={refused} />
    </Confirm>
  );
}

function Refusals({ refused }: { refused: Refusal[] }) {
  if (refused.length === 0) return null;
  return (
    <List size="sm" mt="sm" role="alert">
      {refused.map(({ queue, says }) => (
        <List.Item key={queue}>{pair(visible(queue), visible(says))}</List.Item>
      ))}
    </List>
  );
}
