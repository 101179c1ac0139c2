/** What an import reads: a file or standard input, as text in pieces, with its bytes counted; never the whole of it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { refuse } from '../../protocol/errors.ts';
import type { ImportFormat } from '../../protocol/import-rows.ts';
import { note } from '../output.ts';

export interface Source {
  name: string;
  /** Bytes of a file; undefined for a stream. */
  size: number | undefined;
  /** Its text from the beginning; `bytes`: read so far. A file may be read twice, a stream once. */
  pieces(): AsyncGenerator<{ text: string; bytes: number }>;
  close(): Promise<void>;
}

const FIRST_BYTES = 4;

/** `-` is standard input; `twice`: it is kept in a temporary file, so that it can be read again. */
export async function openSource(file: string, encoding: string, twice = false): Promise<Source> {
  const decoder = () => decoderOf(encoding);
  decoder(); // a wrong name is refused before anything is read
  if (file === '-' && process.stdin.isTTY) note('reading what is typed here; Ctrl-D on a line of its own ends it');
  if (file !== '-') return fileSource(file, file, decoder, async () => {});
  if (!twice) {
    const close = async () => void process.stdin.destroy();
    return { name: 'standard input', size: undefined, pieces: () => decoded(process.stdin, decoder()), close };
  }
  const folder = await mkdtemp(join(tmpdir(), 'gantry-import-'));
  const drop = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(process.stdin, createWriteStream(join(folder, 'input'), { mode: 0o600 }));
    return await fileSource(join(folder, 'input'), 'standard input', decoder, drop);
  } catch (error) {
    await drop();
    throw error;
  }
}

async function fileSource(
  file: string,
  name: string,
  decoder: () => TextDecoder,
  close: () => Promise<void>,
): Promise<Source> {
  const size = await readableSize(file);
  refuseOther(name, await firstBytes(file));
  return { name, size, pieces: () => decoded(createReadStream(file), decoder()), close };
}

async function readableSize(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) refuse('ValidationError', `${file} is a folder: name a file`, { field: 'file' });
    await (await open(file, 'r')).close();
    return found.isFile() ? found.size : undefined;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).errno === undefined) throw cause;
    return refuse('ValidationError', `${file} can't be read (${(cause as NodeJS.ErrnoException).code})`, {
      field: 'file',
      cause,
    });
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  if ((await stat(file)).isFile() === false) return Buffer.alloc(0); // a pipe gives its bytes only once
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Files that people take for CSV, told by their first bytes. */
function refuseOther(name: string, first: Buffer): void {
  if (first.subarray(0, 2).toString('hex') === '1f8b')
    refuse('ValidationError', `${name} is compressed; unpack it on the way: gunzip -c FILE | gantry queue import … -`, {
      field: 'file',
    });
  if (first.subarray(0, 4).toString('latin1') === 'PK\x03\x04')
    refuse('ValidationError', `${name} is a spreadsheet or an archive; save the sheet as CSV (UTF-8) first`, {
      field: 'file',
    });
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    return refuse('ValidationError', `--encoding ${encoding} is not known; usual are utf-8, windows-1252, utf-16le`, {
      field: 'encoding',
      cause,
    });
  }
}

async function* decoded(stream: AsyncIterable<Buffer>, wanted: TextDecoder) {
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  for await (const chunk of stream) {
    decoder ??= chunk[0] === 0xff && chunk[1] === 0xfe ? new TextDecoder('utf-16le') : wanted; // as Excel's "Unicode text"
    bytes += chunk.length;
    yield { text: decoder.decode(chunk, { stream: true }), bytes };
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield { text: rest, bytes };
}

/** The format that a file's name says, with the delimiter of it; refused when it says none. */
export function formatOf(file: string): { format: ImportFormat; delimiter?: string } {
  const ending = extname(file).toLowerCase();
  if (ending === '.csv') return { format: 'csv' };
  if (ending === '.tsv' || ending === '.tab') return { format: 'csv', delimiter: '\t' };
  if (ending === '.jsonl' || ending === '.ndjson') return { format: 'jsonl' };
  const json = ending === '.json' ? ` A file with one JSON list: jq -c '.[]' ${file} | gantry queue import … -` : '';
  return refuse(
    'ValidationError',
    `say what ${file} is: --format csv or --format jsonl (one JSON value a line).${json}`,
    {
      field: 'format',
    },
  );
}
