/** `gantry deploy` and `deployment ls|rm`: a package version bound to parameters and a target. */
import { Command, Option } from 'commander';
import { RecordingMode } from '../../protocol/fields.ts';
import { api, apiCommand, type Common, collect, duration, typedParams, wholeNumber } from '../command.ts';
import { print, printJson, printTable } from '../output.ts';

interface DeployOptions extends Common {
  package?: string;
  version?: string;
  pool?: string;
  robot?: string[];
  retries?: number;
  priority?: number;
  recording?: RecordingMode;
  param?: string[];
  timeout?: number;
  lostAfter?: number;
  backoff?: number;
  rename?: string;
  disable?: boolean;
  enable?: boolean;
}

export const deploymentCommands = (): Command[] => [deployCommand(), deploymentCommand()];

function deployCommand(): Command {
  return apiCommand('deploy', 'Create a deployment, or change the one of that name.', [
    'deploy invoices --package invoices --pool accounting',
    'deploy invoices --retries 1 --priority 3000',
    'deploy nightly --package invoices --robot desk-1 --robot desk-2 --param region=eu',
  ])
    .argument('<name>', 'the deployment’s name')
    .option('--package <name>', 'process package')
    .option('--version <version>', 'a version, or latest (default for a new deployment)')
    .option('--pool <pool>', 'any robot of this pool')
    .option('--robot <robot>', 'this robot (repeat for several: one job each)', collect)
    .option('--retries <n>', 'how often a failed run is retried (0–10, default 3)', wholeNumber(0, 10))
    .option('--priority <n>', 'larger first (0–5000, default 2000)', wholeNumber(0, 5_000))
    .addOption(new Option('--recording <mode>', 'video of each run (default always)').choices(RecordingMode.options))
    .option('--param <name=value>', 'a parameter’s value (repeat)', collect)
    .option('--timeout <duration>', 'end a run after this time: 30s, 5m, 2h', duration)
    .option('--lost-after <duration>', 'a run is lost when nobody was heard for this time (default 5m)', duration)
    .option('--backoff <duration>', 'wait this long before a retry', duration)
    .option('--rename <name>', 'give it another name')
    .option('--disable', 'let nothing start it')
    .option('--enable', 'allow it again')
    .action(deploy);
}

async function deploy(name: string, options: DeployOptions): Promise<void> {
  const open = api(options);
  const { items } = await open.call('deployment.list', {});
  const old = items.find((d) => d.name.toLowerCase() === name.trim().toLowerCase());
  const packageName = options.package ?? old?.package ?? name;
  const version = options.version ?? old?.version ?? 'latest';
  const fields = {
    ...(options.version ? { version } : {}),
    ...(options.pool ? { pool: options.pool } : {}),
    ...(options.robot ? { robots: options.robot } : {}),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
    ...(options.recording ? { recording: options.recording } : {}),
    ...(options.param
      ? { params: { ...old?.params, ...(await typedParams(open, packageName, version, options.param)) } }
      : {}),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    ...(options.lostAfter === undefined ? {} : { lostAfterMs: options.lostAfter }),
    ...(options.backoff === undefined
      ? {}
      : { backoff: { kind: options.backoff === 0 ? ('none' as const) : ('fixed' as const), ms: options.backoff } }),
  };
  const enabled = options.disable ? { enabled: false } : options.enable ? { enabled: true } : {};
  const made = old
    ? await open.call('deployment.update', {
        deployment: name,
        ...(options.package ? { package: packageName } : {}),
        ...fields,
        ...enabled,
        ...(options.rename ? { name: options.rename } : {}),
      })
    : await open.call('deployment.create', { name, package: packageName, ...fields });
  if (options.json) return printJson(made);
  print(
    `${old ? 'changed' : 'created'} ${made.name}: ${made.package} ${made.version} on ${made.pool ? `pool ${made.pool}` : made.robots.join(', ')}`,
  );
  if (!old)
    print(`start it with: gantry run ${JSON.stringify(made.name).includes(' ') ? `"${made.name}"` : made.name}`);
}

function deploymentCommand(): Command {
  const command = new Command('deployment').description('Deployments.');
  command.addCommand(
    apiCommand('ls', 'List deployments.', ['deployment ls']).action(async (options: Common) => {
      const { items } = await api(options).call('deployment.list', {});
      if (options.json) return printJson(items);
      const rows = items.map((d) => [
        d.name,
        d.package,
        d.version,
        d.pool ? `pool ${d.pool}` : d.robots.join(', '),
        String(d.retries),
        String(d.priority),
        d.recording,
        d.enabled ? 'yes' : 'no',
      ]);
      printTable(
        ['DEPLOYMENT', 'PACKAGE', 'VERSION', 'TARGET', 'RETRIES', 'PRIORITY', 'RECORDING', 'ENABLED'],
        rows,
        'no deployment yet: "gantry deploy NAME --package P --pool POOL" makes one',
      );
    }),
  );
  command.addCommand(
    apiCommand('rm', 'Delete a deployment; its jobs stay readable.', [
      'deployment rm nightly',
      'deployment rm nightly --force',
    ])
      .argument('<name>')
      .option('--force', 'also while jobs of it are live')
      .action(async (name: string, options: Common & { force?: boolean }) => {
        await api(options).call('deployment.delete', { deployment: name, ...(options.force ? { force: true } : {}) });
        if (options.json) return printJson({ deleted: name });
        print(`deleted ${name}`);
      }),
  );
  return command;
}
