/** The one table of the console: columns, order, rows that open or are chosen, pages, loading, empty and refused. */
import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconSelector } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import type { List, Sorting } from '../api/lists.ts';
import { t } from '../i18n/index.ts';
import type { Column } from './Columns.tsx';
import { Pages } from './Pages.tsx';
import { Loading, Refused } from './States.tsx';
import type { Selection } from './selection.tsx';

interface Props<T> {
  label: string;
  columns: Column<T>[];
  list: List<T>;
  rowKey: (row: T) => string;
  empty: ReactNode;
  /** What a row shows when it is opened; absent = rows do not open. */
  inside?: (row: T) => ReactNode;
  open?: ReadonlySet<string>;
  onToggle?: (key: string) => void;
  /** Rows can be chosen for an action over many; absent = they can't. */
  selection?: Selection | undefined;
}

export function DataTable<T>(props: Props<T>) {
  const { columns, list, rowKey, empty, selection } = props;
  const { rows, error, pager } = list;
  if (error && !rows?.length) return <Refused error={error} onRetry={list.retry} />;
  if (!rows) return <Loading rows={8} />;
  if (rows.length === 0 && pager.first === undefined) return empty;
  return (
    <>
      {selection?.banner}
      <Table.ScrollContainer
        minWidth={0}
        type="native"
        className="table-scroll"
        tabIndex={0}
        role="group"
        aria-label={props.label}
      >
        <Table highlightOnHover verticalSpacing={9} className="data-table" aria-label={props.label}>
          <Table.Thead>
            <Table.Tr>
              {selection && <ChooseAll selection={selection} keys={rows.map(rowKey)} />}
              {props.inside && (
                <Table.Th w={34}>
                  <span className="visually-hidden">{t('table.open')}</span>
                </Table.Th>
              )}
              {columns.map((column) => (
                <Head key={column.key} column={column} sorting={list.sorting} onSort={list.sort} />
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
      <Pages pager={pager} shown={rows.length} />
    </>
  );
}

function Row<T>({ row, columns, rowKey, inside, open, onToggle, selection }: Props<T> & { row: T }) {
  const key = rowKey(row);
  const isOpen = open?.has(key) ?? false;
  return (
    <Fragment>
      <Table.Tr data-row={key} data-chosen={selection?.has(key) || undefined}>
        {selection && (
          <Table.Td pr={0} w={34}>
            <Checkbox
              size="xs"
              aria-label={t('table.choose', { row: key })}
              checked={selection.has(key)}
              onChange={() => selection.toggle(key)}
            />
          </Table.Td>
        )}
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
          <Table.Td colSpan={columns.length + (selection ? 2 : 1)}>{inside(row)}</Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

/** Chooses the rows of this page; those of all pages are offered by the selection's own line. */
function ChooseAll({ selection, keys }: { selection: Selection; keys: string[] }) {
  const chosen = keys.filter((key) => selection.has(key)).length;
  const all = keys.length > 0 && chosen === keys.length;
  return (
    <Table.Th w={34} pr={0}>
      <Checkbox
        size="xs"
        aria-label={t('table.choosePage')}
        checked={all}
        indeterminate={chosen > 0 && !all}
        onChange={() => selection.setPage(keys, !all)}
      />
    </Table.Th>
  );
}

interface HeadProps<T> {
  column: Column<T>;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}

function Head<T>({ column, sorting, onSort }: HeadProps<T>) {
  const by = column.sort;
  if (by === undefined)
    return (
      <Table.Th ta={column.align} className={column.sticky ? 'sticky-end' : undefined}>
        {column.title || <span className="visually-hidden">{t('table.actions')}</span>}
      </Table.Th>
    );
  const mine = sorting.by === by ? sorting.dir : undefined;
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

/** The open rows of a table with one turned over. */
export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
