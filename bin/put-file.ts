/** Streams a file as the body of a request, reading no faster than it is sent: a package has up to 2 GiB (J3). */
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';

export interface Sending {
  file: string;
  bytes: number;
  /** Hears how many bytes are sent. */
  onProgress(done: number): void;
}
export interface PutAnswer {
  status: number;
  text: string;
}

/**
 * The answer, which may come before everything is sent: a refusal ends the sending. Rejects when nobody answers or the
 * connection breaks; who breaks off, on whichever side, leaves nothing at the coordinator. (`fetch` reads a file ahead of
 * what it sends: 300 MB of it lay in memory.)
 */
export async function putFile(url: string, headers: Record<string, string>, sending: Sending): Promise<PutAnswer> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const type = { 'content-type': 'application/octet-stream', 'content-length': String(sending.bytes) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'PUT', headers: { ...headers, ...type }, agent: false });
    const source = createReadStream(sending.file);
    let done = 0;
    source.on('data', (chunk) => {
      done += chunk.length;
      sending.onProgress(done);
    });
    source.on('error', (error) => asked.destroy(error));
    asked.on('error', reject);
    asked.on('response', (response) => {
      source.unpipe(asked).destroy();
      readAll(response).then((text) => {
        resolve({ status: response.statusCode ?? 0, text });
        asked.destroy(); // an early refusal leaves a request that will never be whole
      }, reject);
    });
    source.pipe(asked);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part as string;
  return text;
}
