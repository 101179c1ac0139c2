/** What a change of many jobs would do: the number, a few of them, and which it leaves alone. */
import { Stack, Table, Text } from '@mantine/core';
import type { BatchPreview } from '../../../../protocol/shapes-job.ts';
import { t } from '../../../i18n/index.ts';
import { ShortId } from '../../../parts/Who.tsx';
import { JobBadge } from '../../../show/Badges.tsx';
import { count } from '../../../show/format.ts';
import { Time } from '../../../show/Time.tsx';
import { toldAs } from '../../../show/told.ts';
import { visible } from '../../../show/visible.ts';
import type { Outcome } from './useBatch.ts';

/** Samples shown; the coordinator sends a few more. */
const SHOWN = 6;

interface Props {
  preview: BatchPreview;
  changes: number;
  /** The change is that they go. */
  deletes: boolean;
}

export function Preview({ preview, changes, deletes }: Props) {
  const more = preview.count - Math.min(SHOWN, preview.samples.length);
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} role="status">
        {t(preview.atLeast ? 'batch.countMore' : 'batch.count', { n: preview.count })}
        {changes < preview.count && ` ${t(deletes ? 'batch.ofTheseDelete' : 'batch.ofThese', { n: changes })}`}
      </Text>
      <Skipped {...preview} />
      <Table verticalSpacing={5} className="samples" aria-label={t('batch.samples')}>
        <Table.Tbody>
          {preview.samples.slice(0, SHOWN).map((job) => (
            <Table.Tr key={job.id}>
              <Table.Td w={110}>
                <JobBadge state={job.state} />
              </Table.Td>
              <Table.Td>
                <span className="clip">{visible(job.deployment.name)}</span>
              </Table.Td>
              <Table.Td>
                <ShortId id={job.id} />
              </Table.Td>
              <Table.Td ta="right">
                <Time at={job.created} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t('batch.andMore', { n: more })}
        </Text>
      )}
    </Stack>
  );
}

type SkippedProps = Pick<Outcome, 'skipped' | 'skippedAs'>;

/** How many were left alone, by the coordinator's reason. */
export function Skipped({ skipped, skippedAs = {} }: SkippedProps) {
  const reasons = Object.entries(skipped);
  if (reasons.length === 0) return null;
  return (
    <div className="faint small">
      {t('batch.leftAlone')}
      <ul className="reasons">
        {reasons.map(([reason, n]) => (
          <li key={reason}>
            {count(n)} · {toldAs(reason, skippedAs[reason])}
          </li>
        ))}
      </ul>
    </div>
  );
}
