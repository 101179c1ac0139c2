/** A developer's terminal in the place of the supervisor: logs to stderr, output to stdout, as text for people. */
import { inspect } from 'node:util';
import type { Ask, Listener, Tell } from './local-entries.ts';

export const terminal: Listener = {
  tell(entry: Tell): void {
    if (entry.do === 'output') process.stdout.write(`${JSON.stringify(entry.value, null, 2)}\n`);
    else if (entry.do !== 'error') process.stderr.write(`${line(entry)}\n`); // Node prints the error itself
  },
  /** There is no recorder here: the script goes on as if, and the terminal says so. */
  async ask(entry: Ask): Promise<Record<string, unknown>> {
    if (entry.do === 'screenshot') process.stderr.write(`screenshot: ${entry.label} (none taken outside of a run)\n`);
    if (entry.do === 'attach') process.stderr.write(`attach: ${entry.name} ← ${entry.path}\n`);
    return entry.do === 'attach' ? { name: entry.name } : {};
  },
};

function line(entry: Exclude<Tell, { do: 'output' | 'error' }>): string {
  if (entry.do === 'log')
    return `${entry.level.padEnd(5)} ${entry.text}${entry.fields === undefined ? '' : ` ${inspect(entry.fields)}`}`;
  if (entry.do === 'step') return `step  ${entry.name}`;
  if (entry.do === 'progress') return `      ${entry.done} of ${entry.total}`;
  return `      ${entry.ok ? 'done' : `failed: ${entry.error}`} in ${entry.ms} ms`;
}
