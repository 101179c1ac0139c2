/** The whole log of a run as a text file, window by window. */
import type { Result } from '../../../../protocol/contract.ts';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { call } from '../../../api/call.ts';
import { position } from '../../../show/format.ts';

const LINES_AT_ONCE = 2_000;

/** Fetches everything and hands it to the browser as `RUN.log`. */
export async function downloadLog(run: string): Promise<void> {
  const parts: string[] = [];
  for (let from: number | undefined = 1; from !== undefined; ) {
    const { lines, next }: Result<'run.log'> = await call('run.log', { run, from, limit: LINES_AT_ONCE });
    parts.push(lines.map(asText).join(''));
    from = next;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${run}.log`;
  link.click();
  URL.revokeObjectURL(url);
}

const asText = ({ atMs, level, source, text, fields, more }: LogLine): string => {
  const extra = fields === undefined || fields === null ? '' : ` ${JSON.stringify(fields)}`;
  return `${position(atMs)} ${level.toUpperCase().padEnd(5)} ${source.padEnd(6)} ${text}${extra}${more ? ' …' : ''}\n`;
};
