/** `gantry queue ls|show`: queues with their counts, and the resources of one. */
import { Option } from 'commander';
import { ResourceStatus } from '../../protocol/fields.ts';
import type { ResourceView } from '../../protocol/shapes.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, note, print, printJson, printTable } from '../output.ts';
import { printResources } from './resource-table.ts';
import { statusNamed, type WhereOptions, whereOf, withWhere } from './where-options.ts';

export const listCommand = () =>
  apiCommand('ls', 'List queues with counts by status.', ['queue ls']).action(async (options: Common) => {
    const items = await everyRow(api(options), 'queue.list', {});
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

/** Of one page; more are asked for until `--limit` is reached: a page may hold few although there are more. */
const PAGE = 500;
const MOST = 100_000;

interface ShowOptions extends Common, WhereOptions {
  limit: number;
  sort?: 'created' | 'updated' | 'priority';
}

export const showCommand = () =>
  withWhere(
    apiCommand('show', 'A queue and its resources, newest first; options choose which.', [
      'queue show invoices',
      'queue show invoices --status error --updated-from 2d',
      'queue show invoices --tag eu --text ACME --limit 200 --json',
    ]).argument('<queue>'),
  )
    .addOption(new Option('--sort <by>').choices(['created', 'updated', 'priority']))
    .option('--limit <n>', 'how many resources', wholeNumber(1, MOST), 25)
    .action(show);

async function show(queue: string, options: ShowOptions): Promise<void> {
  const open = api(options);
  const head = await open.call('queue.show', { queue });
  const where = { queue, ...whereOf(options), ...(options.sort ? { sort: options.sort } : {}) };
  const resources: ResourceView[] = [];
  let next: string | undefined;
  do {
    const limit = Math.min(PAGE, options.limit - resources.length);
    const page = await open.call('resource.list', { ...where, limit, ...(next === undefined ? {} : { after: next }) });
    resources.push(...page.items);
    next = page.next;
  } while (next !== undefined && resources.length < options.limit);
  if (options.json) return printJson({ queue: head, resources, next });
  const { counts } = head;
  print(
    `${clean(head.name)}: ${head.total} resources — ${counts.new} new, ${counts.in_progress} in progress, ${counts.processed} processed, ${counts.error} error`,
  );
  if (head.condition) print(`starts ${clean(head.condition.deployment)}: ${clean(head.condition.says)}`);
  printResources(resources);
  if (next) note('there are more: raise --limit');
}

export const countCommand = () =>
  apiCommand('count', 'How many resources: by status and tags; a number for scripts.', [
    'queue count invoices',
    'queue count invoices --status error --tag eu',
  ])
    .argument('<queue>')
    .addOption(
      new Option('--status <status>', 'of this status (repeat; default: new and in_progress)')
        .choices(ResourceStatus.options)
        .argParser((text: string, before: ResourceStatus[] = []) => [...before, statusNamed(text)]),
    )
    .option('--tag <tag>', 'with this tag (repeat: at least one of them)', collect)
    .option('--all-tags <tag>', 'with this tag, too (repeat: every one of them)', collect)
    .action(async (queue: string, options: Common & Pick<WhereOptions, 'status' | 'tag' | 'allTags'>) => {
      const { status, tag: tags, allTags } = options;
      const where = { ...(status ? { status } : {}), ...(tags ? { tags } : {}), ...(allTags ? { allTags } : {}) };
      const found = await api(options).call('resource.count', { queue, ...where });
      if (options.json) return printJson(found);
      print(String(found.count));
    });
