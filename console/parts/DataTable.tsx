/** The one table of the console: columns, sorting by the server, rows that open, loading, empty and refused. */
import { Button, Group, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconSelector } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import type { Column } from './Columns.tsx';
import { Loading, Refused } from './States.tsx';

export interface Sorting {
  by: string;
  dir: 'asc' | 'desc';
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[] | undefined;
  rowKey: (row: T) => string;
  error: Error | null;
  onRetry: () => void;
  empty: ReactNode;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
  /** What a row shows when it is opened; absent = rows do not open. */
  inside?: (row: T) => ReactNode;
  open?: ReadonlySet<string>;
  onToggle?: (key: string) => void;
  more?: { there: boolean; loading: boolean; load: () => void };
}

export function DataTable<T>(props: Props<T>) {
  const { columns, rows, rowKey, error, empty } = props;
  if (error && !rows?.length) return <Refused error={error} onRetry={props.onRetry} />;
  if (!rows) return <Loading rows={8} />;
  if (rows.length === 0) return empty;
  return (
    <>
      <Table.ScrollContainer minWidth={760} type="native">
        <Table highlightOnHover verticalSpacing={9} horizontalSpacing={12} aria-label={props.label}>
          <Table.Thead>
            <Table.Tr>
              {props.inside && <Table.Th w={34} aria-label={t('table.open')} />}
              {columns.map((column) => (
                <Head key={column.key} column={column} sorting={props.sorting} onSort={props.onSort} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={rowKey(row)} row={row} {...props} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {props.more?.there && (
        <Group justify="center" p="sm" className="card-foot">
          <Button variant="subtle" size="xs" loading={props.more.loading} onClick={props.more.load}>
            {t('table.more')}
          </Button>
        </Group>
      )}
    </>
  );
}

function Row<T>({ row, columns, rowKey, inside, open, onToggle }: Props<T> & { row: T }) {
  const key = rowKey(row);
  const isOpen = open?.has(key) ?? false;
  return (
    <Fragment>
      <Table.Tr data-row={key}>
        {inside && (
          <Table.Td pr={0}>
            <UnstyledButton
              className="opener"
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'table.close' : 'table.open')}
              onClick={() => onToggle?.(key)}
            >
              <IconChevronRight size={16} className={isOpen ? 'turned' : ''} aria-hidden />
            </UnstyledButton>
          </Table.Td>
        )}
        {columns.map((column) => (
          <Table.Td key={column.key} ta={column.align} className={column.sticky ? 'sticky-end' : undefined}>
            {column.cell(row)}
          </Table.Td>
        ))}
      </Table.Tr>
      {inside && isOpen && (
        <Table.Tr className="inside">
          <Table.Td colSpan={columns.length + 1}>{inside(row)}</Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

interface HeadProps<T> {
  column: Column<T>;
  sorting: Sorting | undefined;
  onSort: ((sorting: Sorting) => void) | undefined;
}

function Head<T>({ column, sorting, onSort }: HeadProps<T>) {
  const by = column.sort;
  if (by === undefined || !onSort)
    return (
      <Table.Th ta={column.align} className={column.sticky ? 'sticky-end' : undefined}>
        {column.title}
      </Table.Th>
    );
  const mine = sorting?.by === by ? sorting.dir : undefined;
  const Icon = mine === undefined ? IconSelector : mine === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th ta={column.align} aria-sort={mine === undefined ? 'none' : mine === 'asc' ? 'ascending' : 'descending'}>
      <UnstyledButton className="sorter" onClick={() => onSort({ by, dir: mine === 'desc' ? 'asc' : 'desc' })}>
        {column.title}
        <Icon size={13} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
