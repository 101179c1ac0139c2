/** `gantry calendar add|set|ls|show|rm`: the days on which schedules start nothing. */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import {
  type CalendarDetail,
  type CalendarFile,
  MAX_CALENDAR_CHARS,
  type Weekday,
} from '../../protocol/shapes-schedule.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, print, printJson, printTable, when } from '../output.ts';
import { weekdays } from './schedule-rule.ts';

interface FileOptions extends Common {
  weekend?: Weekday[];
  format?: 'csv' | 'ics';
}

export function calendarCommands(): Command[] {
  const command = new Command('calendar').description('Calendars of days off, for schedules.');
  for (const sub of [addCommand(), setCommand(), listCommand(), showCommand(), removeCommand()])
    command.addCommand(sub);
  return [command];
}

const fileOptions = (command: Command): Command =>
  command
    .option('--weekend <days>', 'days off of each week (default sat,sun; none for none)', weekdays)
    .addOption(new Option('--format <format>', 'default: by the file’s ending').choices(['csv', 'ics']));

const addCommand = () =>
  fileOptions(
    apiCommand('add', 'Make a calendar of days off, out of a CSV or ICS file.', [
      'calendar add holidays holidays.csv      # a day in each line: 2026-12-25,Christmas',
      'calendar add holidays holidays.ics --weekend fri,sat',
      'calendar add weekends                   # without a file: weekends alone',
    ])
      .argument('<name>')
      .argument('[file]', '.csv or .ics'),
  ).action(async (name: string, file: string | undefined, options: FileOptions) => {
    const view = await api(options).call('calendar.create', { name, ...(await content(file, options)) });
    printCalendar(view, options);
  });

const setCommand = () =>
  fileOptions(
    apiCommand('set', 'Change a calendar: a file replaces all of its days. Schedules follow at once.', [
      'calendar set holidays holidays-2027.ics',
      'calendar set holidays --rename bank-holidays',
    ])
      .argument('<calendar>')
      .argument('[file]', '.csv or .ics'),
  )
    .option('--rename <name>', 'give it another name')
    .action(async (calendar: string, file: string | undefined, options: FileOptions & { rename?: string }) => {
      const name = options.rename ? { name: options.rename } : {};
      const view = await api(options).call('calendar.update', { calendar, ...name, ...(await content(file, options)) });
      printCalendar(view, options);
    });

async function content(path: string | undefined, options: FileOptions) {
  return {
    ...(options.weekend ? { weekdaysOff: options.weekend } : {}),
    ...(path === undefined ? {} : { file: await fileAt(path, options.format) }),
  };
}

async function fileAt(path: string, given: CalendarFile['format'] | undefined): Promise<CalendarFile> {
  const ending = extname(path).toLowerCase();
  const byName =
    ending === '.ics' || ending === '.ical' ? 'ics' : ending === '.csv' || ending === '.tsv' ? 'csv' : undefined;
  const format =
    given ??
    byName ??
    refuse('ValidationError', `say what ${path} is: --format csv or --format ics`, { field: 'format' });
  try {
    if ((await stat(path)).size > MAX_CALENDAR_CHARS * 4) return tooLarge(path);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text.length > MAX_CALENDAR_CHARS ? tooLarge(path) : { format, text };
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refuse('ValidationError', `${path} is not UTF-8; save it as UTF-8 first`, { field: 'file', cause });
    if ((cause as NodeJS.ErrnoException).errno === undefined) throw cause;
    const says = `${path} can't be read (${(cause as NodeJS.ErrnoException).code})`;
    return refuse('ValidationError', says, { field: 'file', cause });
  }
}

const tooLarge = (path: string): never =>
  refuse('ValidationError', `${path} is larger than ${MAX_CALENDAR_CHARS} characters; leave out what are no days off`, {
    field: 'file',
  });

const listCommand = () =>
  apiCommand('ls', 'List calendars, with the schedules that use them.', ['calendar ls']).action(
    async (options: Common) => {
      const items = await everyRow(api(options), 'calendar.list', {});
      if (options.json) return printJson(items);
      const rows = items.map((c) => [
        c.name,
        c.weekdaysOff.join(', '),
        String(c.count),
        c.first ?? '',
        c.last ?? '',
        c.usedBy.join(', '),
      ]);
      printTable(
        ['CALENDAR', 'WEEKEND', 'DAYS OFF', 'FIRST', 'LAST', 'USED BY'],
        rows,
        'no calendar yet: "gantry calendar add NAME FILE" makes one',
      );
    },
  );

const showCommand = () =>
  apiCommand('show', 'A calendar and its days off.', ['calendar show holidays'])
    .argument('<calendar>')
    .action(async (calendar: string, options: Common) => {
      const view = await api(options).call('calendar.show', { calendar });
      printCalendar(view, options);
      if (!options.json)
        printTable(
          ['DAY', 'NAME'],
          view.days.map((day) => [day.date, day.name ?? '']),
          '',
        );
    });

const removeCommand = () =>
  apiCommand('rm', 'Delete a calendar that no schedule uses.', ['calendar rm holidays'])
    .argument('<calendar>')
    .action(async (calendar: string, options: Common) => {
      await api(options).call('calendar.delete', { calendar });
      if (options.json) return printJson({ deleted: calendar });
      print(`deleted the calendar ${calendar}`);
    });

function printCalendar(view: CalendarDetail, options: Common): void {
  if (options.json) {
    printJson(view);
    return;
  }
  const span = view.first === undefined ? '' : `, ${view.first} to ${view.last}`;
  print(`${clean(view.name)}: ${view.count} ${view.count === 1 ? 'day' : 'days'} off${span}`);
  print(`off in each week: ${view.weekdaysOff.join(', ') || 'none'}`);
  if (view.usedBy.length > 0) print(`used by ${clean(view.usedBy.join(', '))}`);
  print(`changed ${when(view.updated)} by ${clean(view.editor.name)}`);
}
