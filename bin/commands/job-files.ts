/** `gantry job files`: which evidence of a run there is, and what became of the rest. */
import type { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { ArtifactView, RunView } from '../../protocol/shapes.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { bytes, clean, note, print, printJson, printTable, state, when } from '../output.ts';
import { meantRun, withRun } from './job-log.ts';

/** Words for all of a kind; any other word is a file's name. */
export const KINDS = { video: 'video', screenshots: 'screenshot', files: 'file' } as const;
export const isKind = (word: string): word is keyof typeof KINDS => Object.hasOwn(KINDS, word);

export const filesCommand = (): Command =>
  withRun(
    apiCommand('files', 'What is kept of a run: recording, screenshots, attached files, log.', [
      'job files j_…',
      'job files j_… --run 1',
    ]),
  ).action(async (id: string, options: Common & { run?: number }) => {
    const open = api(options);
    const one = await meantRun(open, id, options.run);
    const { run, artifacts } = await open.call('run.show', { run: one.run });
    if (options.json) return printJson(evidenceOf(run, artifacts));
    print(`${run.id}  run ${run.number} of ${run.job}  ${state(run.state)}`);
    const rows = artifacts.map((file) => [
      file.name,
      file.kind,
      bytes(file.bytes),
      stateOf(file),
      when((run.started ?? run.assigned) + file.atMs),
      file.label,
    ]);
    printTable(['FILE', 'KIND', 'SIZE', 'STATE', 'TIME', 'LABEL'], rows, 'no recording, no screenshot, no file');
    print(`log: ${logOf(run)}`);
    if (run.recording) print(`recording: ${clean(run.recording)}`);
    if (artifacts.some((file) => file.state === 'complete')) note(`to get them: gantry job download ${run.id}`);
  });

/** Those that a word means. */
export const meant = (word: string, files: ArtifactView[]): ArtifactView[] =>
  files.filter((one) => (isKind(word) ? one.kind === KINDS[word] : one.name === word));

export const noFile = (word: string, run: string): never =>
  refuse('ArtifactNotFound', `the run ${run} has no file "${word}"; "gantry job files ${run}" lists them`, {
    field: 'what',
  });

const evidenceOf = ({ id, job, number, lines, logDeleted, recording }: RunView, files: ArtifactView[]) => ({
  run: id,
  ...{ job, number, recording },
  log: { lines, ...(logDeleted === undefined ? {} : { deleted: logDeleted }) },
  files,
});

/** Whether it is here; and if not, why. */
export function stateOf({ state: word, bytes: size, received, deleted, because }: ArtifactView): string {
  if (word === 'complete') return 'here';
  if (word === 'uploading') return `still being uploaded: ${bytes(received)} of ${bytes(size)} are here`;
  return `deleted ${when(deleted)}: ${because}`;
}

/** How much there is of the log; or when it went. */
export const logOf = ({ lines, logDeleted }: RunView): string =>
  logDeleted === undefined
    ? `${lines} ${lines === 1 ? 'line' : 'lines'}`
    : `deleted ${when(logDeleted)}; it had ${lines} ${lines === 1 ? 'line' : 'lines'}`;
