/** `gantry queue import`: resources out of a CSV or JSON Lines file of any length. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { boundHeap } from '../../coordinator/heap.ts';
import { refuse } from '../../protocol/errors.ts';
import { ResourcePriority, Tags } from '../../protocol/fields.ts';
import type { ImportFormat, ImportPlan } from '../../protocol/import-rows.ts';
import { parse } from '../../protocol/parse.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { whole } from '../import/report.ts';
import { goOn, type ImportSum, runImport } from '../import/run-import.ts';
import { formatOf, openSource } from '../import/source.ts';
import { note, print, printJson } from '../output.ts';
import { onInterrupt } from '../signals.ts';

interface ImportOptions extends Common {
  format?: ImportFormat;
  delimiter?: string;
  key?: string;
  tags?: string;
  tag?: string[];
  priority?: string;
  value?: string;
  types?: boolean;
  wrapped?: boolean;
  encoding: string;
  strict?: boolean;
  dryRun?: boolean;
  errors?: string;
  fromLine: number;
  resume?: { run: string; line: number };
}

const MAX_LINE = Number.MAX_SAFE_INTEGER;

export const importCommand = (): Command =>
  apiCommand('import', 'Add resources from a CSV or JSON Lines file, or standard input, of any length.', [
    'queue import invoices invoices.csv --key number --tags region',
    'queue import invoices invoices.csv --dry-run                # only check it, and show what would be added',
    'queue import invoices invoices.csv --strict --errors bad.csv',
    'queue import invoices orders.jsonl --key id --tag eu',
    '$ zcat big.csv.gz | gantry queue import invoices - --format csv',
  ])
    .argument('<queue>')
    .argument('<file>', 'a file, or - for standard input')
    .addOption(new Option('--format <format>', 'default: by the file’s ending').choices(['csv', 'jsonl']))
    .option('--key <column>', 'natural key: a line whose key is there already adds nothing, so that repeating is safe')
    .option('--tags <column>', 'tags of each line: separated by commas or semicolons, or a JSON list')
    .option('--tag <tag>', 'a tag for every resource (repeat)', collect)
    .option('--priority <column or n>', 'a column with whole numbers, or one number for all; larger first')
    .option('--value <column>', 'CSV: a column with the whole value as JSON (default: all columns are its fields)')
    .option('--types', 'CSV: cells like 17, true and empty ones become number, boolean, null (default: all text)')
    .option('--delimiter <character>', 'CSV: default by the header: comma, semicolon, tab or bar', delimiter)
    .option('--wrapped', 'JSON Lines: each line is {"value": …, "tags": […], "priority": 5, "key": "…"}')
    .option('--encoding <name>', 'such as windows-1252 or utf-16le', 'utf-8')
    .option('--strict', 'check the whole file first; one wrong line and nothing is added')
    .option('--dry-run', 'only check the file and show the first resources')
    .option('--errors <file>', 'keep refused lines there, to be mended and imported; why stands in <file>.why.txt')
    .option(
      '--from-line <n>',
      'leave out the lines before (the header is read all the same)',
      wholeNumber(1, MAX_LINE),
      1,
    )
    .addOption(new Option('--resume <where>', 'go on where an import stopped, as it said').argParser(resumed))
    .addHelpText(
      'after',
      `
A line with a wrong value, too few columns or a broken quote is refused with its number, column and reason; the others
are added, in portions that arrive once each although the connection or the coordinator dies. The exit code is 1 when a
line was refused. Fields of JSON Lines serve as --key, --tags and --priority, too.`,
    )
    .action(importFile);

async function importFile(queue: string, file: string, options: ImportOptions): Promise<void> {
  boundHeap(); // a long file would make it grow to most of this process's memory
  const plan = planOf(file, options);
  const open = api(options);
  if (!options.dryRun) await open.call('queue.show', { queue }); // an unknown queue is said before the file is read
  const { strict = false, dryRun = false, errors, json = false, resume } = options;
  const source = await openSource(file, options.encoding, strict && !dryRun);
  const interrupted = onInterrupt('stopping after the portion on its way; once more ends at once');
  try {
    const sum = await runImport({
      ...{ api: open, queue, source, plan, strict, dryRun, errors, json },
      fromLine: resume?.line ?? options.fromLine,
      run: resume?.run,
      stopped: () => interrupted.happened,
    });
    say(queue, sum, options);
  } finally {
    interrupted.forget();
    await source.close();
  }
}

function planOf(file: string, options: ImportOptions): ImportPlan {
  const { format, delimiter: given, key, tags, value, types, wrapped, tag } = options;
  const named = format ? { format } : formatOf(file);
  const number = /^-?\d+$/.test(options.priority ?? '') ? Number(options.priority) : undefined;
  if (number !== undefined) parse(ResourcePriority, number, '--priority ');
  if (tag) parse(Tags, tag, '--tag ');
  const only = (is: ImportFormat, flags: Record<string, unknown>) => {
    for (const [flag, set] of Object.entries(flags))
      if (set !== undefined && named.format !== is)
        refuse('ValidationError', `--${flag} goes with --format ${is} only`, { field: flag });
  };
  only('csv', { value, types, delimiter: given });
  only('jsonl', { wrapped });
  if (wrapped && (key || tags || (options.priority && number === undefined)))
    refuse('ValidationError', 'with --wrapped key, tags and priority stand in each line', { field: 'wrapped' });
  return {
    ...named,
    ...(given ? { delimiter: given } : {}),
    ...{ key, tags, value, types, wrapped, allTags: tag },
    ...(number === undefined ? { priority: options.priority } : { allPriority: number }),
  };
}

function say(queue: string, sum: ImportSum, options: ImportOptions): void {
  if (sum.refused > 0) process.exitCode = 1;
  if (sum.resume) process.exitCode = 130;
  if (options.json) printJson(sum);
  else print(saidOf(queue, sum, options));
  if (sum.resume && !options.json) note(`stopped in the middle. ${goOn(sum.resume)}`);
}

function saidOf(queue: string, { lines, refused, added, known, samples }: ImportSum, options: ImportOptions): string {
  const wrong = refused > 0 ? `; ${whole(refused)} ${refused === 1 ? 'line was' : 'lines were'} refused` : '';
  if (options.dryRun) {
    const can = `${whole(lines - refused)} of ${whole(lines)} lines can be added to ${queue}${wrong}; nothing was added`;
    return [...(samples ?? []).map((sample) => JSON.stringify(sample)), can].join('\n');
  }
  if (options.strict && refused > 0)
    return `nothing was added to ${queue}: ${whole(refused)} of ${whole(lines)} lines are wrong`;
  const already = known > 0 ? `; ${whole(known)} had a key that is there already` : '';
  return `added ${whole(added)} to ${queue}${already}${wrong}`;
}

function delimiter(text: string): string {
  const one = text === '\\t' || text === 'tab' ? '\t' : text;
  if ([...one].length !== 1 || /["\r\n]/.test(one)) throw new InvalidArgumentError('must be one character, or "tab".');
  return one;
}

function resumed(text: string): { run: string; line: number } {
  const [, run, line] = /^([\w-]{4,40}):(\d{1,15})$/.exec(text) ?? [];
  if (!run || !line) throw new InvalidArgumentError('must be what the stopped import printed, like 3fa9c2d1e0:12001.');
  return { run, line: Number(line) };
}
