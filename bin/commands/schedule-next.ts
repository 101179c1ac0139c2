/** `gantry schedule next`: when a schedule starts next, or would with a rule that is not saved. */
import { refuse } from '../../protocol/errors.ts';
import { inZone, wallOf } from '../../protocol/zone.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { note, print, printJson } from '../output.ts';
import { instant, type RuleOptions, ruleOf, ruleOptions } from './schedule-rule.ts';

interface NextOptions extends Common, RuleOptions {
  count: number;
  after?: string;
  timezone?: string;
  start?: string;
  end?: string;
  calendar?: string;
}

export const nextCommand = () =>
  ruleOptions(
    apiCommand('next', 'The next times of a schedule, or of a rule that is not saved.', [
      'schedule next morning --count 20',
      'schedule next --cron "30 2 * * *" --timezone Europe/Berlin --after 2027-03-27',
      'schedule next --monthly "last working day" --at 18:00 --calendar holidays',
    ]).argument('[schedule]'),
  )
    .option('--timezone <zone>', 'such as Europe/Berlin (default: the schedule’s, or this machine’s)')
    .option('--start <date>', 'nothing before')
    .option('--end <date>', 'nothing after')
    .option('--calendar <name>', 'nothing on its days off')
    .option('--after <date>', 'times after this one (default: now)')
    .option('--count <n>', 'how many (default 5)', wholeNumber(1, 100), 5)
    .action(next);

/** `Fri 2026-11-27 06:00 +01:00` */
export const timeLine = (zone: string, time: number): string =>
  `${new Date(wallOf(zone, time)).toUTCString().slice(0, 3)} ${inZone(zone, time)}`;

/** A named schedule with another rule, zone or calendar shows what a change would bring. */
async function next(schedule: string | undefined, options: NextOptions): Promise<void> {
  const open = api(options);
  const kept = schedule === undefined ? undefined : await open.call('schedule.show', { schedule });
  const zone = options.timezone ?? kept?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const rule =
    ruleOf(options, zone) ??
    kept?.rule ??
    refuse('ValidationError', 'name a schedule, or say when: --cron, --every, --monthly, --weekly or --workdays', {
      field: 'schedule',
    });
  const start = options.start === undefined ? kept?.start : instant(options.start, zone, 'start');
  const end = options.end === undefined ? kept?.end : instant(options.end, zone, 'end');
  const calendar = options.calendar ?? kept?.calendar;
  const { times, timezone } = await open.call('schedule.preview', {
    ...{ rule, timezone: zone, count: options.count },
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(options.after === undefined ? {} : { after: instant(options.after, zone, 'after') }),
  });
  if (options.json) return printJson({ timezone, times });
  for (const time of times) print(timeLine(timezone, time));
  note(`in ${timezone}`);
}
