/** The next times of a rule: in the schedule's zone and in the viewer's, and what the change of the clocks does to them. */
import { Stack, Table, Text } from '@mantine/core';
import { IconClockShield } from '@tabler/icons-react';
import { now } from '../../environment.ts';
import { t } from '../../i18n/index.ts';
import { dayInZone, inZoneWords, viewersZone } from '../../show/calendar-words.ts';
import { Time } from '../../show/Time.tsx';
import { nextShift } from './clock-shift.ts';

export function NextTimes({ times, zone }: { times: number[]; zone: string }) {
  const mine = viewersZone();
  const both = mine !== zone;
  return (
    <Stack gap={0}>
      <Table verticalSpacing={8} horizontalSpacing={14} aria-label={t('schedule.next')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{zone}</Table.Th>
            {both && <Table.Th>{t('schedule.yourZone', { zone: mine })}</Table.Th>}
            {!both && <Table.Th ta="right">{t('schedule.in')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {times.map((time) => (
            <Table.Tr key={time}>
              <Table.Td className="nowrap">
                <b>{inZoneWords(zone, time)}</b>
              </Table.Td>
              {both && <Table.Td className="nowrap">{inZoneWords(mine, time)}</Table.Td>}
              {!both && (
                <Table.Td ta="right">
                  <Time at={time} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ShiftNote zone={zone} />
    </Stack>
  );
}

function ShiftNote({ zone }: { zone: string }) {
  const shift = nextShift(zone, now());
  if (!shift) return null;
  const minutes = Math.abs(shift.by) / 60_000;
  const values = { day: dayInZone(zone, shift.at), n: minutes };
  return (
    <div className="note">
      <IconClockShield size={17} stroke={1.7} aria-hidden />
      <Text size="xs">{shift.by > 0 ? t('schedule.clockForward', values) : t('schedule.clockBack', values)}</Text>
    </div>
  );
}
