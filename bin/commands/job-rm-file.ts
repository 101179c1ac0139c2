/** `gantry job rm-file`: deletes single recordings, screenshots and files of a run; the run and its log stay. */
import type { Command } from 'commander';
import { api, apiCommand, type Common } from '../command.ts';
import { confirm } from '../confirm.ts';
import { bytes, clean, note, print, printJson } from '../output.ts';
import { isKind, meant, noFile } from './job-files.ts';
import { meantRun, withRun } from './job-log.ts';

interface Options extends Common {
  run?: number;
  yes?: boolean;
}

export const removeFileCommand = (): Command =>
  withRun(
    apiCommand('rm-file', 'Delete recordings, screenshots or files of a run; the run itself and its log stay.', [
      'job rm-file j_… video',
      'job rm-file j_… report.pdf --run 1 --yes',
    ]),
  )
    .argument('<what...>', 'video, screenshots, files, or names that "gantry job files" lists')
    .option('--yes', 'do not ask')
    .action(removeFiles);

async function removeFiles(id: string, what: string[], options: Options): Promise<void> {
  const open = api(options);
  const one = await meantRun(open, id, options.run);
  const { run, artifacts } = await open.call('run.show', { run: one.run });
  const found = what.flatMap((word) => {
    const files = meant(word, artifacts);
    return files.length > 0 || isKind(word) ? files : noFile(word, run.id);
  });
  const files = [...new Set(found)].filter(({ state }) => state !== 'deleted');
  const sum = files.reduce((all, { received }) => all + received, 0);
  if (files.length > 0)
    await confirm(`Delete ${countText(files.length)} (${bytes(sum)}) for good?`, options.yes === true);
  for (const { id: artifact } of files) await open.call('artifact.delete', { artifact });
  if (options.json) return printJson({ run: run.id, deleted: files.map(({ name }) => name) });
  for (const { name } of files) print(`deleted ${clean(name)}`);
  if (files.length === 0) note('there is nothing of it (any more)');
}

const countText = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
