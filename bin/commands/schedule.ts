/** `gantry schedule create|set|ls|show|next|enable|disable|rm`: deployments that start by the clock. */
import { Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { ScheduleDetail, ScheduleView } from '../../protocol/shapes-schedule.ts';
import { inZone } from '../../protocol/zone.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, collect, typedParams, wholeNumber } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, note, print, printJson, printTable, state, when } from '../output.ts';
import { nextCommand, timeLine } from './schedule-next.ts';
import { instant, type RuleOptions, ruleOf, ruleOptions, ruleText } from './schedule-rule.ts';

export function scheduleCommands(): Command[] {
  const command = new Command('schedule').description('Schedules: deployments that start by the clock.');
  const subs = [createCommand(), setCommand(), listCommand(), showCommand(), nextCommand()];
  for (const sub of [...subs, switchCommand('enable', true), switchCommand('disable', false), removeCommand()])
    command.addCommand(sub);
  return [command];
}

interface SettingOptions extends Common, RuleOptions {
  deployment?: string;
  timezone?: string;
  start?: string;
  end?: string;
  param?: string[];
  priority?: number;
  calendar?: string;
  missed?: 'skip' | 'once';
}

const settings = (command: Command): Command =>
  ruleOptions(command)
    .option('--timezone <zone>', 'such as Europe/Berlin (default for a new one: this machine’s)')
    .option('--start <date>', 'nothing before: 2026-12-24 or "2026-12-24 18:00"')
    .option('--end <date>', 'nothing after; a day belongs to it as a whole')
    .option('--param <name=value>', 'a parameter of its own, before the deployment’s (repeat)', collect)
    .option('--priority <n>', 'larger first (default: the deployment’s)', wholeNumber(0, 5_000))
    .option('--calendar <name>', 'starts nothing on its days off')
    .addOption(
      new Option('--missed <what>', 'times missed while nobody was there (default once)').choices(['skip', 'once']),
    );

const createCommand = () =>
  settings(
    apiCommand('create', 'Start a deployment by the clock.', [
      'schedule create morning --deployment invoices --cron "0 6 * * 1-5" --timezone Europe/Berlin',
      'schedule create often --deployment invoices --every 15m --param region=eu --priority 3000',
      'schedule create close-books --deployment books --monthly "last working day" --at 18:00 --calendar holidays',
    ]).argument('<name>'),
  )
    .requiredOption('--deployment <name>', 'what to start')
    .option('--disabled', 'make it without switching it on')
    .action(create);

async function create(name: string, options: SettingOptions & { disabled?: boolean }): Promise<void> {
  const open = api(options);
  const timezone = options.timezone ?? ownZone();
  const rule =
    ruleOf(options, timezone) ??
    refuse('ValidationError', 'say when: --cron, --every, --monthly, --weekly or --workdays', { field: 'rule' });
  const deployment = options.deployment!;
  const view = await open.call('schedule.create', {
    ...{ name, deployment, rule, timezone },
    ...(await said(open, options, timezone, deployment)),
    ...(options.disabled ? { enabled: false } : {}),
  });
  printSchedule(view, options);
}

/** The zone of the machine at which somebody types. */
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What was said beside name, rule and zone. `none` takes away. */
async function said(
  open: Api,
  options: SettingOptions,
  zone: string,
  deployment: string,
): Promise<Omit<ParamsIn<'schedule.update'>, 'schedule'>> {
  const { start, end, param, priority, calendar, missed } = options;
  const bound = (text: string, field: 'start' | 'end') => (text === 'none' ? null : instant(text, zone, field));
  return {
    ...(start === undefined ? {} : { start: bound(start, 'start') }),
    ...(end === undefined ? {} : { end: bound(end, 'end') }),
    ...(param ? { params: await paramsOf(open, deployment, param) } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(calendar === undefined ? {} : { calendar: calendar === 'none' ? null : calendar }),
    ...(missed ? { missed } : {}),
  };
}

async function paramsOf(open: Api, deployment: string, pairs: string[]) {
  const items = await everyRow(open, 'deployment.list', {});
  const known =
    items.find((d) => d.name.toLowerCase() === deployment.trim().toLowerCase()) ??
    refuse('DeploymentNotFound', `there is no deployment "${deployment}"; "gantry deployment ls" lists them`, {
      field: 'deployment',
    });
  return typedParams(open, known.package, known.version, pairs);
}

const setCommand = () =>
  settings(
    apiCommand('set', 'Change a schedule; what is not said stays.', [
      'schedule set morning --cron "30 6 * * 1-5"',
      'schedule set morning --end none --calendar none --own-priority',
    ]).argument('<schedule>'),
  )
    .option('--deployment <name>', 'start another one')
    .option('--rename <name>', 'give it another name')
    .option('--no-params', 'without parameters of its own')
    .option('--own-priority', 'take the deployment’s priority again')
    .action(set);

async function set(
  schedule: string,
  options: SettingOptions & { rename?: string; params?: boolean; ownPriority?: boolean },
): Promise<void> {
  const open = api(options);
  const kept = await open.call('schedule.show', { schedule });
  const zone = options.timezone ?? kept.timezone;
  const rule = ruleOf(options, zone);
  const { params, ...rest } = await said(open, options, zone, options.deployment ?? kept.deployment);
  const own = params === undefined ? (options.params === false ? {} : undefined) : { ...kept.params, ...params };
  const view = await open.call('schedule.update', {
    schedule,
    ...(rule ? { rule } : {}),
    ...(options.timezone ? { timezone: zone } : {}),
    ...(options.deployment ? { deployment: options.deployment } : {}),
    ...(options.rename ? { name: options.rename } : {}),
    ...rest,
    ...(own ? { params: own } : {}),
    ...(options.ownPriority ? { priority: null } : {}),
  });
  printSchedule(view, options);
}

const listCommand = () =>
  apiCommand('ls', 'List schedules, with the next start and the last result.', ['schedule ls'])
    .option('--deployment <name>', 'only of this deployment')
    .action(async (options: Common & { deployment?: string }) => {
      const { deployment } = options;
      const items = await everyRow(api(options), 'schedule.list', deployment ? { deployment } : {});
      if (options.json) return printJson(items);
      const rows = items.map((s) => [
        s.name,
        s.deployment,
        state(s.enabled ? 'enabled' : 'disabled'),
        ruleText(s.rule, s.timezone),
        s.timezone,
        s.next === undefined ? (s.enabled ? 'over' : '') : inZone(s.timezone, s.next),
        lastText(s),
      ]);
      printTable(
        ['SCHEDULE', 'DEPLOYMENT', 'STATE', 'WHEN', 'ZONE', 'NEXT', 'LAST'],
        rows,
        'no schedule yet: "gantry schedule create NAME --deployment D --cron …" makes one',
      );
    });

/** Instead of states, when none of the jobs is there any more. */
const GONE = 'its jobs were deleted';

function lastText({ last, timezone }: ScheduleView): string {
  if (!last) return '';
  const what = last.error ?? (last.jobs.map((job) => job.state).join(', ') || GONE);
  return `${inZone(timezone, last.nominal)}: ${what.slice(0, 60)}`;
}

const showCommand = () =>
  apiCommand('show', 'A schedule: its settings, the next five times, what it did last.', ['schedule show morning'])
    .argument('<schedule>')
    .action(async (schedule: string, options: Common) =>
      printSchedule(await api(options).call('schedule.show', { schedule }), options),
    );

const switchCommand = (name: 'enable' | 'disable', enabled: boolean) =>
  apiCommand(
    name,
    enabled
      ? 'Switch a schedule on; times that passed meanwhile are not caught up.'
      : 'Switch a schedule off; jobs that it made go on.',
    [`schedule ${name} morning`, `schedule ${name} --all`],
  )
    .argument('[schedule]')
    .option('--all', 'all schedules')
    .action(async (schedule: string | undefined, options: Common & { all?: boolean }) => {
      if ((schedule === undefined) === (options.all !== true))
        refuse('ValidationError', 'name one schedule, or say --all', { field: 'schedule' });
      const open = api(options);
      if (schedule !== undefined)
        return printSchedule(await open.call('schedule.setEnabled', { schedule, enabled }), options);
      const result = await open.call('schedule.setAllEnabled', { enabled });
      if (options.json) return printJson(result);
      print(`${name}d ${result.changed} ${result.changed === 1 ? 'schedule' : 'schedules'}`);
      for (const one of result.kept) note(clean(one.because));
    });

const removeCommand = () =>
  apiCommand('rm', 'Delete a schedule; jobs that it made go on.', ['schedule rm morning'])
    .argument('<schedule>')
    .action(async (schedule: string, options: Common) => {
      await api(options).call('schedule.delete', { schedule });
      if (options.json) return printJson({ deleted: schedule });
      print(`deleted the schedule ${schedule}`);
    });

function printSchedule(view: ScheduleDetail, options: Common): void {
  if (options.json) {
    printJson(view);
    return;
  }
  const zone = view.timezone;
  print(`${clean(view.name)} starts ${clean(view.deployment)}: ${state(view.enabled ? 'enabled' : 'disabled')}`);
  print(clean(view.says));
  print(
    `${clean(ruleText(view.rule, zone))}, in ${zone}${view.calendar ? `, days off by ${clean(view.calendar)}` : ''}`,
  );
  if (view.start !== undefined) print(`from ${inZone(zone, view.start)}`);
  if (view.end !== undefined) print(`until ${inZone(zone, view.end)}`);
  const own = Object.entries(view.params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  if (own.length > 0) print(clean(`parameters ${own.join(' ')}`));
  if (view.priority !== undefined) print(`priority ${view.priority}`);
  print(view.missed === 'once' ? 'missed times are caught up once' : 'missed times are skipped');
  if (view.last) printLast(view);
  print(`changed ${when(view.updated)} by ${clean(view.editor.name)}`);
  if (view.times.length > 0) print(view.enabled ? '\nNext:' : '\nNext, once it is enabled:');
  for (const time of view.times) print(`  ${timeLine(zone, time)}`);
}

function printLast({ last, timezone }: ScheduleDetail): void {
  if (!last) return;
  const jobs = last.jobs.map((job) => `${job.id} ${state(job.state)}`).join(', ') || GONE;
  const late = last.late ? ' (caught up)' : '';
  print(`last ${inZone(timezone, last.nominal)}${late}: ${last.error === undefined ? jobs : clean(last.error)}`);
}
