/** Lines of a file that are wrong: number, column, reason; and all of them as a file, to be mended. */
import { Box, Button, Group, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { BadLine } from '../../../../protocol/import-rows.ts';
import { t } from '../../../i18n/index.ts';
import { visible } from '../../../show/visible.ts';
import { clipped } from '../resource/words.ts';

/** Lines that are shown; the download has more. */
const SHOWN = 20;

export function BadLines({ bad, title, file }: { bad: BadLine[]; title: string; file?: string }) {
  return (
    <Box className="bad-lines" tabIndex={0} role="group" aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {file !== undefined && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={13} aria-hidden />}
            onClick={() => download(`${file}.refused.txt`, bad)}
          >
            {t('addFile.download')}
          </Button>
        )}
      </Group>
      <Table verticalSpacing={3} horizontalSpacing={8} aria-label={title}>
        <Table.Tbody>
          {bad.slice(0, SHOWN).map(({ line, column, reason }) => (
            <Table.Tr key={`${line} ${column ?? ''}`}>
              <Table.Td className="nowrap">{t('addFile.line', { line })}</Table.Td>
              <Table.Td className="nowrap faint">{clipped(visible(column ?? ''))}</Table.Td>
              <Table.Td className="breaks">{clipped(visible(reason))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {bad.length > SHOWN && (
        <Text size="xs" c="dimmed">
          {t('addFile.badMore', { n: bad.length - SHOWN })}
        </Text>
      )}
    </Box>
  );
}

/** Number, column and reason of each, and the line as it stands in the file. */
function download(name: string, bad: BadLine[]): void {
  const lines = bad.map(({ line, column = '', reason, text }) => [line, column, reason, text].join('\t'));
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
