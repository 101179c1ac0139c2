/** `gantry queue add`: resources by hand, as JSON values; files are for `queue import`. */
import type { Command } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Json, ResourceValue } from '../../protocol/fields.ts';
import { checkParams, parse } from '../../protocol/validate.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { runImport } from '../import/run-import.ts';
import { openSource } from '../import/source.ts';
import { print, printJson } from '../output.ts';

interface AddOptions extends Common {
  file?: string;
  tag?: string[];
  priority?: number;
  key?: string;
}

type NewItem = ParamsIn<'resource.addMany'>['items'][number];

export const addCommand = (): Command =>
  apiCommand('add', 'Add resources by hand: JSON values as arguments, all or none.', [
    `queue add invoices '{"number": 17}' --tag eu --priority 5`,
    `queue add invoices '{"number": 18}' --key 18`,
    'queue add invoices --file invoices.jsonl     # all or none; see also: gantry queue import',
  ])
    .argument('<queue>')
    .argument('[values...]', 'JSON values')
    .option('--file <file>', 'one JSON value a line; - reads standard input; a wrong line and nothing is added')
    .option('--tag <tag>', 'a tag for each (repeat)', collect)
    .option('--priority <n>', 'larger first', wholeNumber(0, 2_147_483_647))
    .option('--key <key>', 'natural key (for one value): adding it again gives the same resource')
    .action((queue: string, values: string[], options: AddOptions) =>
      options.file === undefined ? add(queue, values, options) : addFile(queue, values, options.file, options),
    );

async function add(queue: string, values: string[], options: AddOptions): Promise<void> {
  const items = itemsOf(values, options);
  checkParams('resource.addMany', { queue, items: items.slice(0, 1) }); // tags, priority, key: the same for all
  for (const [i, { value }] of items.entries()) parse(ResourceValue, value, `value ${i + 1}: `);
  const made = await api(options).call('resource.addMany', { queue, items });
  if (options.json) return printJson(made);
  say(queue, made.added, items.length - made.added);
}

async function addFile(queue: string, values: string[], file: string, options: AddOptions): Promise<void> {
  if (values.length > 0 || options.key !== undefined)
    refuse('ValidationError', '--file goes with neither values nor --key', { field: 'file' });
  checkParams('resource.addMany', { queue, items: [{ value: 0, ...forAll(options) }] });
  const open = api(options);
  await open.call('queue.show', { queue });
  const source = await openSource(file, 'utf-8', true);
  try {
    const plan = { format: 'jsonl' as const, allTags: options.tag, allPriority: options.priority };
    const task = { api: open, queue, source, plan, strict: true, dryRun: false, fromLine: 1 };
    const { json = false } = options;
    const sum = await runImport({ ...task, run: undefined, errors: undefined, json, stopped: () => false });
    if (sum.lines === 0) refuse('ValidationError', 'nothing to add: the file has no line', { field: 'file' });
    if (json) printJson(sum);
    if (sum.refused > 0)
      refuse('ValidationError', `nothing was added: ${sum.refused} of ${sum.lines} lines are wrong`, { field: 'file' });
    if (!json) say(queue, sum.added, sum.known);
  } finally {
    await source.close();
  }
}

function itemsOf(values: string[], options: AddOptions): NewItem[] {
  const parsed = values.map((value, i) => json(value, `value ${i + 1}`));
  if (parsed.length === 0)
    refuse('ValidationError', 'nothing to add: give JSON values, or a file to "gantry queue import"', {
      field: 'values',
    });
  if (options.key && parsed.length > 1) refuse('ValidationError', '--key is for one value only', { field: 'key' });
  const key = options.key ? { key: options.key } : {};
  return parsed.map((value) => ({ value, ...forAll(options), ...key }));
}

const forAll = ({ tag, priority }: AddOptions) => ({
  ...(tag ? { tags: tag } : {}),
  ...(priority === undefined ? {} : { priority }),
});

function say(queue: string, added: number, known: number): void {
  const already = known > 0 ? `; ${known} had a key that is there already` : '';
  print(`added ${added} to ${queue}${already}`);
}

function json(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse('ValidationError', `${what} is not JSON (${(error as Error).message}): nothing was added`, {
      field: 'values',
      cause: error,
    });
  }
}
