/** `gantry resource show|set|lock|unlock|retry|history|settle|rm`: one resource of a queue, by its id. */
import { Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { type Json, ResourceStatus } from '../../protocol/fields.ts';
import type { ResourceEvent } from '../../protocol/shapes.ts';
import { api, apiCommand, type Common, collect, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { note, print, printJson } from '../output.ts';
import { jsonValue } from './json-value.ts';
import { printEffects, settleCommand } from './resource-settle.ts';
import { printHistory, printResource } from './resource-table.ts';
import { ahead } from './where-options.ts';

export function resourceCommands(): Command[] {
  const command = new Command('resource').description('Resources: the items of work in a queue.');
  const all = [
    showCommand(),
    setCommand(),
    retryCommand(),
    lockCommand(),
    unlockCommand(),
    historyCommand(),
    settleCommand(),
    rmCommand(),
  ];
  for (const sub of all) command.addCommand(sub);
  return [command];
}

/** Events asked for at once. */
const PAGE = 500;

/** A command about one resource. */
const oneResource = (name: string, says: string, examples: string[]): Command =>
  apiCommand(name, says, examples).argument('<queue>').argument('<id>', 'as "gantry queue show" prints it');

const showCommand = () =>
  oneResource('show', 'A resource with its value, locks and latest history.', [
    'resource show invoices i_…',
    'resource show invoices i_… --json | jq .resource.value',
  ]).action(async (queue: string, id: string, options: Common) => {
    const found = await api(options).call('resource.show', { queue, id });
    if (options.json) return printJson(found);
    printResource(found.resource);
    print(`\n${JSON.stringify(found.resource.value, null, 2)}\n`);
    printEffects(found.effects);
    printHistory(found.history);
  });

interface EditOptions extends Common {
  value?: Json;
  tag?: string[];
  /** `--no-tags` */
  tags: boolean;
  priority?: number;
  ifUpdated?: number;
}

/** Options of what `set` and `retry` change. */
const withEdits = (command: Command): Command =>
  command
    .option('--value <json>', 'another value as JSON; @FILE reads a file, - standard input', jsonValue)
    .option('--tag <tag>', 'these tags instead of its own (repeat)', collect)
    .option('--no-tags', 'no tags at all')
    .option('--priority <n>', 'larger first', wholeNumber(0, 2_147_483_647))
    .option(
      '--if-updated <ms>',
      'only if it was last updated at this instant (as --json shows it)',
      wholeNumber(0, 8.64e15),
    );

const editsOf = ({ value, tag, tags, priority, ifUpdated }: EditOptions) => ({
  ...(value === undefined ? {} : { value }),
  ...(tag ? { tags: tag } : tags ? {} : { tags: [] }),
  ...(priority === undefined ? {} : { priority }),
  ...(ifUpdated === undefined ? {} : { ifUpdated }),
});

/** commander takes `null` for no value at all: it is said to the coordinator only. */
type LockWish = 'none' | true | { until: number };
const wished = (wish: LockWish) => (wish === 'none' ? null : wish);

const setCommand = () =>
  withEdits(
    oneResource('set', 'Change value, tags, priority, status or locks; what is not named stays.', [
      `resource set invoices i_… --value '{"number": 18}'`,
      'resource set invoices i_… --status new --priority 9',
      'resource set invoices i_… --tag eu --tag vip --read-lock 2h',
      'resource set invoices i_… --write-lock none',
    ]),
  )
    .addOption(new Option('--status <status>', 'any of the four').choices(ResourceStatus.options))
    .option('--read-lock <when>', '"on", "none", a date or a time span: hides it from robots until then', lockWish)
    .option('--write-lock <when>', '"on", "none", a date or a time span: nobody else changes it until then', lockWish)
    .action(async (queue: string, id: string, options: EditOptions & SetOptions) => {
      const { status, readLock, writeLock } = options;
      const change = {
        ...editsOf(options),
        ...(status ? { status } : {}),
        ...(readLock === undefined ? {} : { readLock: wished(readLock) }),
        ...(writeLock === undefined ? {} : { writeLock: wished(writeLock) }),
      };
      if (Object.keys(change).every((name) => name === 'ifUpdated'))
        refuse('ValidationError', 'nothing to change: name a value, tags, a priority, a status or a lock (--help)');
      const after = await api(options).call('resource.edit', { queue, id, ...change });
      if (options.json) return printJson(after);
      printResource(after);
    });

interface SetOptions {
  status?: ResourceStatus;
  readLock?: LockWish;
  writeLock?: LockWish;
}

const retryCommand = () =>
  withEdits(
    oneResource('retry', 'Make it new again with every attempt, if wanted with another value.', [
      'resource retry invoices i_…',
      `resource retry invoices i_… --value '{"number": 18, "vat": "DE1"}'`,
    ]),
  ).action(async (queue: string, id: string, options: EditOptions) => {
    const after = await api(options).call('resource.retry', { queue, id, ...editsOf(options) });
    if (options.json) return printJson(after);
    printResource(after);
  });

interface LockOptions extends Common {
  read?: boolean;
  write?: boolean;
  until?: number;
}

/** Both when none is named. */
const kindsOf = ({ read, write }: LockOptions): ('read' | 'write')[] =>
  !read && !write ? ['read', 'write'] : [...(read ? (['read'] as const) : []), ...(write ? (['write'] as const) : [])];

const lockCommand = () =>
  oneResource('lock', 'Lock a resource against robots: read and write, or one of them.', [
    'resource lock invoices i_… --read',
    'resource lock invoices i_… --until 2h',
  ])
    .option('--read', 'robots do not find it')
    .option('--write', 'robots do not change it')
    .option('--until <when>', 'a date or a time span (default: until somebody unlocks it)', ahead)
    .action(async (queue: string, id: string, options: LockOptions) => {
      const { until } = options;
      const lock = until === undefined ? (true as const) : { until };
      const wanted = Object.fromEntries(kindsOf(options).map((kind) => [kind, lock]));
      const after = await api(options).call('resource.lock', { queue, id, lock: wanted });
      if (options.json) return printJson(after);
      printResource(after);
    });

const unlockCommand = () =>
  oneResource('unlock', 'Remove locks of a resource, whoever set them: both, or one kind.', [
    'resource unlock invoices i_…',
    'resource unlock invoices i_… --read',
  ])
    .option('--read', 'only the read lock')
    .option('--write', 'only the write lock')
    .action(async (queue: string, id: string, options: LockOptions) => {
      const kinds = Object.fromEntries(kindsOf(options).map((kind) => [kind, true]));
      const after = await api(options).call('resource.unlock', { queue, id, kinds });
      if (options.json) return printJson(after);
      printResource(after);
    });

const historyCommand = () =>
  oneResource('history', 'What happened to a resource, newest first: when, what, who, in which run.', [
    'resource history invoices i_…',
    'resource history invoices i_… --limit 500 --json',
  ])
    .option('--limit <n>', 'how many events', wholeNumber(1, 10_000), 50)
    .action(async (queue: string, id: string, options: Common & { limit: number }) => {
      const open = api(options);
      const items: ResourceEvent[] = [];
      let after: string | undefined;
      do {
        const limit = Math.min(PAGE, options.limit - items.length);
        const page = await open.call('resource.history', {
          queue,
          id,
          limit,
          ...(after === undefined ? {} : { after }),
        });
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined && items.length < options.limit);
      if (options.json) return printJson(items);
      printHistory(items);
      if (after !== undefined) note('there is more: raise --limit');
    });

const rmCommand = () =>
  oneResource('rm', 'Delete a resource for good, with its value and effects; its history says who did it.', [
    'resource rm invoices i_… --yes',
  ])
    .option('--yes', 'do not ask')
    .action(async (queue: string, id: string, options: Common & { yes?: boolean }) => {
      await confirm(`Delete the resource ${id} of ${queue} for good?`, options.yes === true);
      await api(options).call('resource.delete', { queue, id });
      if (options.json) return printJson({ deleted: id });
      print(`deleted ${id}`);
    });

function lockWish(text: string): LockWish {
  if (text === 'none' || text === 'off') return 'none';
  return text === 'on' ? true : { until: ahead(text) };
}
