/** Which rows of a table are chosen: some by hand over several pages, or all that meet the filter. */
import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../i18n/index.ts';

export interface Selection {
  has(key: string): boolean;
  toggle(key: string): void;
  /** Chooses or leaves the rows of a page. */
  setPage(keys: string[], chosen: boolean): void;
  clear(): void;
  /** The chosen rows; `all` = every row that meets the filter, on whatever page. */
  chosen: 'all' | string[];
  /** The line over the table that says how many, and offers the rest. */
  banner: ReactNode;
}

interface Options {
  /** Rows that meet the filter, where that is known. */
  total: number | undefined;
  /** Is there more than this page? */
  more: boolean;
  /** Buttons that do something with what is chosen. */
  actions: (chosen: 'all' | string[], clear: () => void) => ReactNode;
}

export function useSelection({ total, more, actions }: Options): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const clear = () => {
    setKeys(new Set());
    setAll(false);
  };
  const change = (edit: (next: Set<string>) => void) => {
    const next = new Set(keys);
    edit(next);
    setAll(false);
    setKeys(next);
  };
  const chosen = all ? 'all' : [...keys];
  return {
    has: (key) => all || keys.has(key),
    toggle: (key) => change((next) => (next.has(key) ? next.delete(key) : next.add(key))),
    setPage: (page, wanted) =>
      change((next) => {
        for (const key of page)
          if (wanted) next.add(key);
          else next.delete(key);
      }),
    clear,
    chosen,
    banner: chosen.length > 0 && (
      <Group gap="sm" px="md" py={8} className="selection" role="status">
        <Text size="sm" fw={600}>
          {all ? chosenAll(total) : t('table.chosen', { n: keys.size })}
        </Text>
        {!all && more && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {total === undefined ? t('table.chooseAll') : t('table.chooseAllOf', { n: total })}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
          {t('table.chooseNone')}
        </Button>
        <Group gap="xs" ml="auto">
          {actions(chosen, clear)}
        </Group>
      </Group>
    ),
  };
}

const chosenAll = (total: number | undefined): string =>
  total === undefined ? t('table.chosenAll') : t('table.chosenAllOf', { n: total });
