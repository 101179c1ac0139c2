/** A real receiver of webhooks on a port of its own: keeps what came, answers as the test says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { until } from './until.ts';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: {
    type: string;
    timestamp: string;
    data: Record<string, { id?: string; name?: string; state?: string }>;
    links: Record<string, string>;
  };
}

type Answer = (response: ServerResponse, received: Received, nth: number) => void;

export const status =
  (code: number, headers: Record<string, string> = {}, text = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(text);

export class Receiver {
  readonly received: Received[] = [];
  /** Requests that have begun and are not answered yet, and the most there ever were. */
  open = 0;
  mostOpen = 0;
  answer: Answer = status(204);
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => {
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.on('close', () => this.open--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) };
      this.received.push(one);
      this.answer(response, one, this.received.length);
    });
  });

  static async start(port = 0): Promise<Receiver> {
    const made = new Receiver();
    made.#server.on('connection', (socket) => {
      made.#sockets.add(socket);
      socket.on('close', () => made.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      made.#server.listen(port, '127.0.0.1', resolve);
    });
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** The nth that came, from 1. */
  nth(n: number): Promise<Received> {
    return until(`the receiver got ${n}`, () => this.received[n - 1]);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
