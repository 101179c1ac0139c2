/** `gantry init`, `pack`, `publish`: from an empty folder to a version on the coordinator. `package …`: package-versions.ts. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { api, apiCommand, type Common, describe } from '../command.ts';
import { bytes, note, print, printJson, progress } from '../output.ts';
import { type Packed, pack } from '../pack.ts';
import { templates } from '../templates.ts';
import { versionsCommand } from './package-versions.ts';

export const packageCommands = (): Command[] => [initCommand(), packCommand(), publishCommand(), versionsCommand()];

function initCommand(): Command {
  const command = describe(new Command('init'), 'Make a new process package from a template.', [
    'init invoices',
    'init invoices --template browser',
  ]);
  return command
    .argument('<folder>', 'folder to make; its name becomes the package’s name')
    .option('--template <name>', `one of: ${Object.keys(templates).join(', ')}`, 'node')
    .action((folder: string, options: { template: string }) => {
      const template =
        templates[options.template] ??
        refuse(
          'ValidationError',
          `there is no template "${options.template}"; there are: ${Object.keys(templates).join(', ')}`,
          { field: 'template' },
        );
      if (existsSync(folder) && readdirSync(folder).length > 0)
        refuse('Conflict', `${resolve(folder)} is not empty; choose another folder`);
      const name = packageName(folder);
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(template.files(name)))
        writeFileSync(join(folder, file), text, { mode: file.endsWith('.sh') ? 0o755 : 0o644 });
      const next = [
        ...(template.before?.(typed(folder)) ?? []),
        `gantry publish ${typed(folder)}`,
        ...(template.after?.(name) ?? []),
        `gantry deploy ${name} --package ${name} --pool POOL`,
        `gantry run ${name}`,
      ];
      print(`made ${resolve(folder)}\n\nNext:\n  ${next.join('\n  ')}`);
    });
}

/** A path as it is typed into a shell. */
const typed = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

/** What may stand in a manifest, made from the folder's name. */
function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return (
    name ||
    refuse('ValidationError', `no package name can be made of "${folder}": use letters and digits`, { field: 'folder' })
  );
}

function packCommand(): Command {
  return describe(new Command('pack'), 'Make the archive of a package: same content, same sha256.', [
    'pack ./invoices',
    'pack ./invoices --out invoices.tgz',
  ])
    .argument('[folder]', 'the package’s folder', '.')
    .option('--out <file>', 'where to write it (default: NAME-VERSION.tgz here)')
    .option('--json', 'print JSON for machines')
    .action(async (folder: string, options: { out?: string; json?: boolean }) => {
      const packed = await pack(folder, options.out === undefined ? {} : { out: options.out });
      warnOfMissing(folder, packed);
      if (options.json)
        return printJson({
          ...packed,
          manifest: undefined,
          name: packed.manifest.name,
          version: packed.manifest.version,
        });
      print(`${packed.file}  ${packed.files} files, ${bytes(packed.bytes)}, sha256 ${packed.sha256}`);
    });
}

function publishCommand(): Command {
  return apiCommand('publish', 'Pack a folder and upload it as a version of its package.', ['publish ./invoices'])
    .argument('[folder]', 'the package’s folder', '.')
    .action(publish);
}

async function publish(folder: string, options: Common): Promise<void> {
  const open = api(options);
  const scratch = mkdtempSync(join(tmpdir(), 'gantry-pack-'));
  const forget = clearOnInterrupt(scratch);
  try {
    const packing = progress(`packing ${folder}`);
    const packed = await pack(folder, { out: join(scratch, 'package.tgz'), onProgress: packing });
    warnOfMissing(folder, packed);
    const bar = progress(`uploading ${packed.manifest.name} ${packed.manifest.version}`);
    const made = await open.publish(packed.file, packed.bytes, (done) => bar(done, packed.bytes));
    if (options.json) return printJson({ ...made, sha256: packed.sha256, bytes: packed.bytes });
    print(
      made.created
        ? `published ${made.package} ${made.version} (${bytes(packed.bytes)})`
        : `${made.package} ${made.version} is there already with the same content: nothing to do`,
    );
  } finally {
    forget();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A robot would be the first to notice, at night. */
function warnOfMissing(folder: string, { missing }: Packed): void {
  if (missing.length === 0) return;
  note(
    `warning: package.json needs ${missing.join(', ')}, not found in ${join(folder, 'node_modules')}: robots install nothing. ` +
      `Run "npm install --prefix ${typed(folder)}" and do this again`,
  );
}

/** An interrupted upload is not kept by the coordinator, nor the archive here. */
function clearOnInterrupt(scratch: string): () => void {
  const end = () => {
    rmSync(scratch, { recursive: true, force: true });
    note('\ninterrupted: an upload that was not whole leaves nothing behind; publish again');
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, end);
  };
}
