/** `gantry package ls|show|rm|download`: packages on the coordinator, and what uses their versions. */
import { Command } from 'commander';
import { isFileValue } from '../../protocol/file-value.ts';
import type { Parameter } from '../../protocol/manifest.ts';
import type { PackageDetail } from '../../protocol/shapes-package.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { confirm } from '../confirm.ts';
import { everyRow } from '../every-row.ts';
import { intoFile } from '../into-file.ts';
import { bytes, clean, note, print, printJson, printTable, statusLine, when } from '../output.ts';

export function versionsCommand(): Command {
  const command = new Command('package').description('Packages on the coordinator.');
  for (const sub of [listCommand(), showCommand(), removeCommand(), downloadCommand()]) command.addCommand(sub);
  return command;
}

const listCommand = () =>
  apiCommand('ls', 'List packages and their versions.', ['package ls', 'package ls --json']).action(
    async (options: Common) => {
      const items = await everyRow(api(options), 'package.list', {});
      if (options.json) return printJson(items);
      const rows = items.flatMap((p) =>
        p.versions.map((v) => [
          p.name,
          v.version,
          bytes(v.bytes),
          v.sha256.slice(0, 12),
          when(v.created),
          v.author.name,
          v.usedBy.join(', '),
        ]),
      );
      printTable(
        ['PACKAGE', 'VERSION', 'SIZE', 'SHA256', 'PUBLISHED', 'BY', 'USED BY'],
        rows,
        'no package yet: "gantry init NAME" makes one, "gantry publish" uploads it',
      );
    },
  );

const showCommand = () =>
  apiCommand('show', 'One package: its versions, the parameters of the latest, and what uses each version.', [
    'package show invoices',
  ])
    .argument('<package>')
    .action(async (name: string, options: Common) => {
      const found = await api(options).call('package.show', { package: name });
      if (options.json) return printJson(found);
      printPackage(found);
    });

function printPackage(found: PackageDetail): void {
  const latest = found.versions.find((v) => v.version === found.latest);
  print(clean([found.name, found.title].filter((part) => part !== '').join('  ')));
  if (latest?.manifest.description) print(clean(latest.manifest.description));
  const rows = found.versions.map((v) => [
    v.version,
    bytes(v.bytes),
    v.sha256.slice(0, 12),
    when(v.created),
    v.author.name,
    v.deployments.map((d) => (d.follows ? `${d.name} (latest)` : d.name)).join(', '),
    String(v.liveJobs),
  ]);
  print();
  printTable(
    ['VERSION', 'SIZE', 'SHA256', 'PUBLISHED', 'BY', 'DEPLOYMENTS', 'LIVE JOBS'],
    rows,
    'it has no version: "gantry publish" uploads one',
  );
  if (!latest) return;
  print(`\nParameters of ${latest.version}:`);
  printParameters(latest.manifest.parameters);
}

/** Also of a deployment: its values stand beside. */
export function printParameters(parameters: Parameter[], values?: Record<string, unknown>): void {
  const rows = parameters.map((p) => [
    p.name,
    p.type,
    p.required ? 'yes' : 'no',
    p.default === undefined ? '' : JSON.stringify(p.default),
    ...(values ? [p.name in values ? shortly(values[p.name]) : ''] : []),
    p.description ?? '',
  ]);
  const head = ['PARAMETER', 'TYPE', 'REQUIRED', 'DEFAULT', ...(values ? ['VALUE'] : []), 'DESCRIPTION'];
  printTable(head, rows, 'none');
}

const MAX_SHOWN = 60;
function shortly(value: unknown): string {
  if (isFileValue(value)) return `${value.name} (${bytes(value.bytes)})`;
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

const removeCommand = () =>
  apiCommand('rm', 'Delete a version, or without one the whole package; refused while something uses it.', [
    'package rm invoices 1.0.3',
    'package rm invoices --yes',
  ])
    .argument('<package>')
    .argument('[version]')
    .option('--yes', 'do not ask before deleting a whole package')
    .action(async (name: string, version: string | undefined, options: Common & { yes?: boolean }) => {
      const open = api(options);
      if (version === undefined) {
        await confirm(`Delete the package ${name} with all its versions?`, options.yes === true);
        await open.call('package.delete', { package: name });
      } else await open.call('version.delete', { package: name, version });
      if (options.json) return printJson({ deleted: { package: name, ...(version ? { version } : {}) } });
      print(`deleted ${name}${version === undefined ? '' : ` ${version}`}; jobs that ran with it stay readable`);
    });

const downloadCommand = () =>
  apiCommand('download', 'Get the archive of a version, as it was published.', [
    'package download invoices',
    'package download invoices 1.0.3 --out invoices.tgz',
  ])
    .argument('<package>')
    .argument('[version]', 'a version, or latest', 'latest')
    .option('--out <file>', 'where to write it (default: NAME-VERSION.tgz here)')
    .action(download);

async function download(name: string, version: string, options: Common & { out?: string }): Promise<void> {
  const open = api(options);
  const wanted = version === 'latest' ? (await open.call('package.show', { package: name })).latest : version;
  const out = options.out ?? `${name}-${wanted}.tgz`;
  const route = 'GET /packages/:package/versions/:version/archive';
  const { body } = await open.download(route, { package: name, version: wanted || version });
  const line = statusLine();
  let done = 0;
  await intoFile(out, async function* () {
    for await (const chunk of body) {
      done += chunk.length;
      line.show(`${name} ${wanted}  ${bytes(done)}`);
      yield chunk;
    }
  });
  line.clear();
  if (options.json) printJson({ file: out, package: name, version: wanted, bytes: done });
  else note(`wrote ${bytes(done)} to ${out}`);
}
