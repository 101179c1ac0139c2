/** The statuses that are listed: none pressed = all; several may be. */
import { Group, UnstyledButton } from '@mantine/core';
import type { ResourceStatus } from '../../../protocol/fields.ts';
import type { StatusCounts } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { toneOf } from '../../show/Badges.tsx';
import { count } from '../../show/format.ts';
import { statuses } from './Counts.tsx';

interface Props {
  counts: StatusCounts;
  value: ResourceStatus[];
  onChange: (value: ResourceStatus[]) => void;
}

export function StatusFilter({ counts, value, onChange }: Props) {
  const toggle = (status: ResourceStatus) =>
    onChange(statuses.filter((one) => (one === status ? !value.includes(one) : value.includes(one))));
  return (
    <Group gap={6} role="group" aria-label={t('queue.filter')} wrap="wrap">
      {statuses.map((status) => (
        <UnstyledButton
          key={status}
          className="pill"
          aria-pressed={value.includes(status)}
          onClick={() => toggle(status)}
        >
          <i className={`dot fill-${toneOf(status)}`} aria-hidden />
          {t(`resource.status.${status}`)}
          <span className="pill-count">{count(counts[status])}</span>
        </UnstyledButton>
      ))}
    </Group>
  );
}
