/** How full the coordinator's disk is, and by what. */
import { Progress, Stack, Text, Tooltip } from '@mantine/core';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { type Key, t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { bytes } from '../../show/format.ts';
import { pair } from '../../show/joined.ts';

interface Part {
  name: Key;
  size: number;
  color: string;
}

export function DiskUse({ disk }: Pick<Overview, 'disk'>) {
  const { freeBytes, databaseBytes = 0, evidence, packages } = disk;
  const parts: Part[] = [
    { name: 'overview.disk.evidence', size: evidence?.bytes ?? 0, color: 'petrol.5' },
    { name: 'overview.disk.database', size: databaseBytes, color: 'petrol.8' },
    { name: 'overview.disk.packages', size: packages?.bytes ?? 0, color: 'gray.6' },
  ];
  const whole = parts.reduce((sum, { size }) => sum + size, freeBytes ?? 0);
  return (
    <Card title={t('overview.disk')}>
      <Stack gap="sm" p="md">
        <Progress.Root size={10} aria-hidden>
          {parts.map(({ name, size, color }) => (
            <Tooltip key={name} label={pair(t(name), bytes(size))}>
              <Progress.Section value={whole === 0 ? 0 : (100 * size) / whole} color={color} />
            </Tooltip>
          ))}
        </Progress.Root>
        <dl className="disk">
          {parts.map(({ name, size }) => (
            <Line key={name} name={t(name)} size={bytes(size)} />
          ))}
          <Line
            name={t('overview.disk.free')}
            size={freeBytes === undefined ? t('overview.disk.unknown') : bytes(freeBytes)}
          />
        </dl>
        {evidence === undefined && (
          <Text size="xs" c="dimmed">
            {t('overview.disk.measuring')}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

function Line({ name, size }: { name: string; size: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{size}</dd>
    </div>
  );
}
