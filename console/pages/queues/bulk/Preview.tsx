/** What a bulk edit will find: how many resources, and the first of them. */
import { Box, Group, Stack, Table, Text } from '@mantine/core';
import type { Result } from '../../../../protocol/contract.ts';
import type { ResourceWhere } from '../../../../protocol/shapes-bulk.ts';
import { t } from '../../../i18n/index.ts';
import { Loading, Refused } from '../../../parts/States.tsx';
import { ShortId, Tags } from '../../../parts/Who.tsx';
import { StatusBadge } from '../../../show/Badges.tsx';
import { count } from '../../../show/format.ts';
import { Time } from '../../../show/Time.tsx';
import { visible } from '../../../show/visible.ts';
import { Locks } from '../columns.tsx';
import type { Where } from '../filter.ts';
import { whereWords } from './words.ts';

interface Props {
  where: Where;
  found: Result<'bulk.preview'> | undefined;
  error: Error | null;
}

export function Preview({ where, found, error }: Props) {
  if (error) return <Refused error={error} />;
  if (!found) return <Loading rows={3} />;
  const words = whereWords(where as ResourceWhere);
  return (
    <Stack gap={6} className="preview">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {t(found.atLeast ? 'bulk.findsLeast' : 'bulk.finds', { n: found.count })}
        </Text>
        <Text size="xs" c="dimmed" className="clip">
          {words.length > 0 ? words.join(' · ') : t('bulk.everything')}
        </Text>
      </Group>
      {found.samples.length > 0 && <Samples samples={found.samples} />}
      {found.count > found.samples.length && (
        <Text size="xs" c="dimmed">
          {t('bulk.samples', { n: found.samples.length })}
        </Text>
      )}
    </Stack>
  );
}

function Samples({ samples }: { samples: Result<'bulk.preview'>['samples'] }) {
  return (
    <Box className="bulk-samples" tabIndex={0} role="group" aria-label={t('bulk.samplesLabel')}>
      <Table verticalSpacing={3} horizontalSpacing={8} aria-label={t('bulk.samplesLabel')}>
        <Table.Tbody>
          {samples.map((r) => (
            <Table.Tr key={r.id}>
              <Table.Td>
                <ShortId id={r.id} />
              </Table.Td>
              <Table.Td>
                <StatusBadge status={r.status} />
              </Table.Td>
              <Table.Td className="sample-key">{visible(r.key ?? '')}</Table.Td>
              <Table.Td>
                <Tags tags={r.tags} />
              </Table.Td>
              <Table.Td ta="right">{count(r.priority)}</Table.Td>
              <Table.Td>
                <Locks resource={r} />
              </Table.Td>
              <Table.Td>
                <Time at={r.updated} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
