/** `gantry queue ls|create|add|show`: resource queues from the command line. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { GantryError, refuse } from '../../protocol/errors.ts';
import { type Json, ResourceStatus, ResourceValue } from '../../protocol/fields.ts';
import { checkParams, parse } from '../../protocol/validate.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { print, printJson, printTable, progress, state, when } from '../output.ts';

export function queueCommands(): Command[] {
  const command = new Command('queue').description('Resource queues: the work that robots share.');
  for (const sub of [listCommand(), createCommand(), addCommand(), showCommand()]) command.addCommand(sub);
  return [command];
}

const listCommand = () =>
  apiCommand('ls', 'List queues with counts by status.', ['queue ls']).action(async (options: Common) => {
    const { items } = await api(options).call('queue.list', {});
    if (options.json) return printJson(items);
    const rows = items.map(({ name, total, counts, attemptLimit, author }) => [
      name,
      ...[total, counts.new, counts.in_progress, counts.processed, counts.error].map(String),
      attemptLimit ? String(attemptLimit) : 'no limit',
      author.name,
    ]);
    const head = ['QUEUE', 'ALL', 'NEW', 'IN PROGRESS', 'PROCESSED', 'ERROR', 'ATTEMPTS', 'AUTHOR'];
    printTable(head, rows, 'no queue yet: "gantry queue create NAME" makes one');
  });

const createCommand = () =>
  apiCommand('create', 'Create a queue.', ['queue create invoices --attempts 3'])
    .argument('<name>')
    .option(
      '--attempts <n>',
      'how often a resource may fail before it goes to error (default: no limit)',
      wholeNumber(1, 1_000_000),
    )
    .action(async (name: string, options: Common & { attempts?: number }) => {
      const limit = options.attempts ? { attemptLimit: options.attempts } : {};
      const made = await api(options).call('queue.create', { name, ...limit });
      if (options.json) return printJson(made);
      print(`created ${made.name}; fill it with: gantry queue add ${made.name} '{"number": 1}'`);
    });

const addCommand = () =>
  apiCommand('add', 'Add resources: JSON values as arguments, or a file of JSON Lines.', [
    `queue add invoices '{"number": 17}' --tag eu --priority 5`,
    'queue add invoices --file invoices.jsonl',
    'queue add invoices --file - < invoices.jsonl',
  ])
    .argument('<queue>')
    .argument('[values...]', 'JSON values')
    .option('--file <file>', 'one JSON value a line; - reads standard input')
    .option('--tag <tag>', 'a tag for each (repeat)', collect)
    .option('--priority <n>', 'larger first', wholeNumber(0, 2_147_483_647))
    .option('--key <key>', 'natural key (for one value): adding it again gives the same resource')
    .action(add);

const showCommand = () =>
  apiCommand('show', 'A queue and its resources.', ['queue show invoices', 'queue show invoices --status error'])
    .argument('<queue>')
    .addOption(new Option('--status <status>').choices(ResourceStatus.options))
    .option('--limit <n>', 'how many resources', wholeNumber(1, 500), 25)
    .action(show);

interface AddOptions extends Common {
  file?: string;
  tag?: string[];
  priority?: number;
  key?: string;
}

type NewItem = ParamsIn<'resource.addMany'>['items'][number];

/** Of one request: well below what the coordinator takes as one body. More is several requests. */
const BATCH_BYTES = 1024 * 1024;
const BATCH_ITEMS = 10_000;

async function add(queue: string, values: string[], options: AddOptions): Promise<void> {
  const items = itemsOf(values, options);
  checkParams('resource.addMany', { queue, items: items.slice(0, 1) }); // tags, priority, key: the same for all
  for (const [i, { value }] of items.entries()) parse(ResourceValue, value, `value ${i + 1}: `);
  const open = api(options);
  const made: { ids: string[]; added: number } = { ids: [], added: 0 };
  const bar = progress(`adding to ${queue}`);
  for (const batch of batches(items)) {
    const { ids, added } = await addBatch(open, queue, batch, made.ids.length);
    made.ids.push(...ids);
    made.added += added;
    if (items.length > batch.length) bar(made.ids.length, items.length);
  }
  if (options.json) return printJson(made);
  print(
    `added ${made.added} to ${queue}${made.added < items.length ? `; ${items.length - made.added} had a key that is there already` : ''}`,
  );
}

function itemsOf(values: string[], options: AddOptions): NewItem[] {
  const lines = options.file === undefined ? [] : linesOf(options.file);
  const parsed = [...values.map((v, i) => json(v, `value ${i + 1}`)), ...lines.map((l, i) => json(l, `line ${i + 1}`))];
  if (parsed.length === 0)
    refuse('ValidationError', 'nothing to add: give JSON values, or --file with one JSON value a line', {
      field: 'values',
    });
  if (options.key && parsed.length > 1) refuse('ValidationError', '--key is for one value only', { field: 'key' });
  const more = {
    ...(options.tag ? { tags: options.tag } : {}),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
    ...(options.key ? { key: options.key } : {}),
  };
  return parsed.map((value) => ({ value, ...more }));
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
      .split('\n')
      .filter((l) => l.trim() !== '');
  } catch (cause) {
    return refuse('ValidationError', `--file ${file} can't be read (${(cause as NodeJS.ErrnoException).code})`, {
      field: 'file',
      cause,
    });
  }
}

function* batches(items: NewItem[]): Generator<NewItem[]> {
  let batch: NewItem[] = [];
  let size = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item));
    if (batch.length > 0 && (size + bytes > BATCH_BYTES || batch.length === BATCH_ITEMS)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += bytes;
  }
  yield batch;
}

/** All of the batch or none; a refusal says how many were added by the batches before. */
async function addBatch(open: Api, queue: string, items: NewItem[], before: number) {
  try {
    return await open.call('resource.addMany', { queue, items });
  } catch (error) {
    if (before === 0 || !(error instanceof GantryError)) throw error;
    throw new GantryError(error.code, `${error.message}; the first ${before} are added, the rest is not`, {
      cause: error,
    });
  }
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

async function show(queue: string, options: Common & { status?: ResourceStatus; limit: number }): Promise<void> {
  const open = api(options);
  const head = await open.call('queue.show', { queue });
  const { items, next } = await open.call('resource.list', {
    queue,
    limit: options.limit,
    ...(options.status ? { status: options.status } : {}),
  });
  if (options.json) return printJson({ queue: head, resources: items, next });
  const { counts } = head;
  print(
    `${head.name}: ${head.total} resources — ${counts.new} new, ${counts.in_progress} in progress, ${counts.processed} processed, ${counts.error} error`,
  );
  const rows = items.map((r) => [
    r.id,
    r.status === 'error' ? state('error') : r.status.replace('_', ' '),
    r.attemptLimit ? `${r.attemptsLeft} of ${r.attemptLimit}` : '',
    r.tags.join(', '),
    String(r.priority),
    [r.readLock ? `read ${r.readLock.owner.name}` : '', r.writeLock ? `write ${r.writeLock.owner.name}` : '']
      .filter(Boolean)
      .join(', '),
    r.author.name,
    when(r.created),
    r.editor.name,
    when(r.updated),
  ]);
  printTable(
    ['RESOURCE', 'STATUS', 'ATTEMPTS', 'TAGS', 'PRIORITY', 'LOCKS', 'AUTHOR', 'CREATED', 'EDITOR', 'UPDATED'],
    rows,
    'nothing here',
  );
  if (next) print('there are more: raise --limit');
}
