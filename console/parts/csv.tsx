/** CSV of a table: a link to the coordinator's stream, or made here of rows that are here anyway. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { API_PREFIX } from '../../protocol/route.ts';
import type { RowsProgress } from '../api/lists.ts';
import { t } from '../i18n/index.ts';
import type { Column } from './Columns.tsx';
import { sayRefused } from './say.ts';

/** Downloads what a route of the coordinator streams, with the filter of the list. */
export function CsvLink({ path, filter }: { path: string; filter: Record<string, string | string[] | undefined> }) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    for (const one of value === undefined ? [] : [value].flat()) query.append(name, one);
  return (
    <Button component="a" href={`.${API_PREFIX}${path}?${query}`} download {...look}>
      {t('table.csv')}
    </Button>
  );
}

interface CsvButtonProps<T> {
  name: string;
  columns: Column<T>[];
  /** All rows that meet the filter, or how to get them: a table shows one page. */
  rows: T[] | ((onProgress: RowsProgress) => Promise<T[]>) | undefined;
}

/** Makes the file of `rows`: all columns, also those that are not shown. */
export function CsvButton<T>({ name, columns, rows }: CsvButtonProps<T>) {
  const [part, setPart] = useState<string>();
  const progress: RowsProgress = (done, total) => {
    if (total !== undefined && done < total) setPart(t('table.csvPart', { done, total }));
  };
  const make = useMutation({
    mutationFn: async () => (typeof rows === 'function' ? await rows(progress) : (rows ?? [])),
    onSuccess: (all) => download(`${name}.csv`, csvOf(columns, all)),
    onError: sayRefused,
    onSettled: () => setPart(undefined),
  });
  return (
    <Button {...look} disabled={!rows || make.isPending} aria-busy={make.isPending} onClick={() => make.mutate()}>
      {part ?? t('table.csv')}
    </Button>
  );
}

const look = { variant: 'default', size: 'xs', leftSection: <IconDownload size={15} aria-hidden /> } as const;

/** RFC 4180, with a mark at the beginning so that spreadsheets read it as UTF-8. Pure. */
export function csvOf<T>(columns: Column<T>[], rows: readonly T[]): string {
  const written = columns.flatMap(({ title, csv = [] }) => (Array.isArray(csv) ? csv : [{ title, of: csv }]));
  const lines = [written.map(({ title }) => cell(title)), ...rows.map((row) => written.map(({ of }) => cell(of(row))))];
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value);
  const text = value === undefined ? '' : FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
