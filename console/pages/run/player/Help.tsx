/** The player's keys, as a dialog. */
import { Group, Kbd, Table } from '@mantine/core';
import { t } from '../../../i18n/index.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { shownKeys } from '../useKeyboard.ts';

export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys.title')}>
      <Table verticalSpacing={6} withRowBorders={false} aria-label={t('keys.title')}>
        <Table.Tbody>
          {shownKeys.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td w={190} className="nowrap">
                <Group gap={6} wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key}>{key === 'Space' ? t('keys.space') : key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{t(does)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
