/** Secrets on their way into the CLI: from the terminal without an echo, from standard input, from a file; never from a flag. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { GantryError, refuse } from '../protocol/errors.ts';

export interface SecretOptions {
  secretStdin?: boolean;
  secretFile?: string;
}

/** Bytes of a secret's file; the coordinator takes no more than 64 KiB. */
const MAX_BYTES = 64 * 1024;

/** One line break at the end of a file or of standard input is not part of it. */
export async function readSecret(what: string, { secretStdin, secretFile }: SecretOptions): Promise<string> {
  if (secretStdin && secretFile !== undefined)
    refuse('ValidationError', 'name one place of the secret: --secret-stdin or --secret-file', { field: 'secret' });
  const place = secretFile ?? (secretStdin ? 'standard input' : undefined);
  const secret = place === undefined ? await askSilently(what) : textOf(bytesOf(secretFile ?? 0, place), place);
  return secret === ''
    ? refuse('ValidationError', `the secret is empty; nothing was changed`, { field: 'secret' })
    : secret;
}

function bytesOf(from: string | 0, place: string): Buffer {
  try {
    return readFileSync(from);
  } catch (cause) {
    return refuse('ValidationError', `${place} can't be read (${(cause as NodeJS.ErrnoException).code})`, {
      field: 'secret',
      cause,
    });
  }
}

function textOf(bytes: Buffer, place: string): string {
  if (bytes.length > MAX_BYTES)
    refuse('ValidationError', `${place} has ${bytes.length} bytes; a secret has at most ${MAX_BYTES}`, {
      field: 'secret',
    });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new GantryError('ValidationError', `${place} is not UTF-8 text: save it as UTF-8, or keep bytes as base64`, {
      field: 'secret',
      cause,
    });
  }
}

/** Asked for on the terminal, without an echo. */
export async function askSilently(what: string): Promise<string> {
  if (!process.stdin.isTTY)
    refuse('ValidationError', `no terminal to ask for the ${what}: say --secret-stdin or --secret-file FILE`, {
      field: 'secret',
    });
  process.stderr.write(`${what}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
