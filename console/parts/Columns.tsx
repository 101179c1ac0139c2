/** Which columns of a table are shown: the menu that chooses them, remembered per table. The first always stays. */
import { Button, Checkbox, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { remember, remembered } from '../environment.ts';
import { t } from '../i18n/index.ts';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  align?: 'right';
  /** Not shown until the viewer asks for it. */
  extra?: boolean;
  /** Stays at the right edge when the table is wider than its place. */
  sticky?: boolean;
  /** The list can be ordered by it, under this name. */
  sort?: string;
  /** How it is written into a CSV file that is made here, as one column of it or several; absent = it is not. */
  csv?: CsvCell<T> | { title: string; of: CsvCell<T> }[];
}

type CsvCell<T> = (row: T) => string | number | undefined;

/** The columns to show, and the menu to choose them with. */
export function useColumns<T>(table: string, columns: Column<T>[]): [Column<T>[], ReactNode] {
  const [hidden, setHidden] = useState(() => stored(table) ?? columns.filter((c) => c.extra).map((c) => c.key));
  const toggle = (key: string) => {
    const next = hidden.includes(key) ? hidden.filter((k) => k !== key) : [...hidden, key];
    remember(`columns.${table}`, next);
    setHidden(next);
  };
  const shown = columns.filter((column, i) => i === 0 || !hidden.includes(column.key));
  const choosable = columns.slice(1).filter((column) => column.title !== '');
  const menu = (
    <Menu closeOnItemClick={false} position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={15} aria-hidden />}>
          {t('table.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choosable.map((column) => (
          <Menu.Item
            key={column.key}
            onClick={() => toggle(column.key)}
            role="menuitemcheckbox"
            aria-checked={!hidden.includes(column.key)}
          >
            <Checkbox
              size="xs"
              label={column.title}
              checked={!hidden.includes(column.key)}
              readOnly
              tabIndex={-1}
              className="inert"
            />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return [shown, menu];
}

function stored(table: string): string[] | undefined {
  const value = remembered(`columns.${table}`);
  return Array.isArray(value) ? value.filter((key): key is string => typeof key === 'string') : undefined;
}
