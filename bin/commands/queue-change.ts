/** `gantry queue create|set|rm`: queues come, change their name or limit, and go. */
import { type Command, InvalidArgumentError } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { print, printJson } from '../output.ts';

const MOST_ATTEMPTS = 1_000_000;

export const createCommand = (): Command =>
  apiCommand('create', 'Create a queue.', ['queue create invoices --attempts 3'])
    .argument('<name>')
    .option(
      '--attempts <n>',
      'how often a resource may fail before it goes to error (default: no limit)',
      wholeNumber(1, MOST_ATTEMPTS),
    )
    .action(async (name: string, options: Common & { attempts?: number }) => {
      const limit = options.attempts ? { attemptLimit: options.attempts } : {};
      const made = await api(options).call('queue.create', { name, ...limit });
      if (options.json) return printJson(made);
      const word = inShell(made.name);
      print(`created ${made.name}; fill it with: gantry queue add ${word} '{"number": 1}'`);
      print(`or from a file:             gantry queue import ${word} FILE.csv`);
    });

/** A name as it can be typed. */
const inShell = (name: string) => (/^[\w.@%+=:,/-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

interface SetOptions extends Common {
  name?: string;
  /** commander takes `null` for no value at all. */
  attempts?: number | 'none';
}

export const setCommand = (): Command =>
  apiCommand('set', 'Rename a queue or change its attempt limit; robots go on working.', [
    'queue set invoices --name "invoices 2026"',
    'queue set invoices --attempts 5',
    'queue set invoices --attempts none',
  ])
    .argument('<queue>')
    .option('--name <name>', 'another name; the old one leads to it until another queue takes it')
    .option(
      '--attempts <n>',
      'limit for every resource that is new or in progress, from now on; "none" lifts it',
      attempts,
    )
    .action(async (queue: string, options: SetOptions) => {
      const { name, attempts: attemptLimit } = options;
      if (name === undefined && attemptLimit === undefined)
        refuse('ValidationError', 'nothing to change: say --name or --attempts', { field: 'name' });
      const after = await api(options).call('queue.update', {
        queue,
        ...(name === undefined ? {} : { name }),
        ...(attemptLimit === undefined ? {} : { attemptLimit: attemptLimit === 'none' ? null : attemptLimit }),
      });
      if (options.json) return printJson(after);
      print(`${after.name}: ${after.attemptLimit ? `${after.attemptLimit} attempts` : 'no attempt limit'}`);
    });

interface RmOptions extends Common {
  yes?: boolean;
  force?: boolean;
}

export const rmCommand = (): Command =>
  apiCommand('rm', 'Delete a queue with all of its resources.', ['queue rm invoices', 'queue rm invoices --force'])
    .argument('<queue>')
    .option('--yes', 'do not ask; refused while something depends on it')
    .option('--force', 'do not ask, also while something depends on it')
    .action(async (queue: string, options: RmOptions) => {
      const open = api(options);
      const { name, total } = await open.call('queue.show', { queue });
      const { yes = false, force = false } = options;
      await confirm(`Delete the queue "${name}" with its ${total} resources for good?`, yes || force);
      const { resources } = await open.call('queue.delete', { queue, ...(force ? { force } : {}) });
      if (options.json) return printJson({ deleted: name, resources });
      print(`deleted ${name}${resources > 0 ? `; its ${resources} resources go in the background` : ''}`);
    });

function attempts(text: string): number | 'none' {
  return text === 'none' ? 'none' : number(text);
}

const number = (text: string): number => {
  try {
    return wholeNumber(1, MOST_ATTEMPTS)(text);
  } catch {
    throw new InvalidArgumentError(`must be a whole number from 1 to ${MOST_ATTEMPTS}, or "none".`);
  }
};
