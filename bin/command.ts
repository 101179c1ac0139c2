/** What every command of the CLI shares: the options of the connection, `--json`, examples in the help, parameters. */
import { Command, InvalidArgumentError } from 'commander';
import { refuse } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { Manifest } from '../protocol/manifest.ts';
import { type Api, openApi } from './api.ts';

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

export function describe(command: Command, says: string, examples: string[]): Command {
  const lines = examples.map((line) => `  $ gantry ${line}`).join('\n');
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

/** `--param name=value` pairs, typed by the package's manifest; an unknown name or a wrong type is refused with the list. */
export async function typedParams(
  open: Api,
  packageName: string,
  version: string,
  pairs: string[],
): Promise<Record<string, Json>> {
  if (pairs.length === 0) return {};
  const manifest = await manifestOf(open, packageName, version);
  const types = new Map(manifest.parameters.map((p) => [p.name, p.type]));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) return refuse('ValidationError', `--param ${pair}: must be name=value`, { field: 'param' });
      const name = pair.slice(0, at);
      return [name, typed(types.get(name) ?? 'text', pair.slice(at + 1), name)];
    }),
  );
}

async function manifestOf(open: Api, name: string, version: string): Promise<Manifest> {
  const { items } = await open.call('package.list', {});
  const found =
    items.find((p) => p.name === name) ??
    refuse('PackageNotFound', `there is no package "${name}"; publish it first ("gantry publish")`);
  const text = version === 'latest' ? found.latest : version;
  return (
    found.versions.find((v) => v.version === text) ??
    refuse('PackageNotFound', `the package ${name} has no version ${text}`)
  ).manifest;
}

function typed(type: string, text: string, name: string): Json {
  if (type === 'text' || type === 'file') return text;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse('ValidationError', `--param ${name}: "${text}" is not a ${type} (written as JSON)`, {
      field: `params.${name}`,
      cause: error,
    });
  }
}
