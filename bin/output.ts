/** What the CLI prints: tables for people, JSON for machines, progress on long work. The only file that writes to the terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import { GantryError } from '../protocol/errors.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours only where a person looks: styleText honours NO_COLOR, FORCE_COLOR and pipes by itself. */
export const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });

/** A reader that goes early (`gantry job ls | head`) ends the program as it ends any other: quietly, with 128 + SIGPIPE. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(141);
    throw error;
  });
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** For what accompanies a result (progress, hints): standard output stays clean for pipes. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A table with a head line; `empty` says what to do when there is nothing to show. */
export function printTable(head: string[], rows: string[][], empty: string): void {
  if (rows.length === 0) {
    note(empty);
    return;
  }
  const table = new Table({
    head: head.map((h) => paint('dim', h)),
    style: { head: [], border: [], compact: true },
    chars: borderless,
  });
  table.push(...rows.map((row) => row.map((cell) => (ownText.has(cell) ? cell : clean(cell)))));
  print(table.toString());
}

const borderless = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ]
    .map((edge) => [edge, ''])
    .concat([['middle', '  ']]),
);

/** Names and log text come from outside: their terminal escapes are shown as marks, not obeyed (X5). */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, '␛');
}

const stateStyles: Record<string, Style> = {
  queued: 'cyan',
  running: 'blue',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'yellow',
  lost: 'red',
  assigned: 'cyan',
  idle: 'green',
  busy: 'blue',
  paused: 'yellow',
  enabled: 'green',
  disabled: 'dim',
  waiting: 'cyan',
  delivered: 'green',
  dropped: 'yellow',
  offline: 'dim',
  warn: 'yellow',
  error: 'red',
  debug: 'dim',
  trace: 'dim',
};
const styledStates = new Map(Object.entries(stateStyles).map(([word, style]) => [word, paint(style, word)]));
const ownText = new Set(styledStates.values());

/** A state's word in its colour. */
export const state = (text: string) => styledStates.get(text) ?? clean(text);

/** `2026-11-22 18:04:10` in the reader's zone; empty when absent. */
export function when(instant: number | undefined): string {
  return instant ? new Date(instant).toLocaleString('sv-SE') : '';
}

export function bytes(n: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = n;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A progress bar on a terminal, nothing elsewhere. `done` and `total` in any one unit; `label` says of what. */
export function progress(label: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {};
  const width = 30;
  return (done, total) => {
    const part = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(part * width);
    process.stderr.write(
      `\r${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.round(part * 100)} %${part === 1 ? '\n' : ''}`,
    );
  };
}

/** ms between two looks of a status line: more often no eye needs. */
const STATUS_EVERY_MS = 100;

/** One line on a terminal that is written over; nothing elsewhere. */
export function statusLine(): { show(text: string): void; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let last = 0;
  return {
    show: (text) => {
      if (performance.now() - last < STATUS_EVERY_MS) return;
      last = performance.now();
      process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    clear: () => {
      if (last > 0) process.stderr.write('\r\u001b[2K');
      last = 0;
    },
  };
}

/** Prints an error as a person needs it: what happened, which field, what next. Returns the exit code. */
export function printError(error: unknown, json: boolean): number {
  const known = error instanceof GantryError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (json) process.stderr.write(`${JSON.stringify(known ? known.toWire() : { code: 'Internal', message })}\n`);
  else note(`${paint('red', known?.code ?? 'Error')}: ${clean(message)}`);
  if (!known && error instanceof Error && error.stack && !json)
    note(paint('dim', error.stack.split('\n').slice(1, 4).join('\n')));
  return exitCodeOf(known);
}

/** 2 = what was asked for is wrong, 3 = not signed in or not allowed, 4 = not there, 5 = out of reach; 1 = everything else. */
function exitCodeOf(error: GantryError | undefined): number {
  if (!error) return 1;
  if (error.code === 'ValidationError' || error.code === 'TooLarge') return 2;
  if (error.code === 'Unauthenticated' || error.code === 'Forbidden') return 3;
  if (error.code.endsWith('NotFound') || error.code === 'UnknownVerb') return 4;
  if (error.code === 'Unavailable' || error.code === 'TooMany') return 5;
  return 1;
}
