/** Switching all schedules on or off; off asks first, and what could not be switched on is said with its reason. */
import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { clauses, listed } from '../../show/joined.ts';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

/** Names of schedules that a message lists. */
const NAMED = 5;

export function AllSchedules() {
  const on = useSchedules(true);
  const off = useSchedules(false);
  const [asking, setAsking] = useState(false);
  const set = useCommand('schedule.setAllEnabled');
  const change = (enabled: boolean) =>
    set.mutate(
      { enabled },
      {
        onSuccess: ({ changed, kept }) => {
          setAsking(false);
          sayDone(t(enabled ? 'schedules.allEnabled' : 'schedules.allDisabled', { n: changed }));
          if (kept.length > 0)
            sayRefused(new Error(clauses(cut(kept.map(({ because, becauseAs }) => toldAs(because, becauseAs))))));
        },
        onError: sayRefused,
      },
    );
  if (on.total + off.total === 0) return null;
  return (
    <>
      <Choice
        enable={off.total > 0 ? () => change(true) : undefined}
        disable={on.total > 0 ? () => setAsking(true) : undefined}
      />
      <Confirm
        opened={asking}
        title={t('schedules.disableAllTitle', { n: on.total })}
        yes={t('schedules.disableAll')}
        busy={set.isPending}
        error={set.error}
        onYes={() => change(false)}
        onClose={() => setAsking(false)}
      >
        {t('schedules.disableAllSays')} <b>{listed(cut(on.items.map(({ name }) => visible(name))))}</b>
      </Confirm>
    </>
  );
}

/** How many there are, on whatever page of the list, and the first of them. */
function useSchedules(enabled: boolean): { items: ScheduleView[]; total: number } {
  const first = { enabled, sort: 'name', limit: NAMED + 1 } as const;
  const { data } = useVerb('schedule.list', first, { topics: ['schedules'] });
  return data ?? { items: [], total: 0 };
}

const cut = (texts: string[]): string[] => (texts.length > NAMED ? [...texts.slice(0, NAMED), '…'] : texts);

interface ChoiceProps {
  /** Absent: there is nothing to switch. */
  enable: (() => void) | undefined;
  disable: (() => void) | undefined;
}

function Choice({ enable, disable }: ChoiceProps) {
  const may = useMay('operator');
  return (
    <Menu position="bottom-end" withinPortal disabled={!may}>
      <Menu.Target>
        <Tooltip label={t('action.needsRole', { role: t('role.operator') })} disabled={may}>
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />} aria-disabled={!may}>
            {t('schedules.all')}
          </Button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} disabled={!enable} onClick={enable}>
          {t('schedules.enableAll')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} disabled={!disable} onClick={disable}>
          {t('schedules.disableAll')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
