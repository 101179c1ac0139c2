/**
 * A coordinator for the SDK's wire: real WebSocket and HTTP, no rules. A test says what is answered and what
 * breaks.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Request } from '../../../protocol/frame.ts';

type Answer = (request: Request) => unknown;

export class RunServer {
  /** Requests of each frame that came, hellos apart. */
  readonly frames: Request[][] = [];
  readonly hellos: Request[] = [];
  /** Requests that came over HTTP, with the client named in the address. */
  readonly posted: { client: string; request: Request }[] = [];
  /** What a request is answered; `undefined` = nothing at all. Throw a wire error to refuse. */
  answer: Answer = () => ({});
  /** HTTP status of the next upgrades; 0 = let them in. */
  refuseWith = 0;
  /** So many posts are answered 503 first. */
  breakPosts = 0;
  readonly sockets = new Set<WebSocket>();
  #http: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get requests(): Request[] {
    return this.frames.flat();
  }

  /** Listens; after a stop on the same port again. */
  async start(): Promise<this> {
    const wss = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
    const http = createServer(async (request, response) => {
      const body = await read(request);
      if (this.breakPosts-- > 0) return response.writeHead(503).end('down');
      const parsed = JSON.parse(body) as Request;
      const client = new URL(request.url!, this.url).searchParams.get('client')!;
      this.posted.push({ client, request: parsed });
      return response.end(JSON.stringify({ re: parsed.id, ok: this.answer(parsed) }));
    });
    http.on('upgrade', (request, socket, head) => {
      if (this.refuseWith > 0) return socket.end(`HTTP/1.1 ${this.refuseWith} No\r\ncontent-length: 0\r\n\r\n`);
      return wss.handleUpgrade(request, socket, head, (ws) => this.#opened(ws));
    });
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    return this;
  }

  /** As if killed: connections break without a word. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    const http = this.#http;
    this.#http = undefined;
    http?.closeAllConnections();
    await new Promise((resolve) => (http ? http.close(resolve) : resolve(undefined)));
  }

  notice(verb: string, params: unknown): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ verb, params }));
  }

  /** Sends an answer now that was withheld before. */
  reply(id: number, ok: unknown): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ re: id, ok }));
  }

  #opened(ws: WebSocket): void {
    this.sockets.add(ws);
    ws.on('close', () => this.sockets.delete(ws));
    ws.on('message', (data) => {
      const parsed = JSON.parse(String(data)) as Request | Request[];
      const requests = Array.isArray(parsed) ? parsed : [parsed];
      if (requests[0]?.verb === 'run.hello') {
        this.hellos.push(requests[0]);
        return ws.send(JSON.stringify({ re: requests[0].id, ok: { run: 'r_1', epoch: 1, protocol: 1, now: 1 } }));
      }
      this.frames.push(requests);
      const replies = requests.flatMap((request) => this.#replyTo(request));
      return replies.length > 0 ? ws.send(JSON.stringify(replies)) : undefined;
    });
  }

  #replyTo(request: Request): unknown[] {
    try {
      const ok = this.answer(request);
      return ok === undefined ? [] : [{ re: request.id, ok }];
    } catch (err) {
      return [{ re: request.id, err }];
    }
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A resource's parameters as the coordinator gives them. */
export const view = (id: string, more: object = {}) => ({
  id,
  queue: 'q',
  status: 'in_progress',
  tags: [],
  priority: 0,
  author: { kind: 'user', id: 'u', name: 'U' },
  created: 1_000,
  editor: { kind: 'user', id: 'u', name: 'U' },
  updated: 2_000,
  ...more,
});
