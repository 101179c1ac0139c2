/** `gantry job download`: recording, screenshots, attached files and log of a run as files of the user's machine. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { ArtifactView, LogLine, RunView } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { intoFile } from '../into-file.ts';
import { bytes, clean, note, printJson, statusLine } from '../output.ts';
import { isKind, KINDS, logOf, meant, noFile, stateOf } from './job-files.ts';
import { linesOf, meantRun, withRun } from './job-log.ts';

type LogFormat = 'text' | 'jsonl';

interface DownloadOptions extends Common {
  run?: number;
  out?: string;
  force?: boolean;
  logFormat: LogFormat;
}

/** One file to be written. `of`: the bytes that it will have, where that is known. */
interface Piece {
  name: string;
  of?: number;
  chunks(): AsyncGenerator<Uint8Array>;
}
interface Missing {
  what: string;
  because: string;
  /** It may come yet. */
  soon?: true;
}
interface Found {
  pieces: Piece[];
  missing: Missing[];
}

export const downloadCommand = (): Command =>
  withRun(
    apiCommand('download', 'Get recording, screenshots, attached files and log of a run as files.', [
      'job download j_…',
      'job download j_… video log --out evidence',
      'job download j_… report.pdf --run 1',
      'job download r_… log --log-format jsonl',
    ]),
  )
    .argument('[what...]', 'video, screenshots, files, log, or names that "gantry job files" lists (default: all)')
    .option('--out <folder>', 'where to write them (default: a new folder here, named like the run)')
    .addOption(
      new Option('--log-format <format>', 'for people or for programs').choices(['text', 'jsonl']).default('text'),
    )
    .option('--force', 'overwrite files that are there')
    .action(download);

async function download(id: string, what: string[], options: DownloadOptions): Promise<void> {
  const open = api(options);
  const one = await meantRun(open, id, options.run);
  const { run, artifacts } = await open.call('run.show', { run: one.run });
  const { pieces, missing } = choose(open, { run, artifacts }, what, options.logFormat);
  const folder = options.out ?? run.id;
  if (!options.force) refuseToOverwrite(folder, pieces);
  const files = await write(folder, pieces);
  for (const { what: name, because } of missing) note(`${clean(name)}: ${clean(because)}`);
  if (!run.ended) note('the run is still on: what comes later is not in it');
  if (missing.some(({ soon }) => soon) || (what.length > 0 && missing.length > 0)) process.exitCode = 1;
  if (options.json) return printJson({ run: run.id, folder, files, missing });
  const sum = files.reduce((all, file) => all + file.bytes, 0);
  if (files.length === 0) note(`nothing was written; "gantry job files ${run.id}" lists what there is`);
  else if (files.length === 1) note(`wrote ${bytes(sum)} to ${files[0]!.file}`);
  else note(`wrote ${files.length} files with ${bytes(sum)} to ${folder}`);
}

interface Evidence {
  run: RunView;
  artifacts: ArtifactView[];
}

/** Without words everything; what was asked for and is not there is named with the reason. */
function choose(open: Api, { run, artifacts }: Evidence, what: string[], format: LogFormat): Found {
  const all = what.length === 0;
  const chosen = new Set<ArtifactView>();
  const missing: Missing[] = [];
  let log = all;
  for (const word of all ? Object.keys(KINDS) : what) {
    const matching = meant(word, artifacts);
    for (const one of matching) chosen.add(one);
    if (word === 'log') log = true;
    else if (matching.length === 0 && (!all || word === 'video')) missing.push(nothing(word, run));
  }
  for (const one of chosen)
    if (one.state !== 'complete')
      missing.push({ what: one.name, because: stateOf(one), ...(one.state === 'uploading' ? { soon: true } : {}) });
  const whole = [...chosen].filter((one) => one.state === 'complete');
  const pieces = named(whole, logName(run, format)).map(([one, name]) => artifactPiece(open, one, name));
  if (log && run.logDeleted) missing.push({ what: 'log', because: logOf(run) });
  else if (log && (!all || run.lines > 0)) pieces.push(logPiece(open, run, format));
  return { pieces, missing };
}

function nothing(word: string, run: RunView): Missing {
  if (word === 'video') return { what: word, because: run.recording || 'this run has no recording' };
  if (isKind(word)) return { what: word, because: `this run has no ${word}` };
  return noFile(word, run.id);
}

/** Names that every disk takes and that differ also where capitals don't count. */
function named(artifacts: ArtifactView[], reserved: string): [ArtifactView, string][] {
  const taken = new Set([reserved.toLowerCase()]);
  return artifacts.map((one) => {
    const plain = /^\.+$/.test(one.name) ? one.id : one.name.replace(/[<>:"|?*]/g, '_');
    const name = taken.has(plain.toLowerCase()) ? `${one.id}-${plain}` : plain;
    taken.add(name.toLowerCase());
    return [one, name];
  });
}

function artifactPiece(open: Api, { id, bytes: of }: ArtifactView, name: string): Piece {
  return {
    ...{ name, of },
    chunks: async function* () {
      yield* (await open.download('GET /artifacts/:artifact/content', { artifact: id })).body;
    },
  };
}

const logName = ({ id }: RunView, format: LogFormat): string => `${id}.${format === 'jsonl' ? 'jsonl' : 'log'}`;

function logPiece(open: Api, run: RunView, format: LogFormat): Piece {
  const asLine = format === 'jsonl' ? (line: LogLine) => `${JSON.stringify(line)}\n` : asText;
  return {
    name: logName(run, format),
    chunks: async function* () {
      for await (const { lines } of linesOf(open, run.id)) yield Buffer.from(lines.map(asLine).join(''));
    },
  };
}

const asText = ({ atMs, level, source, text, fields, more }: LogLine): string => {
  const extra = fields === undefined || fields === null ? '' : ` ${JSON.stringify(fields)}`;
  const at = (atMs / 1000).toFixed(3).padStart(9);
  return `${at} ${level.padEnd(5)} ${source.padEnd(6)} ${text}${extra}${more ? ' …' : ''}\n`;
};

function refuseToOverwrite(folder: string, pieces: Piece[]): void {
  const there = pieces.map(({ name }) => join(folder, name)).filter((file) => existsSync(file));
  if (there.length === 0) return;
  const others = there.length > 1 ? ` and ${there.length - 1} more` : '';
  refuse('ValidationError', `${there[0]}${others} would be overwritten: choose another --out, or --force`, {
    field: 'force',
  });
}

async function write(folder: string, pieces: Piece[]): Promise<{ file: string; bytes: number }[]> {
  if (pieces.length > 0) await makeFolder(folder);
  const line = statusLine();
  const files = [];
  for (const { name, of, chunks } of pieces) {
    const file = join(folder, name);
    let done = 0;
    await intoFile(file, async function* () {
      for await (const chunk of chunks()) {
        done += chunk.length;
        line.show(`${clean(name)}  ${bytes(done)}${of === undefined ? '' : ` of ${bytes(of)}`}`);
        yield chunk;
      }
    });
    files.push({ file, bytes: done });
  }
  line.clear();
  return files;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    refuse('ValidationError', `--out ${folder} can't be made (${why})`, { field: 'out', cause });
  }
}
