/** `gantry queue bulk …`: one change for many resources, chosen by a filter; previewed, followed, aborted, undone. */
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type Json, ResourceStatus } from '../../protocol/fields.ts';
import type { BulkView } from '../../protocol/shapes-bulk.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { clean, note, print, printJson, printTable, progress, state, when } from '../output.ts';
import { jsonValue } from './json-value.ts';
import { printResources } from './resource-table.ts';
import { type Where, type WhereOptions, whereOf, withWhere } from './where-options.ts';

/** ms between two looks at a bulk edit that is followed. */
const LOOK_EVERY_MS = 300;

export function bulkCommand(): Command {
  const command = new Command('bulk').description('Change many resources at once, in the background.');
  const all = [previewCommand(), startCommand(), listCommand(), watchCommand(), abortCommand(), undoCommand()];
  for (const sub of all) command.addCommand(sub);
  return command;
}

const previewCommand = () =>
  withWhere(
    apiCommand('preview', 'How many resources a filter finds, and the first of them.', [
      'queue bulk preview invoices --status error --tag eu',
    ]).argument('<queue>'),
  ).action(async (queue: string, options: Common & WhereOptions) => {
    const found = await api(options).call('bulk.preview', { queue, where: whereOf(options) });
    if (options.json) return printJson(found);
    print(countText(found));
    printResources(found.samples);
  });

const countText = ({ count, atLeast }: { count: number; atLeast: boolean }) =>
  `${atLeast ? 'at least ' : ''}${count} ${count === 1 ? 'resource' : 'resources'}`;

interface StartOptions extends Common, WhereOptions {
  setStatus?: ResourceStatus;
  setPriority?: number;
  setValue?: Json;
  addTag?: string[];
  removeTag?: string[];
  unlock?: 'read' | 'write' | 'both';
  retry?: boolean;
  delete?: boolean;
  includeLocked?: boolean;
  everything?: boolean;
  yes?: boolean;
  detach?: boolean;
}

type Change = ParamsIn<'bulk.start'>['change'];

const startCommand = () =>
  withWhere(
    apiCommand('start', 'Change every resource that the filter finds; robots go on working meanwhile.', [
      'queue bulk start invoices --status error --retry',
      'queue bulk start invoices --tag eu --set-priority 9 --add-tag urgent',
      'queue bulk start invoices --status processed --updated-to 90d --delete --yes',
    ]).argument('<queue>'),
  )
    .addOption(new Option('--set-status <status>').choices(ResourceStatus.options))
    .option('--set-priority <n>', 'larger first', wholeNumber(0, 2_147_483_647))
    .option('--set-value <json>', 'the same value for all', jsonValue)
    .option('--add-tag <tag>', '(repeat)', collect)
    .option('--remove-tag <tag>', '(repeat)', collect)
    .addOption(new Option('--unlock <kind>', 'remove locks, whoever set them').choices(['read', 'write', 'both']))
    .option('--retry', 'make them new again with every attempt')
    .option('--delete', 'delete them')
    .option('--include-locked', 'also those that a robot has locked right now')
    .option('--everything', 'without any filter: all resources of the queue')
    .option('--yes', 'do not ask')
    .option('--detach', 'do not wait for its end')
    .action(start);

async function start(queue: string, options: StartOptions): Promise<void> {
  const open = api(options);
  const where = whereOf(options);
  if (Object.keys(where).length === 0 && !options.everything)
    refuse(
      'ValidationError',
      'this would change every resource of the queue: name a filter (--help), or --everything',
      {
        field: 'everything',
      },
    );
  const change = changeOf(options);
  if (!options.yes) await ask(open, queue, where, change);
  const { includeLocked } = options;
  const bulk = await open.call('bulk.start', { queue, where, change, ...(includeLocked ? { includeLocked } : {}) });
  await follow(open, bulk, options);
}

/** Shows what would be changed, and asks. */
async function ask(open: Api, queue: string, where: Where, change: Change): Promise<void> {
  const found = await open.call('bulk.preview', { queue, where });
  note(`${countText(found)} of ${clean(queue)}:`);
  for (const r of found.samples.slice(0, 5)) note(`  ${r.id}  ${r.status}  ${clean(r.tags.join(', '))}`);
  await confirm(`Change ${found.count === 1 ? 'it' : 'them'} (${clean(JSON.stringify(change))})?`, false);
}

