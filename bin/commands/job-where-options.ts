/** The options that choose jobs: the same for the list and for batches. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { JobSource, JobState } from '../../protocol/fields.ts';
import type { JobWhere } from '../../protocol/shapes-job.ts';
import { wholeNumber } from '../command.ts';
import { past } from './where-options.ts';

export interface JobWhereOptions {
  state?: JobState[];
  deployment?: string;
  source?: JobSource[];
  createdFrom?: number;
  createdTo?: number;
  priorityFrom?: number;
  priorityTo?: number;
  text?: string;
  robot?: string;
  pool?: string;
  package?: string;
}

/** One of these words, repeated for several. */
const several = <T extends string>(option: Option, words: readonly T[]): Option =>
  option.choices(words).argParser((text: string, before: T[] = []) => {
    const word = words.find((one) => one === text);
    if (word === undefined) throw new InvalidArgumentError(`must be one of ${words.join(', ')}.`);
    return [...before, word];
  });

export function withJobWhere(command: Command): Command {
  return command
    .addOption(several(new Option('--state <state>', 'in this state (repeat for several)'), JobState.options))
    .option('--deployment <name>', 'of this deployment')
    .addOption(several(new Option('--source <source>', 'made by this (repeat for several)'), JobSource.options))
    .option('--created-from <when>', 'a date, or how long ago: 2026-11-22, 2026-11-22T18:00, 30m, 2d', past)
    .option('--created-to <when>', 'until then', past)
    .option('--priority-from <n>', 'of this priority or larger', wholeNumber(0, 5_000))
    .option('--priority-to <n>', 'of this priority or smaller', wholeNumber(0, 5_000))
    .option('--text <text>', 'with this text in its message')
    .option('--robot <robot>', 'pinned to this robot, or last run on it')
    .option('--pool <pool>', 'of this pool')
    .option('--package <package>', 'of this package');
}

/** The filter as verbs take it. */
export function jobWhereOf(options: JobWhereOptions): JobWhere {
  const { state, deployment, source, createdFrom, createdTo, priorityFrom, priorityTo } = options;
  const { text, robot, pool, package: pack } = options;
  const all = { state, deployment, source, createdFrom, createdTo, priorityFrom, priorityTo, text, robot, pool };
  return Object.fromEntries(Object.entries({ ...all, package: pack }).filter(([, value]) => value !== undefined));
}
