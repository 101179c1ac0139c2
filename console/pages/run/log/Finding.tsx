/** What goes with a search: to the next match and back, and whether the other lines are shown as well. */
import { ActionIcon, Group, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import type { Find, Way } from '../useFind.ts';

interface Props {
  finding: Find;
  /** All lines are shown, not only those that match. */
  whole: boolean;
  onWhole: (whole: boolean) => void;
  onFind: (way: Way) => void;
}

const icons = { previous: IconChevronUp, next: IconChevronDown };

export function Finding({ finding: { busy, none }, whole, onWhole, onFind }: Props) {
  return (
    <Group gap="xs" className="log-finding" wrap="nowrap" justify="space-between">
      <SegmentedControl
        size="xs"
        aria-label={t('log.shown')}
        value={whole ? 'all' : 'matches'}
        onChange={(value) => onWhole(value === 'all')}
        data={[
          { value: 'matches', label: t('log.onlyMatches') },
          { value: 'all', label: t('log.allLines') },
        ]}
      />
      <Group gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed" role="status" className="nowrap">
          {none && t(none === 'next' ? 'log.noNext' : 'log.noPrevious')}
        </Text>
        {(['previous', 'next'] as const).map((way) => (
          <Step key={way} way={way} busy={busy} onClick={() => onFind(way)} />
        ))}
      </Group>
    </Group>
  );
}

function Step({ way, busy, onClick }: { way: Way; busy: boolean; onClick: () => void }) {
  const Icon = icons[way];
  const label = t(way === 'next' ? 'log.next' : 'log.previous');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} disabled={busy} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
