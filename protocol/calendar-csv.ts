/** Days off out of a CSV file: a day in each line, and what it is called. Pure; what is wrong is said with its line. */
import { CsvReader, isProblem } from './import-csv.ts';
import type { DayOff } from './shapes-schedule.ts';
import { dayOf } from './zone.ts';

export interface FoundDay extends DayOff {
  /** Where in the file, from 1. */
  line: number;
}
/** Called with what is wrong; never comes back. */
export type Wrong = (line: number, says: string) => never;

const DATE_HEADS = ['date', 'day', 'datum', 'tag', 'дата', '日期'];
const NAME_HEADS = [
  'name',
  'title',
  'summary',
  'holiday',
  'description',
  'bezeichnung',
  'feiertag',
  'название',
  '名称',
];

/** With a header or without; separated by commas, semicolons or tabs. */
export function daysOfCsv(text: string, wrong: Wrong): FoundDay[] {
  const reader = new CsvReader(delimiterOf(text));
  let columns: Columns | undefined;
  const days: FoundDay[] = [];
  for (const record of [...reader.push(text), ...reader.end()]) {
    if (isProblem(record)) return wrong(record.line, record.problem);
    const cells = record.fields.map((cell) => cell.trim());
    if (cells.every((cell) => cell === '')) continue;
    if (columns === undefined) {
      columns = columnsOf(cells);
      if (columns.header) continue;
    }
    const cell = cells[columns.date] ?? '';
    const date = isoDate(cell) ?? wrong(record.line, `"${cell.slice(0, 40)}" is no day; ${hint(cell)}`);
    const name = cells[columns.name] ?? '';
    days.push({ line: record.line, date, ...(name === '' ? {} : { name }) });
  }
  return days;
}

interface Columns {
  header: boolean;
  date: number;
  name: number;
}

/** A first line without any digit in it is a header. */
function columnsOf(cells: string[]): Columns {
  const header = !cells.some((cell) => /\d/.test(cell));
  if (!header) return { header, date: 0, name: 1 };
  const at = (heads: string[]) => cells.findIndex((cell) => heads.includes(cell.toLowerCase()));
  const date = Math.max(0, at(DATE_HEADS));
  const name = at(NAME_HEADS);
  return { header, date, name: name >= 0 ? name : date === 0 ? 1 : 0 };
}

function delimiterOf(text: string): string {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  return first.includes('\t') ? '\t' : first.includes(';') ? ';' : ',';
}

/** `2026-12-25`, `20261225`, `2026/12/25` and `25.12.2026` as the first of them. */
function isoDate(cell: string): string | undefined {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(cell) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(cell) ?? [];
  const [, sy, sm, sd] = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(cell) ?? [];
  const [, gd, gm, gy] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell) ?? [];
  const [year, month, day] = y ? [y, m, d] : sy ? [sy, sm, sd] : [gy, gm, gd];
  if (year === undefined) return undefined;
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  return dayOf(date) === undefined ? undefined : date;
}

const hint = (cell: string) =>
  /^\d{1,2}\/\d{1,2}\/\d{2,4}$/.test(cell)
    ? 'write it as 2026-12-25: in this form nobody knows which is the month'
    : 'expected is a day that exists, such as 2026-12-25 or 25.12.2026, and then its name';
