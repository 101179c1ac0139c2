/**
 * A coordinator for tests of the agent's side: real sockets and HTTP, in memory, recording all it is told and checking
 * its order. It knows no rules: a test says what is offered, answered and broken.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HeldRun, RunOrder } from '../../protocol/calls-agent.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { GantryError } from '../../protocol/errors.ts';
import { checkParams, knownVerb } from '../../protocol/validate.ts';

export interface ReportedEntry {
  n: number;
  atMs: number;
  e: RunEntry;
}
interface RunRecord {
  order: RunOrder;
  archive: Buffer;
  entries: ReportedEntry[];
  vanished: string[];
  accepted: number;
}
interface FakeArtifact {
  id: string;
  run: string;
  name: string;
  kind: string;
  bytes: number;
  sha256: string;
  meta: Record<string, unknown>;
  content: Buffer;
}
export interface Connection {
  socket: WebSocket;
  notice(verb: string, params: unknown): void;
}

export class FakeCoordinator {
  readonly runs = new Map<string, RunRecord>();
  /** Files of parameters by sha256: what comes for it, right or wrong. */
  readonly files = new Map<string, Buffer>();
  readonly artifacts = new Map<string, FakeArtifact>();
  readonly hellos: { robot: string; runs: HeldRun[] }[] = [];
  readonly refusals: { run: string; because: string }[] = [];
  /** Problems that no test expects: an entry out of order, a wrong signature, a frame too large. */
  readonly problems: string[] = [];
  /** Answer per run in the next hello; default resume. */
  readonly answers = new Map<string, string>();
  /** When set, what a report of this run is answered besides `acked`. */
  readonly stops = new Map<string, string>();
  /** Breaks the next PATCH after so many chunks: the connection is destroyed. */
  breakUploads = 0;
  publicKey = '';
  agent: Connection | undefined;
  readonly supervisors = new Map<string, Connection>();
  #http: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; after a stop on the same port as before. */
  async start(): Promise<this> {
    const http = createServer((request, response) => void this.#request(request, response));
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
    http.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => {
        if (request.url === '/ws/agent') this.#agentSocket(ws);
        else this.#runSocket(ws, request.headers.authorization ?? '');
      }),
    );
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    return this;
  }

  /** As if killed: every connection breaks. */
  async stop(): Promise<void> {
    const http = this.#http;
    if (!http) return;
    this.#http = undefined;
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    for (const c of [this.agent, ...this.supervisors.values()]) c?.socket.terminate();
    http.closeAllConnections();
    this.agent = undefined;
    this.supervisors.clear();
    await closed;
  }

  know(order: RunOrder, archive: Buffer): void {
    this.runs.set(order.run, { order, archive, entries: [], vanished: [], accepted: 0 });
  }

  offer(order: RunOrder, archive: Buffer): void {
    this.know(order, archive);
    const { run, epoch, sha256, bytes } = order;
    this.agent!.notice('run.offer', { run, epoch, package: order.package, sha256, bytes });
  }

  entries(run: string): RunEntry[] {
    return this.runs.get(run)!.entries.map((entry) => entry.e);
  }

  lines(run: string, source?: string): string[] {
    return this.entries(run).flatMap((e) => (e.kind === 'line' && (!source || e.source === source) ? [e.text] : []));
  }

  ended(run: string): Extract<RunEntry, { kind: 'ended' }> | undefined {
    return this.entries(run).find((e) => e.kind === 'ended');
  }

  artifact(name: string): FakeArtifact | undefined {
    return [...this.artifacts.values()].find((a) => a.name === name && a.content.length === a.bytes);
  }

  #agentSocket(socket: WebSocket): void {
    const connection = connect(socket);
    connection.notice('challenge', { nonce: 'nonce-of-this-test' });
    this.#serve(socket, (verb, params) => this.#fromAgent(connection, verb, params));
  }

  #fromAgent(connection: Connection, verb: string, params: Record<string, unknown>): unknown {
    const record = typeof params.run === 'string' ? this.runs.get(params.run) : undefined;
    switch (verb) {
      case 'agent.hello': {
        const signature = Buffer.from(String(params.signature), 'base64');
        const good = verify(null, Buffer.from('nonce-of-this-test'), createPublicKey(this.publicKey), signature);
        if (!good) this.problems.push('the signature of the hello is wrong');
        const runs = params.runs as HeldRun[];
        this.hellos.push({ robot: String(params.robot), runs });
        this.agent = connection;
        const answers = runs.map(({ run }) => ({ run, answer: this.answers.get(run) ?? 'resume' }));
        return { session: 's_1', protocol: 1, now: 1, pingMs: 1_000, silentMs: 5_000, runs: answers };
      }
      case 'run.accept':
        record!.accepted++;
        return record!.order;
      case 'run.refuse':
        this.refusals.push(params as { run: string; because: string });
        return {};
      case 'run.vanished':
        record?.vanished.push(String(params.because));
        return {};
      default:
        throw new GantryError('Forbidden', `an agent may not send ${verb}`);
    }
  }

  #runSocket(socket: WebSocket, authorization: string): unknown {
    const record = this.#recordOf(authorization);
    if (!record) return socket.close(1008, 'unknown token');
    return this.#serve(socket, (verb, params) => {
      if (verb === 'run.hello') {
        this.supervisors.set(record.order.run, connect(socket));
        return { run: record.order.run, epoch: record.order.epoch, protocol: 1, now: 1 };
      }
      return this.#fromSupervisor(record, verb, params);
    });
  }

  #recordOf(authorization: string | undefined): RunRecord | undefined {
    return [...this.runs.values()].find((r) => authorization === `Bearer ${r.order.supervisorToken}`);
  }

  #fromSupervisor(record: RunRecord, verb: string, params: Record<string, unknown>): unknown {
    if (verb === 'run.report') return this.#report(record, params.entries as ReportedEntry[]);
    if (verb !== 'artifact.create') throw new GantryError('Forbidden', `a supervisor may not send ${verb}`);
    const known = [...this.artifacts.values()].find((a) => a.name === params.name && a.run === record.order.run);
    const id = known?.id ?? `a_${this.artifacts.size + 1}`;
    const artifact = known ?? ({ ...params, id, content: Buffer.alloc(0) } as unknown as FakeArtifact);
    this.artifacts.set(id, artifact);
    const received = artifact.content.length;
    return { ...params, id, received, state: received === artifact.bytes ? 'complete' : 'uploading' };
  }

  #report(record: RunRecord, entries: ReportedEntry[]): unknown {
    for (const entry of entries) {
      const next = record.entries.length + 1;
      if (entry.n < next) continue;
      if (entry.n > next) {
        this.problems.push(`entry ${entry.n} came where ${next} was due`);
        throw new GantryError('ValidationError', `entry ${next} must come next`, { field: 'entries.0.n' });
      }
      record.entries.push(entry);
    }
    const stop = this.stops.get(record.order.run);
    return { acked: record.entries.length, ...(stop === undefined ? {} : { stop }) };
  }

  #serve(socket: WebSocket, handle: (verb: string, params: Record<string, unknown>) => unknown): void {
    socket.on('error', (error) => this.problems.push(error.message));
    socket.on('message', (data) => {
      const parsed = JSON.parse(data.toString());
      const replies = (Array.isArray(parsed) ? parsed : [parsed]).map(({ id, verb, params }) =>
        reply(id, verb, params, handle),
      );
      socket.send(JSON.stringify(replies));
    });
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return undefined; // the test broke the connection
    }
    const url = new URL(request.url!, this.url);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    };
    const body = Buffer.concat(chunks);
    if (url.pathname === '/api/v1/enrol') return this.#enrol(JSON.parse(body.toString()), send);
    const record = this.#recordOf(request.headers.authorization);
    if (!record) return send(401, { code: 'Unauthenticated', message: 'unknown token' });
    if (url.pathname.startsWith('/api/v1/blobs/')) {
      const sha256 = url.pathname.split('/').at(-1)!;
      if (record.order.sha256 === sha256) return send(200, record.archive);
      const file = this.files.get(sha256);
      return file ? send(200, file) : send(404, { code: 'PackageNotFound', message: 'nothing with this hash' });
    }
    if (url.pathname === '/api/v1/rpc') {
      const { id, verb, params } = JSON.parse(body.toString());
      return send(
        200,
        reply(id, verb, params, (v, p) => this.#fromSupervisor(record, v, p)),
      );
    }
    return this.#patch(url, request, response, body, send);
  }

  #enrol(params: Record<string, string>, send: (status: number, body: unknown) => void): unknown {
    if (params.token !== 'good-token')
      return send(401, { code: 'Unauthenticated', message: 'this enrolment token is unknown, spent or expired' });
    this.publicKey = params.publicKey!;
    return send(200, { robot: 'b_1', name: params.name });
  }

  #patch(
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    send: (status: number, body: unknown) => void,
  ): unknown {
    const artifact = this.artifacts.get(url.pathname.split('/').at(-1)!);
    if (!artifact) return send(404, { code: 'ArtifactNotFound', message: 'no such artifact' });
    if (this.breakUploads > 0 && --this.breakUploads === 0) return response.destroy();
    if (Number(url.searchParams.get('offset')) !== artifact.content.length)
      return send(409, { received: artifact.content.length });
    const digest = createHash('sha256').update(body).digest('hex');
    if (digest !== request.headers['x-sha256'])
      return send(400, { code: 'ValidationError', message: 'wrong checksum' });
    artifact.content = Buffer.concat([artifact.content, body]);
    return send(200, { received: artifact.content.length, complete: artifact.content.length === artifact.bytes });
  }
}

function connect(socket: WebSocket): Connection {
  return { socket, notice: (verb, params) => socket.send(JSON.stringify({ verb, params })) };
}

/** Every request is checked by the contract, as the real one does. */
function reply(
  id: number,
  verb: string,
  params: unknown,
  handle: (verb: string, params: Record<string, unknown>) => unknown,
): unknown {
  try {
    return { re: id, ok: handle(verb, checkParams(knownVerb(verb), params) as Record<string, unknown>) };
  } catch (error) {
    const known = error instanceof GantryError ? error : new GantryError('Internal', (error as Error).message);
    return { re: id, err: known.toWire() };
  }
}
