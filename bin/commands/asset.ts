/** `gantry asset ls|show|create|set|unset|edit|rm`: kept values and secrets that runs get. */
import { Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { AssetType, type AssetView } from '../../protocol/shapes-asset.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, print, printJson, printTable, when } from '../output.ts';
import { readSecret, type SecretOptions } from '../secret-input.ts';
import { jsonValue } from './json-value.ts';

export function assetCommands(): Command[] {
  const command = new Command('asset').description('Assets: values and secrets that runs get.');
  for (const sub of [listCommand(), showCommand(), createCommand(), setCommand(), unsetCommand()])
    command.addCommand(sub);
  for (const sub of [editCommand(), removeCommand()]) command.addCommand(sub);
  return [command];
}

const listCommand = () =>
  apiCommand('ls', 'List assets with what uses them; secrets are never shown.', ['asset ls']).action(
    async (options: Common) => {
      const items = await everyRow(api(options), 'asset.list', {});
      if (options.json) return printJson(items);
      const rows = items.map((a) => [
        a.name,
        a.type,
        valueText(a),
        String(a.robots.length),
        usersOf(a),
        when(a.updated),
      ]);
      printTable(
        ['ASSET', 'TYPE', 'VALUE', 'OWN', 'USED BY', 'CHANGED'],
        rows,
        'no asset yet: "gantry asset create NAME --value TEXT" makes one, "--type credential --user U" one with a secret',
      );
    },
  );

const showCommand = () =>
  apiCommand('show', 'One asset: its value if it is no secret, robots with their own, and what uses it.', [
    'asset show "mail server"',
  ])
    .argument('<asset>')
    .action(async (asset: string, options: Common) =>
      printAsset(await api(options).call('asset.show', { asset }), options),
    );

interface ValueOptions extends Common, SecretOptions {
  value?: string;
  user?: string;
}

const withValue = (command: Command) =>
  command
    .option('--value <value>', 'a text as it is, any other type as JSON, @FILE or - (standard input); not for secrets')
    .option('--user <name>', 'of a credential: the user’s name')
    .option('--secret-stdin', 'read the secret from standard input instead of asking for it')
    .option('--secret-file <file>', 'read the secret from a file (UTF-8)');

const createCommand = () =>
  withValue(
    apiCommand('create', 'Create an asset. A secret is asked for, or read from a file; its type stays for good.', [
      'asset create "mail server" --value mail.example',
      'asset create limit --type number --value 250',
      'asset create sap --type credential --user robot-7',
      'asset create api-key --secret --secret-file key.txt',
    ]),
  )
    .argument('<name>')
    .addOption(new Option('--type <type>', 'default text').choices(AssetType.options).default('text'))
    .option('--secret', 'a text that nobody gets to see again; credentials always are secret')
    .option('--description <text>', 'what it is for')
    .action(create);

async function create(
  name: string,
  options: ValueOptions & { type: AssetType; secret?: boolean; description?: string },
): Promise<void> {
  const { type, secret = false, description } = options;
  const value = await askedValue({ name, type, secret: secret || type === 'credential' }, options);
  const made = await api(options).call('asset.create', {
    ...{ name, type, value },
    ...(secret ? { secret } : {}),
    ...(description === undefined ? {} : { description }),
  });
  printAsset(made, options);
}

const setCommand = () =>
  withValue(
    apiCommand('set', 'Give an asset another value; runs take it at their next start.', [
      'asset set limit --value 300',
      'asset set sap --secret-stdin < new-password.txt',
      'asset set sap --robot desk-2 --user robot-8',
    ]),
  )
    .argument('<asset>')
    .option('--robot <robot>', 'a value for this robot alone')
    .action(set);

async function set(name: string, options: ValueOptions & { robot?: string }): Promise<void> {
  const open = api(options);
  const kept = await open.call('asset.show', { asset: name });
  const own = kept.robots.find((one) => one.robot.toLowerCase() === options.robot?.trim().toLowerCase());
  const user = options.user ?? own?.user ?? kept.user;
  const value = await askedValue(kept, { ...options, ...(user === undefined ? {} : { user }) });
  const params = { asset: name, value, ...(options.robot === undefined ? {} : { robot: options.robot }) };
  printAsset(await open.call('asset.set', params), options);
}

/** From the one place that fits the type: a secret never from the command line. */
async function askedValue(
  { name, type, secret }: Pick<AssetView, 'name' | 'type' | 'secret'>,
  options: ValueOptions,
): Promise<Json> {
  if (secret && options.value !== undefined)
    refuse(
      'ValidationError',
      '--value: other people can see a command line; leave it out to be asked, or say --secret-stdin or --secret-file',
      { field: 'value' },
    );
  if (!secret && (options.secretStdin || options.secretFile !== undefined))
    refuse('ValidationError', `${name} is no secret: give its value with --value (or @FILE)`, { field: 'secret' });
  if (type === 'credential') {
    const user =
      options.user ?? refuse('ValidationError', 'user: say whose secret it is: --user NAME', { field: 'user' });
    return { user, secret: await readSecret(`secret of ${user}`, options) };
  }
  if (secret) return readSecret(`value of ${name}`, options);
  const text =
    options.value ??
    refuse('ValidationError', `value: say the ${type} that it shall have: --value`, { field: 'value' });
  return type === 'text' ? text : typedValue(type, text);
}

/** `true`, `17`, `{"a": 1}`; what is not JSON is no such value either. */
function typedValue(type: AssetView['type'], text: string): Json {
  try {
    return jsonValue(text);
  } catch (cause) {
    return refuse('ValidationError', `--value ${text}: ${(cause as Error).message} Write a ${type} as JSON has it`, {
      field: 'value',
      cause,
    });
  }
}

const unsetCommand = () =>
  apiCommand('unset', 'Take a robot’s own value away: it gets that of all others again.', [
    'asset unset sap --robot desk-2',
  ])
    .argument('<asset>')
    .requiredOption('--robot <robot>', 'whose own value goes')
    .action(async (asset: string, options: Common & { robot: string }) =>
      printAsset(await api(options).call('asset.unset', { asset, robot: options.robot }), options),
    );

const editCommand = () =>
  apiCommand('edit', 'Rename or describe an asset; what is bound to it stays bound.', [
    'asset edit sap --rename "SAP login"',
  ])
    .argument('<asset>')
    .option('--rename <name>', 'its new name')
    .option('--description <text>', 'what it is for')
    .action(async (asset: string, options: Common & { rename?: string; description?: string }) => {
      const { rename: name, description } = options;
      const change = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
      printAsset(await api(options).call('asset.update', { asset, ...change }), options);
    });

const removeCommand = () =>
  apiCommand('rm', 'Delete an asset with all its values.', ['asset rm sap', 'asset rm sap --force'])
    .argument('<asset>')
    .option('--force', 'also while deployments use it: runs that are bound to it fail from then on')
    .action(async (asset: string, options: Common & { force?: boolean }) => {
      await api(options).call('asset.delete', { asset, ...(options.force ? { force: true } : {}) });
      if (options.json) return printJson({ deleted: asset });
      print(`deleted the asset ${asset}`);
    });

const MAX_SHOWN = 60;

function valueText({ value, user }: Pick<AssetView, 'value' | 'user'>): string {
  if (value === undefined) return user === undefined ? '•••' : `${user} / •••`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

const usersOf = ({ usedBy }: AssetView): string => usedBy.map(({ deployment }) => deployment).join(', ');

function printAsset(view: AssetView, options: Common): void {
  if (options.json) {
    printJson(view);
    return;
  }
  print(`${clean(view.name)} (${view.secret ? 'secret ' : ''}${view.type}): ${clean(valueText(view))}`);
  if (view.description !== '') print(clean(view.description));
  for (const own of view.robots) print(`on ${clean(own.robot)}: ${clean(valueText(own))}`);
  for (const { deployment, params, allowed } of view.usedBy) {
    const how = [...params.map((param) => `bound to ${param}`), ...(allowed ? ['may be read by its runs'] : [])];
    print(`used by ${clean(deployment)}: ${how.join(', ')}`);
  }
  print(`value ${view.version}, changed ${when(view.updated)} by ${clean(view.editor.name)}`);
}
