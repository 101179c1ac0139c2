/** `gantry deploy` and `deployment ls|show|create|set|clone|enable|disable|rm`: a package version, parameters, a target. */
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { DeploymentDetail } from '../../protocol/shapes-deployment.ts';
import type { DeploymentView } from '../../protocol/shapes-fleet.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, print, printJson, printTable, state, when } from '../output.ts';
import { type DeploymentOptions, fieldsOf, withDeploymentOptions } from './deployment-options.ts';
import { printParameters } from './package-versions.ts';

export const deploymentCommands = (): Command[] => [deployCommand(), deploymentCommand()];

interface ChangeOptions extends DeploymentOptions {
  rename?: string;
  disable?: boolean;
  enable?: boolean;
}

const deployCommand = () =>
  withDeploymentOptions(
    apiCommand('deploy', 'Create a deployment, or change the one of that name.', [
      'deploy invoices --package invoices --pool accounting',
      'deploy invoices --retries 1 --priority 3000',
      'deploy nightly --package invoices --robot desk-1 --robot desk-2 --param region=eu',
    ]).argument('<name>', 'the deployment’s name'),
  )
    .option('--rename <name>', 'give it another name')
    .option('--disable', 'let nothing start it')
    .option('--enable', 'allow it again')
    .action(async (name: string, options: ChangeOptions) => {
      const items = await everyRow(api(options), 'deployment.list', {});
      const there = items.some((d) => d.name.toLowerCase() === name.trim().toLowerCase());
      if (there) await set(name, options);
      else await create(name, { ...options, package: options.package ?? name });
    });

function deploymentCommand(): Command {
  const command = new Command('deployment').description('Deployments.');
  const switches = [switchCommand('enable', true), switchCommand('disable', false)];
  const subs = [
    listCommand(),
    showCommand(),
    createCommand(),
    setCommand(),
    cloneCommand(),
    ...switches,
    removeCommand(),
  ];
  for (const sub of subs) command.addCommand(sub);
  return command;
}

const targetOf = (d: DeploymentView) => (d.pool ? `pool ${d.pool}` : d.robots.join(', '));

const listCommand = () =>
  apiCommand('ls', 'List deployments.', ['deployment ls']).action(async (options: Common) => {
    const items = await everyRow(api(options), 'deployment.list', {});
    if (options.json) return printJson(items);
    const rows = items.map((d) => [
      d.name,
      d.package,
      d.version,
      targetOf(d),
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
  });

const showCommand = () =>
  apiCommand('show', 'One deployment: its settings, its parameters, and what depends on it.', [
    'deployment show nightly',
  ])
    .argument('<deployment>')
    .action(async (deployment: string, options: Common) => {
      const found = await api(options).call('deployment.show', { deployment });
      if (options.json) printJson(found);
      else printDeployment(found);
    });

function printDeployment(d: DeploymentDetail): void {
  const now = d.version === 'latest' ? `latest, now ${d.runs || 'none'}` : d.version;
  print(`${clean(d.name)}: ${d.package} ${now} on ${clean(targetOf(d))}  ${state(d.enabled ? 'enabled' : 'disabled')}`);
  print(`retries ${d.retries}, ${backoffText(d)}; priority ${d.priority}; recording ${d.recording}`);
  const limit = d.timeoutMs === undefined ? 'the package’s own' : seconds(d.timeoutMs);
  print(`timeout ${limit}; lost after ${seconds(d.lostAfterMs)}; when no robot is free: ${d.whenNoRobot}`);
  print(`made ${when(d.created)} by ${clean(d.author.name)}; ${d.liveJobs} live jobs`);
  if (d.queues.length > 0) print(`started by the queues ${clean(d.queues.join(', '))}`);
  print('\nParameters:');
  printParameters(d.parameters, d.params);
}

const seconds = (ms: number) => `${ms / 1_000} s`;
const backoffText = ({ backoff: { kind, ms } }: DeploymentView) =>
  kind === 'none'
    ? 'without a pause'
    : kind === 'fixed'
      ? `${seconds(ms)} apart`
      : `${seconds(ms)} apart, doubled each time`;

const createCommand = () =>
  withDeploymentOptions(
    apiCommand('create', 'Create a deployment.', [
      'deployment create nightly --package invoices --pool accounting --param region=eu',
      'deployment create letters --package letters --robot desk-1 --param template=@./letter.docx',
    ]).argument('<name>', 'the deployment’s name'),
  ).action(create);

async function create(name: string, options: DeploymentOptions): Promise<void> {
  const packageName =
    options.package ?? refuse('ValidationError', 'package: say what it runs: --package NAME', { field: 'package' });
  const open = api(options);
  const fields = await fieldsOf(open, options, { package: packageName, version: 'latest', params: {} });
  const made = await open.call('deployment.create', { ...fields, name, package: packageName });
  if (options.json) return printJson(made);
  print(`created ${made.name}: ${made.package} ${made.version} on ${targetOf(made)}`);
  print(`start it with: gantry run ${made.name.includes(' ') ? `"${made.name}"` : made.name}`);
}

const setCommand = () =>
  withDeploymentOptions(
    apiCommand('set', 'Change a deployment; what is not said stays, and jobs that exist keep what they have.', [
      'deployment set nightly --version 1.4.0 --retries 1',
      'deployment set nightly --backoff 30s --backoff-kind exponential',
    ]).argument('<deployment>'),
  )
    .option('--rename <name>', 'give it another name')
    .action(set);

async function set(deployment: string, options: ChangeOptions): Promise<void> {
  const open = api(options);
  const old = await open.call('deployment.show', { deployment });
  const fields = await fieldsOf(open, options, old);
  const enabled = options.disable ? { enabled: false } : options.enable ? { enabled: true } : {};
  const name = options.rename === undefined ? {} : { name: options.rename };
  const made = await open.call('deployment.update', { deployment, ...fields, ...enabled, ...name });
  if (options.json) return printJson(made);
  print(`changed ${made.name}: ${made.package} ${made.version} on ${targetOf(made)}`);
}

const cloneCommand = () =>
  apiCommand('clone', 'Copy a deployment under another name.', ['deployment clone nightly "nightly, eu"'])
    .argument('<deployment>')
    .argument('<name>', 'the copy’s name')
    .action(async (deployment: string, name: string, options: Common) => {
      const made = await api(options).call('deployment.clone', { deployment, name });
      if (options.json) return printJson(made);
      print(`created ${made.name}, a copy of ${deployment}`);
    });

const switchCommand = (name: 'enable' | 'disable', enabled: boolean) =>
  apiCommand(name, enabled ? 'Let a deployment be started again.' : 'Let nothing start a deployment; its jobs go on.', [
    `deployment ${name} nightly`,
  ])
    .argument('<deployment>')
    .action(async (deployment: string, options: Common) => {
      const made = await api(options).call('deployment.update', { deployment, enabled });
      if (options.json) return printJson(made);
      print(`${made.name}: ${state(enabled ? 'enabled' : 'disabled')}`);
    });

const removeCommand = () =>
  apiCommand('rm', 'Delete a deployment; its jobs stay readable.', [
    'deployment rm nightly',
    'deployment rm nightly --force',
  ])
    .argument('<deployment>')
    .option('--force', 'also while jobs of it are live')
    .action(async (name: string, options: Common & { force?: boolean }) => {
      await api(options).call('deployment.delete', { deployment: name, ...(options.force ? { force: true } : {}) });
      if (options.json) return printJson({ deleted: name });
      print(`deleted ${name}`);
    });
