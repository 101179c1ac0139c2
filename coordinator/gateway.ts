/** The WebSocket side of the same port: who may open which socket, and what listens on it (docs/architecture.md). */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, errorStatus, type GantryError, refuse } from '../protocol/errors.ts';
import { MAX_FRAME_BYTES } from '../protocol/version.ts';
import { type AgentParts, agentSocket } from './agent-socket.ts';
import type { Auth } from './auth.ts';
import type { CoordinatorOptions } from './config.ts';
import { Connection, closeCodes } from './connection.ts';
import type { Core } from './core.ts';
import { bearerOf, fromOurPage, sessionOf } from './credentials.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Live } from './live.ts';
import { liveSocket } from './live-socket.ts';
import type { Masks } from './masks.ts';
import type { Pictures } from './pictures.ts';
import { toRefusal } from './router.ts';
import { runSocket } from './run-socket.ts';

/** ms after which agents come back once the coordinator went down (P14). */
const COME_BACK_MS = 1_000;
/** Sockets of one run at once: its supervisor, its script, and whatever else the script starts. */
export const MAX_CONNECTIONS_OF_RUN = 500;

export interface GatewayParts extends AgentParts {
  core: Core;
  auth: Auth;
  live: Live;
  pictures: Pictures;
  masks: Masks;
  heartbeat: Heartbeat;
  options: CoordinatorOptions;
}
type Listen = (connection: Connection) => void;

export class Gateway {
  readonly #parts: GatewayParts;
  readonly #server: WebSocketServer;
  readonly #open = new Set<Connection>();
  #stopping = false;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
  }

  attach(http: Server): void {
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  /** Tells everyone when to come back, then closes; whoever does not close within `ms` is cut off. */
  async stop(ms: number): Promise<void> {
    this.#stopping = true;
    for (const connection of this.#open) {
      connection.notice('coordinator.stopping', { comeBackMs: COME_BACK_MS });
      connection.close(closeCodes.stopping, 'the coordinator stops');
    }
    const end = performance.now() + ms;
    while (this.#open.size > 0 && performance.now() < end) await new Promise((r) => setTimeout(r, 10));
    this.cut('the coordinator stopped');
  }

  /** Without a word: after the store broke nothing may be answered (P15). */
  cut(because: string): void {
    this.#stopping = true;
    for (const connection of this.#open) connection.terminate(because);
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const onError = () => socket.destroy();
    socket.on('error', onError); // it may break before ws takes it over
    try {
      if (this.#stopping) refuse('Unavailable', 'the coordinator stops', { retryInMs: COME_BACK_MS });
      const listen = await this.#admit(request);
      socket.off('error', onError);
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#opened(ws, socket, listen));
    } catch (error) {
      answerPlain(socket, toRefusal(error, this.#parts.core.log, `upgrade ${request.url?.split('?')[0]}`));
    }
  }

  async #admit({ url, headers }: IncomingMessage): Promise<Listen> {
    const { auth, options } = this.#parts;
    switch (url?.split('?')[0]) {
      case '/ws/agent':
        return (connection) => agentSocket(connection, this.#parts);
      case '/ws/run': {
        const who = await auth.run(bearerOf(headers) ?? '');
        if (!who) return refuse('Unauthenticated', 'this socket needs the token of a run');
        if (this.#parts.sessions.runSessions(who.run).length >= MAX_CONNECTIONS_OF_RUN)
          return refuse('TooMany', `the run ${who.run} has ${MAX_CONNECTIONS_OF_RUN} connections open; close some`, {
            retryInMs: COME_BACK_MS,
          });
        return (connection) => runSocket(connection, who, this.#parts);
      }
      case '/ws/live': {
        if (!fromOurPage(headers, options.tls ? 'https' : 'http', options.publicUrl))
          return refuse('Forbidden', 'this socket is for the console’s own pages (the Origin is not ours)');
        const who = await auth.person(sessionOf(headers) ?? '', 'session');
        if (!who) return refuse('Unauthenticated', 'sign in first');
        return (connection) => liveSocket(connection, who, this.#parts);
      }
      default:
        return refuse('UnknownVerb', 'there are sockets at /ws/agent, /ws/run and /ws/live');
    }
  }

  #opened(ws: WebSocket, socket: Socket, listen: Listen): void {
    const connection = new Connection(ws, socket, socket.remoteAddress ?? '');
    const { heartbeat } = this.#parts;
    this.#open.add(connection);
    heartbeat.add(connection);
    ws.on('close', () => {
      this.#open.delete(connection);
      heartbeat.remove(connection);
    });
    listen(connection);
  }
}

/** A refused upgrade is an ordinary HTTP answer with the same body as everywhere. */
function answerPlain(socket: Duplex, error: GantryError): void {
  const body = JSON.stringify(error.toWire());
  const status = errorStatus[error.code satisfies ErrorCode];
  socket.end(
    `HTTP/1.1 ${status} ${error.code}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
