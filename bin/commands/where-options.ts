/** The options that choose resources of a queue: the same for lists, exports and bulk edits. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { ResourceStatus } from '../../protocol/fields.ts';
import { collect, wholeNumber } from '../command.ts';
import { now } from '../settings.ts';

export interface WhereOptions {
  status?: ResourceStatus[];
  tag?: string[];
  allTags?: string[];
  priorityFrom?: number;
  priorityTo?: number;
  createdFrom?: number;
  createdTo?: number;
  updatedFrom?: number;
  updatedTo?: number;
  key?: string;
  author?: string;
  editor?: string;
  text?: string;
  locked?: boolean;
  unlocked?: boolean;
  id?: string[];
}

export type Where = ParamsIn<'bulk.preview'>['where'];

const MOST = 2_147_483_647;

/** Adds the options to a command. */
export function withWhere(command: Command): Command {
  return command
    .addOption(
      new Option('--status <status>', 'of this status (repeat for several)')
        .choices(ResourceStatus.options)
        .argParser((text: string, before: ResourceStatus[] = []) => [...before, statusNamed(text)]),
    )
    .option('--tag <tag>', 'with this tag (repeat: at least one of them)', collect)
    .option('--all-tags <tag>', 'with this tag, too (repeat: every one of them)', collect)
    .option('--priority-from <n>', 'of this priority or larger', wholeNumber(0, MOST))
    .option('--priority-to <n>', 'of this priority or smaller', wholeNumber(0, MOST))
    .option('--created-from <when>', 'a date, or how long ago: 2026-11-22, 2026-11-22T18:00, 30m, 2d', past)
    .option('--created-to <when>', 'until then', past)
    .option('--updated-from <when>', 'changed since', past)
    .option('--updated-to <when>', 'not changed since', past)
    .option('--key <key>', 'with this natural key')
    .option('--author <name>', 'added by this user or robot, by name or id')
    .option('--editor <name>', 'changed last by this user or robot')
    .option('--text <text>', 'with this text somewhere in its value')
    .option('--locked', 'with a lock')
    .option('--unlocked', 'without any lock')
    .option('--id <id>', 'this one (repeat)', collect);
}

/** The filter as verbs take it. */
export function whereOf(options: WhereOptions): Where {
  const { status, tag: tags, allTags, key, author, editor, text, locked, unlocked, id: ids } = options;
  const { priorityFrom, priorityTo, createdFrom, createdTo, updatedFrom, updatedTo } = options;
  const all = {
    ...{ status, tags, allTags, key, author, editor, text, ids },
    ...{ priorityFrom, priorityTo, createdFrom, createdTo, updatedFrom, updatedTo },
    locked: locked ? true : unlocked ? false : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function statusNamed(text: string): ResourceStatus {
  const known = ResourceStatus.options.find((status) => status === text.replace(' ', '_'));
  if (!known) throw new InvalidArgumentError(`must be one of ${ResourceStatus.options.join(', ')}.`);
  return known;
}

const SPAN = /^(\d+)(ms|s|m|h|d)$/;
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A date, or a span of time from now (`sign` -1: ago, 1: ahead), as ms since 1970. */
function instant(text: string, sign: 1 | -1): number {
  const [, count, unit] = SPAN.exec(text) ?? [];
  if (count && unit) return now() + sign * Number(count) * units[unit as keyof typeof units];
  const at = /^\d{4}-\d{2}-\d{2}/.test(text)
    ? new Date(text.length === 10 ? `${text}T00:00` : text).getTime()
    : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError(
      'must be a date like 2026-11-22 or 2026-11-22T18:00, or a time span like 30m, 2h, 5d.',
    );
  return at;
}

export const past = (text: string): number => instant(text, -1);
export const ahead = (text: string): number => instant(text, 1);