function changeOf(options: StartOptions): Change {
  const { setStatus: status, setPriority: priority, setValue: value, addTag, removeTag, retry } = options;
  const kinds = { read: { read: true }, write: { write: true }, both: { read: true, write: true } } as const;
  const change = {
    ...(status ? { status } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(value === undefined ? {} : { value }),
    ...(addTag ? { addTags: addTag } : {}),
    ...(removeTag ? { removeTags: removeTag } : {}),
    ...(options.unlock ? { unlock: kinds[options.unlock] } : {}),
    ...(retry ? { retry } : {}),
    ...(options.delete ? { delete: options.delete } : {}),
  } as Change;
  if (Object.keys(change).length === 0)
    refuse('ValidationError', 'nothing to change: say what, such as --retry, --set-priority or --add-tag (--help)', {
      field: 'change',
    });
  return change;
}

/** To its end with a bar, or only its start with `--detach`. */
async function follow(open: Api, bulk: BulkView, options: Common & { detach?: boolean }): Promise<void> {
  let now = bulk;
  if (options.detach) {
    if (options.json) return printJson(now);
    return print(`${now.id} runs; follow it with: gantry queue bulk watch ${now.id}`);
  }
  const bar = progress(`${clean(bulk.queue)} ${bulk.id}`);
  while (now.state === 'running') {
    await pause(LOOK_EVERY_MS);
    now = await open.call('bulk.show', { bulk: bulk.id });
    bar(now.done, now.total);
  }
  if (now.state === 'aborted') process.exitCode = 1;
  if (options.json) return printJson(now);
  print(endText(now));
  if (now.undoable) note(`to put it back: gantry queue bulk undo ${now.id}`);
}

function endText({ id, state: at, changed, skipped, message }: BulkView): string {
  const left = Object.entries(skipped).flatMap(([why, count]) => (count > 0 ? [`${count} ${why}`] : []));
  const counts = `${changed} changed${left.length > 0 ? `, left alone: ${left.join(', ')}` : ''}`;
  return `${id}: ${at} — ${message ? clean(message) : counts}`;
}

const listCommand = () =>
  apiCommand('ls', 'Bulk edits of a queue, newest first.', ['queue bulk ls invoices'])
    .argument('<queue>')
    .option('--limit <n>', 'how many', wholeNumber(1, 500), 25)
    .action(async (queue: string, options: Common & { limit: number }) => {
      const { items } = await api(options).call('bulk.list', { queue, limit: options.limit });
      if (options.json) return printJson(items);
      const rows = items.map((b) => [
        b.id,
        b.undoes ? `undo of ${b.undoes}` : JSON.stringify(b.change ?? {}),
        state(b.state),
        `${b.done} of ${b.total}`,
        String(b.changed),
        b.author.name,
        when(b.created),
        b.message,
      ]);
      const head = ['BULK', 'CHANGE', 'STATE', 'LOOKED AT', 'CHANGED', 'AUTHOR', 'STARTED', 'MESSAGE'];
      printTable(head, rows, 'no bulk edit yet: "gantry queue bulk start" makes one');
    });

/** A command about one bulk edit. */
const oneBulk = (name: string, says: string): Command =>
  apiCommand(name, says, [`queue bulk ${name} e_…`]).argument('<bulk>', 'as "gantry queue bulk ls" prints it');

const watchCommand = () =>
  oneBulk('watch', 'Follow a bulk edit to its end.').action(async (bulk: string, options: Common) => {
    const open = api(options);
    await follow(open, await open.call('bulk.show', { bulk }), options);
  });

const abortCommand = () =>
  oneBulk('abort', 'Stop a bulk edit; what it changed stays changed and can be undone.').action(
    async (bulk: string, options: Common) => {
      const after = await api(options).call('bulk.abort', { bulk });
      if (options.json) return printJson(after);
      print(endText(after));
    },
  );

const undoCommand = () =>
  oneBulk('undo', 'Put back what a bulk edit changed, but for what was edited since.')
    .option('--detach', 'do not wait for its end')
    .action(async (bulk: string, options: Common & { detach?: boolean }) => {
      const open = api(options);
      await follow(open, await open.call('bulk.undo', { bulk }), options);
    });
