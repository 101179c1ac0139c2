/** `gantry user` and `gantry token`: who may come in, with which rights; what signs in without a password. */
import { Command, Option } from 'commander';
import type { TokenView, UserView } from '../../protocol/calls-users.ts';
import { Role } from '../../protocol/fields.ts';
import { api, apiCommand, type Common, duration } from '../command.ts';
import { confirm } from '../confirm.ts';
import { everyRow } from '../every-row.ts';
import { clean, note, print, printJson, printTable, when } from '../output.ts';

export function userCommands(): Command[] {
  const user = new Command('user').description('Users: who may come in, and with which rights.');
  const switches = [switchCommand('enable', false), switchCommand('disable', true)];
  for (const sub of [listUsers(), createUser(), setUser(), ...switches, linkUser(), removeUser()]) user.addCommand(sub);
  const token = new Command('token').description('API tokens: for programs and other machines.');
  for (const sub of [listTokens(), createToken(), removeToken()]) token.addCommand(sub);
  return [user, token];
}

const roleOption = () =>
  new Option('--role <role>', 'viewer looks; operator runs and stops; developer deploys; admin everything').choices(
    Role.options,
  );
const evidenceOptions = (command: Command) =>
  command
    .option('--evidence', 'may see videos, screenshots and logs (default)')
    .option('--no-evidence', 'may not: only that and how runs ended');

const listUsers = () =>
  apiCommand('ls', 'List users.', ['user ls']).action(async (options: Common) => {
    const items = await everyRow(api(options), 'user.list', {});
    if (options.json) return printJson(items);
    printTable(['NAME', 'FULL NAME', 'ROLE', 'EVIDENCE', 'STATE', 'CREATED'], items.map(userRow), 'no user');
  });

const userRow = (user: UserView): string[] => [
  user.name,
  user.fullName,
  user.role,
  user.evidence ? 'yes' : 'no',
  user.disabled ? 'disabled' : user.password ? 'enabled' : 'no password yet',
  when(user.created),
];

const createUser = () =>
  evidenceOptions(
    apiCommand('create', 'Create a user and print a one-time sign-in link for them.', [
      'user create anna --full-name "Anna Ruiz" --role operator',
      'user create auditor --role viewer --no-evidence',
    ])
      .argument('<name>')
      .addOption(roleOption().default('operator'))
      .option('--full-name <name>'),
  ).action(async (name: string, options: Common & { role: Role; fullName?: string; evidence?: boolean }) => {
    const { role, fullName, evidence } = options;
    const rights = { role, ...(evidence === undefined ? {} : { evidence }) };
    const made = await api(options).call('user.create', { name, ...rights, ...(fullName ? { fullName } : {}) });
    if (options.json) return printJson(made);
    print(`created ${clean(made.user.name)}, ${made.user.role}. The way in, once, until ${when(made.expires)}:`);
    print(made.link);
  });

const setUser = () =>
  evidenceOptions(
    apiCommand('set', 'Change what a user may; what is not said stays.', ['user set anna --role developer'])
      .argument('<user>')
      .addOption(roleOption())
      .option('--full-name <name>'),
  ).action(async (user: string, options: Common & { role?: Role; fullName?: string; evidence?: boolean }) => {
    const { role, fullName, evidence } = options;
    const said = { ...(role ? { role } : {}), ...(fullName === undefined ? {} : { fullName }) };
    printUser(
      await api(options).call('user.update', { user, ...said, ...(evidence === undefined ? {} : { evidence }) }),
      options,
    );
  });

const switchCommand = (name: 'enable' | 'disable', disabled: boolean) =>
  apiCommand(name, disabled ? 'Lock a user out, at once, in open sessions too.' : 'Let a user in again.', [
    `user ${name} anna`,
  ])
    .argument('<user>')
    .action(async (user: string, options: Common) =>
      printUser(await api(options).call('user.update', { user, disabled }), options),
    );

function printUser(user: UserView, options: Common): void {
  if (options.json) {
    printJson(user);
    return;
  }
  const evidence = user.evidence ? 'sees evidence' : 'sees no videos and logs';
  print(`${clean(user.name)}: ${user.role}, ${evidence}, ${user.disabled ? 'disabled' : 'enabled'}`);
}

const linkUser = () =>
  apiCommand('link', 'A new one-time sign-in link, for somebody who lost the password.', ['user link anna'])
    .argument('<user>')
    .action(async (user: string, options: Common) => {
      const made = await api(options).call('user.link', { user });
      if (options.json) return printJson(made);
      note(`good once, until ${when(made.expires)}`);
      print(made.link);
    });

const removeUser = () =>
  apiCommand('rm', 'Delete a user with all sessions and tokens; what they did keeps their name.', ['user rm anna'])
    .argument('<user>')
    .option('--yes', 'do not ask')
    .action(async (user: string, options: Common & { yes?: boolean }) => {
      await confirm(`Delete the user "${user}" with all sessions and tokens?`, options.yes ?? false);
      await api(options).call('user.delete', { user });
      if (options.json) return printJson({ deleted: user });
      print(`deleted ${user}`);
    });

const userOption = (command: Command) => command.option('--user <name>', 'of another user, as an administrator');

const listTokens = () =>
  userOption(apiCommand('ls', 'Your sessions, links and API tokens.', ['token ls', 'token ls --user anna'])).action(
    async (options: Common & { user?: string }) => {
      const items = await everyRow(api(options), 'token.list', options.user ? { user: options.user } : {});
      if (options.json) return printJson(items);
      printTable(['ID', 'KIND', 'NAME', 'ROLE', 'CREATED', 'EXPIRES'], items.map(tokenRow), 'no token');
    },
  );

const tokenRow = (token: TokenView): string[] => [
  token.id,
  token.kind,
  token.name,
  token.role ?? 'all of its user',
  when(token.created),
  token.expires === 0 ? 'never' : when(token.expires),
];

const createToken = () =>
  apiCommand('create', 'Make an API token; it is shown once.', [
    'token create ci --role operator --for 90d',
    '$ GANTRY_TOKEN=$(gantry token create metrics --role viewer --json | jq -r .token)',
  ])
    .argument('<name>', 'what it is for')
    .addOption(roleOption())
    .option('--for <duration>', 'how long it is good (default 365d)', duration)
    .action(async (name: string, options: Common & { role?: Role; for?: number }) => {
      const { role, for: forMs } = options;
      const said = { ...(role ? { role } : {}), ...(forMs === undefined ? {} : { forMs }) };
      const made = await api(options).call('token.create', { name, ...said });
      if (options.json) return printJson(made);
      note(`shown only now; good until ${when(made.expires)}`);
      print(made.token);
    });

const removeToken = () =>
  userOption(
    apiCommand('rm', 'Make a token or session void at once.', ['token rm 3fa94c01b2d7']).argument(
      '<id>',
      'as "token ls" shows it',
    ),
  ).action(async (token: string, options: Common & { user?: string }) => {
    await api(options).call('token.delete', { tokenId: token, ...(options.user ? { user: options.user } : {}) });
    if (options.json) return printJson({ deleted: token });
    print(`${token} is void`);
  });
