/** `gantry audit ls|show|export|verify`: who did what, what it changed, what was refused, and whether the record is whole. */
import { Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { GantryError, refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import type { AuditChange, AuditEntry } from '../../protocol/shapes-audit.ts';
import { api, apiCommand, type Common, wholeNumber } from '../command.ts';
import { clean, note, paint, print, printJson, printTable, when } from '../output.ts';

export function auditCommands(): Command[] {
  const command = new Command('audit').description('Who did what, from where, what it changed, and what was refused.');
  for (const sub of [listCommand(), exportCommand(), verifyCommand()]) command.addCommand(sub);
  return [command];
}

/** Entries of one request. */
const PORTION = 500;

interface Which extends Common {
  user?: string;
  robot?: string;
  verb?: string;
  refused?: boolean;
  since?: string;
  until?: string;
}

const whichOptions = (command: Command): Command =>
  command
    .option('--user <name>', 'what this person did')
    .addOption(new Option('--robot <name>', 'what runs of this robot did').conflicts('user'))
    .option('--verb <start>', 'only verbs that begin so: "deployment." or "job.cancel"')
    .option('--refused', 'only what was refused')
    .option('--since <time>', 'from this time on: 2026-11-26 or 2026-11-26T18:00')
    .option('--until <time>', 'up to this time');

const listCommand = () =>
  whichOptions(
    apiCommand('ls', 'The newest entries, what each changed below it.', [
      'audit ls',
      'audit ls --user ada --verb deployment.',
      'audit ls --refused --since 2026-11-26',
    ]),
  )
    .option('--limit <n>', 'how many (default 50)', wholeNumber(1, PORTION))
    .option('--brief', 'without what each changed')
    .action(async (options: Which & { limit?: number; brief?: boolean }) => {
      const params = { ...asked(options), ...(options.limit === undefined ? {} : { limit: options.limit }) };
      const page = await api(options).call('audit.list', params);
      if (options.json) return printJson(page.items);
      if (options.brief) return printBrief(page.items);
      for (const entry of page.items.toReversed()) printEntry(entry);
      if (page.items.length === 0) note('no entry matches; every change that a person makes leaves one');
      else if (page.next !== undefined) note('there is more: narrow it down, or "gantry audit export" gives all');
    });

const exportCommand = () =>
  whichOptions(
    apiCommand('export', 'All entries, oldest first, one JSON object a line on standard output.', [
      'audit export > audit.jsonl',
      'audit export --since 2026-11-01 --until 2026-12-01 > november.jsonl',
    ]),
  ).action(async (options: Which) => {
    const { call } = api(options);
    let after: string | undefined;
    do {
      const more = after === undefined ? {} : { after };
      const page = await call('audit.list', { ...asked(options), dir: 'asc', limit: PORTION, ...more });
      for (const entry of page.items) print(JSON.stringify(entry));
      after = page.next;
    } while (after !== undefined);
  });

const verifyCommand = () =>
  apiCommand('verify', 'Compute the chain of hashes anew: was an entry changed or removed? Exit code 1 if so.', [
    'audit verify',
  ]).action(async (options: Common) => {
    const found = await api(options).call('audit.verify', {});
    if (options.json) printJson(found);
    else if (found.intact) print(found.says);
    if (!found.intact)
      throw new GantryError(
        'IllegalState',
        `the audit is not whole: ${found.says}. Entries ${found.first} to ${found.last} before it are good; compare with a backup`,
      );
  });

function asked({ user, robot, verb, refused, since, until }: Which): ParamsIn<'audit.list'> {
  return {
    ...(user === undefined ? {} : { user }),
    ...(robot === undefined ? {} : { robot }),
    ...(verb === undefined ? {} : { verb }),
    ...(refused ? { outcome: 'refused' } : {}),
    ...(since === undefined ? {} : { since: instant('since', since) }),
    ...(until === undefined ? {} : { until: instant('until', until) }),
  };
}

function instant(field: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isFinite(ms)) return ms;
  return refuse('ValidationError', `--${field}: "${text}" is no time; write 2026-11-26 or 2026-11-26T18:00`, { field });
}

function printBrief(items: readonly AuditEntry[]): void {
  const rows = items.map((e) => [String(e.n), when(e.at), e.by.name, e.from, e.verb, e.target, e.code ?? 'done']);
  printTable(['N', 'WHEN', 'WHO', 'FROM', 'DID', 'TO', 'OUTCOME'], rows, 'no entry matches');
}

function printEntry(entry: AuditEntry): void {
  const { n, at, by, from, verb, target, code, says = '', changes, more } = entry;
  const who = clean(from ? `${by.name} (${from})` : by.name);
  const outcome = code === undefined ? '' : ` ${paint('red', 'refused')}: ${code}: ${clean(says)}`;
  print(`${paint('dim', `#${n} ${when(at)}`)} ${who} ${paint('bold', verb)} ${clean(target)}${outcome}`);
  for (const change of changes) print(`    ${clean(textOf(change))}`);
  if (more > 0) print(`    and ${more} more rows`);
}

function textOf({ what, name, before, after }: AuditChange): string {
  const [was, is] = [(before ?? {}) as Record<string, Json>, (after ?? {}) as Record<string, Json>];
  if (after === undefined) return `${what} ${name} removed`;
  const columns = Object.keys({ ...was, ...is }).map((column) => {
    const to = shown(is[column]);
    return before === undefined ? `${column} ${to}` : `${column} ${shown(was[column])} → ${to}`;
  });
  return `${what} ${name}${before === undefined ? ' made' : ''}: ${columns.join(', ')}`;
}

const shown = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
