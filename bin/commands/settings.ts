/** `gantry settings ls|set`: what an administrator changes while the coordinator runs, in days and GiB. */
import { Command } from 'commander';
import type { SettingView } from '../../protocol/calls-settings.ts';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { isSettingName, type SettingName, settingNames, settingRows } from '../../protocol/settings.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { bytes, clean, note, print, printJson, printTable, when } from '../output.ts';

export function settingsCommands(): Command[] {
  const command = new Command('settings').description('Settings that count at once: how long what is kept, limits.');
  for (const sub of [listCommand(), setCommand()]) command.addCommand(sub);
  return [command];
}

const listCommand = () =>
  apiCommand('ls', 'All settings, their values, and who changed them.', ['settings ls']).action(
    async (options: Common) => {
      const { items } = await api(options).call('settings.show', {});
      if (options.json) return printJson(items);
      printTable(['NAME', 'VALUE', 'DEFAULT', 'SET BY', 'WHAT IT IS'], items.map(settingRow), 'no setting');
    },
  );

const settingRow = (item: SettingView): string[] => [
  item.name,
  shown(item, item.value),
  shown(item, item.default),
  item.editor && item.updated ? `${clean(item.editor.name)}, ${when(item.updated)}` : '',
  item.says,
];

function shown({ unit }: Pick<SettingView, 'unit'>, value: number): string {
  return unit === 'bytes' ? bytes(value) : `${value} ${unit}`;
}

const setCommand = () =>
  apiCommand('set', 'Change settings; NAME=default gives one back. They count at once and outlast restarts.', [
    'settings set keepVideoDays=14 keepVideoBytes=200GiB',
    'settings set keepVideoDays=default',
  ])
    .argument('<NAME=VALUE...>')
    .action(async (given: string[], options: Common) => {
      const wanted = Object.fromEntries(given.map(parsed)) as ParamsIn<'settings.update'>;
      const { call } = api(options);
      const { changed } = await call('settings.update', wanted);
      const { items } = await call('settings.show', {});
      const now = items.filter(({ name }) => changed.includes(name));
      if (options.json) return printJson(now);
      for (const item of now) print(`${item.name} is ${shown(item, item.value)} from now on`);
      if (now.length === 0) note('nothing changed: it was so already');
    });

/** `keepVideoBytes=200GiB` */
function parsed(text: string): [SettingName, number | null] {
  const [name = '', value] = text.split('=', 2);
  if (!isSettingName(name))
    return refuse('ValidationError', `there is no setting "${name}"; there are ${settingNames.join(', ')}`, {
      field: 'name',
    });
  const { unit } = settingRows[name];
  if (value === undefined)
    return refuse('ValidationError', `${name}: write name and value as one word: ${name}=${EXAMPLES[unit]}`, {
      field: name,
    });
  if (value === 'default') return [name, null];
  const number = unit === 'bytes' ? sizeIn(value) : /^\d+$/.test(value) ? Number(value) : undefined;
  if (number !== undefined && Number.isSafeInteger(number)) return [name, number];
  const how = unit === 'bytes' ? 'a size like 500MiB, 20GiB or 0' : `a whole number of ${unit}`;
  return refuse('ValidationError', `${name}: write ${how}, or default, not "${value}"`, { field: name });
}

const EXAMPLES = { bytes: '20GiB', days: '30', hours: '6' } as const;
const UNITS = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;

function sizeIn(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|TiB|)$/.exec(text);
  return match ? Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]) : undefined;
}
