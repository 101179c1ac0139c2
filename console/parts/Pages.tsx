/** The foot of a table: which page, how many rows, to the next and back. */
import { ActionIcon, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft, type TablerIcon } from '@tabler/icons-react';
import { type Pager, ROWS_CHOICES } from '../api/lists.ts';
import { type Key, t } from '../i18n/index.ts';

export function Pages({ pager, shown }: { pager: Pager; shown: number }) {
  const { total, page, first, previous, next } = pager;
  const oneOnly = !first && !next && shown <= Math.min(...ROWS_CHOICES);
  if (oneOnly) return null;
  return (
    <Group justify="flex-end" gap="xs" px="md" py={8} className="card-foot">
      <Text size="xs" c="dimmed" role="status">
        {page !== undefined && t('table.page', { page })}
        {total !== undefined && ` · ${t('table.total', { n: total })}`}
      </Text>
      <Select
        size="xs"
        w={112}
        aria-label={t('table.rows')}
        allowDeselect={false}
        data={ROWS_CHOICES.map((n) => ({ value: String(n), label: t('table.rowsOf', { n }) }))}
        value={String(pager.rows)}
        onChange={(value) => pager.setRows(Number(value))}
      />
      <Step name="table.first" icon={IconChevronsLeft} go={first} />
      <Step name="table.previous" icon={IconChevronLeft} go={previous} />
      <Step name="table.next" icon={IconChevronRight} go={next} />
    </Group>
  );
}

function Step({ name, icon: Icon, go }: { name: Key; icon: TablerIcon; go: (() => void) | undefined }) {
  return (
    <Tooltip label={t(name)}>
      <ActionIcon variant="default" size={30} aria-label={t(name)} disabled={!go} onClick={go}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
