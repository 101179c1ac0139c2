/** `gantry queue ls|create|add|show`: resource queues from the command line. */
import { Command, Option } from 'commander';
import { ResourceStatus } from '../../protocol/fields.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { print, printJson, printTable, state, when } from '../output.ts';
import { addCommand } from './queue-add.ts';
import { importCommand } from './queue-import.ts';

export function queueCommands(): Command[] {
  const command = new Command('queue').description('Resource queues: the work that robots share.');
  for (const sub of [listCommand(), createCommand(), addCommand(), importCommand(), showCommand()])
    command.addCommand(sub);
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

const showCommand = () =>
  apiCommand('show', 'A queue and its resources.', ['queue show invoices', 'queue show invoices --status error'])
    .argument('<queue>')
    .addOption(new Option('--status <status>').choices(ResourceStatus.options))
    .option('--limit <n>', 'how many resources', wholeNumber(1, 500), 25)
    .action(show);

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
