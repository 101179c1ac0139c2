/** What every command of the CLI shares: the options of the connection, `--json`, examples in the help. */
import { Command, InvalidArgumentError } from 'commander';
import { type Api, openApi } from './api.ts';

export { typedParams } from './params.ts';

export interface Common {
  url?: string;
  token?: string;
  json?: boolean;
}

/** A command that talks to the coordinator: `--url`, `--token`, `--json`, and examples under its help. */
export function apiCommand(name: string, says: string, examples: string[]): Command {
  return describe(new Command(name), says, examples)
    .option('--url <url>', 'coordinator (default: the one you signed in to)')
    .option('--token <token>', 'API token (better: GANTRY_TOKEN)')
    .option('--json', 'print JSON for machines');
}

/** `examples`: what stands after `gantry`, or a whole line of a shell with its prompt `$ `. */
export function describe(command: Command, says: string, examples: string[]): Command {
  const lines = examples.map((line) => (line.startsWith('$ ') ? `  ${line}` : `  $ gantry ${line}`)).join('\n');
  return command.description(says).addHelpText('after', examples.length > 0 ? `\nExamples:\n${lines}` : '');
}

export const api = (options: Common): Api =>
  openApi({ ...(options.url ? { url: options.url } : {}), ...(options.token ? { token: options.token } : {}) });

/** commander's parser for whole numbers in a range; the refusal names both. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
  return value;
};

/** `30s`, `5m`, `2h`, `1500ms` → ms. */
export function duration(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be a duration like 1500ms, 30s, 5m, 2h or 1d.');
  return (
    Number(match[1]) *
    { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 'ms' | 's' | 'm' | 'h' | 'd']
  );
}

export const collect = (value: string, before: string[] = []) => [...before, value];
