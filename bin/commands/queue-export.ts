/** `gantry queue export`: resources with their values as CSV or JSON Lines, streamed to a file or standard output. */
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { intoFile } from '../into-file.ts';
import { bytes, note, printJson, statusLine } from '../output.ts';
import { type WhereOptions, whereOf, withWhere } from './where-options.ts';

type Format = 'csv' | 'jsonl';

interface ExportOptions extends Common, WhereOptions {
  format?: Format;
  out?: string;
}

export const exportCommand = (): Command =>
  withWhere(
    apiCommand('export', 'Write resources with their values as CSV or JSON Lines; options choose which.', [
      'queue export invoices --out invoices.csv',
      'queue export invoices --status error --format jsonl | jq .value',
    ]).argument('<queue>'),
  )
    .addOption(
      new Option('--format <format>', 'default: by the ending of --out, otherwise jsonl').choices(['csv', 'jsonl']),
    )
    .option('--out <file>', 'a file (default: standard output); it gets its name when it is whole')
    .action(exportQueue);

async function exportQueue(queue: string, options: ExportOptions): Promise<void> {
  const { out, json } = options;
  if (json && out === undefined)
    refuse('ValidationError', '--json needs --out: standard output is for the resources', { field: 'json' });
  const format = options.format ?? (out && extname(out) === '.csv' ? 'csv' : 'jsonl');
  const { body } = await api(options).download('GET /queues/:queue/export', { queue, format, ...whereOf(options) });
  const line = statusLine();
  let done = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      done += chunk.length;
      if (out !== undefined) line.show(`${queue}  ${bytes(done)}`);
      yield chunk;
    }
  };
  if (out === undefined) return pipeline(counted, process.stdout, { end: false });
  await intoFile(out, counted);
  line.clear();
  if (json) printJson({ file: out, bytes: done, format });
  else note(`wrote ${bytes(done)} to ${out}`);
}
