/** Another program, faked over real sockets: an agent that enrols and answers offers, and a supervisor or script of a run. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { WebSocket } from 'ws';
import type { HeldRun, RunOrder } from '../../protocol/calls-agent.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { Client } from '../../protocol/client.ts';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { GantryError, type WireError } from '../../protocol/errors.ts';
import { decodeFrame, isNotice, type Notice } from '../../protocol/frame.ts';
import type { Notices } from '../../protocol/notices.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { until } from './until.ts';

export interface Offer {
  run: string;
  epoch: number;
  package: string;
  sha256: string;
  bytes: number;
}

export const fakeFacts = (change: Partial<Facts> = {}): Facts => ({
  machine: 'machine-1',
  account: 'robot-account',
  os: 'Linux 6',
  arch: 'x64',
  agentVersion: '0.1.0',
  node: '24.0.0',
  labels: [],
  screen: 'virtual',
  freeDiskMb: 50_000,
  boot: 'boot-1',
  ...change,
});

const socketUrl = (url: string, path: string) => url.replace(/^http/, 'ws') + path;

/** A socket with the asking end on it: everything that came and how it ended is kept for the test to look at. */
export class FakeSocket {
  readonly notices: Notice[] = [];
  readonly client: Client;
  closedWith: { code: number; reason: string } | undefined;
  /** HTTP body of a refused upgrade. */
  refused: WireError | undefined;
  ws: WebSocket;

  constructor(url: string, headers: Record<string, string>, onNotice: (notice: Notice) => void = () => {}) {
    this.client = new Client({
      onNotice: (notice) => {
        this.notices.push(notice);
        onNotice(notice);
      },
    });
    this.ws = new WebSocket(url, { headers, perMessageDeflate: false });
    this.ws.on('message', (data) => this.client.receive(String(data)));
    this.ws.on('close', (code, reason) => {
      this.closedWith = { code, reason: reason.toString() };
      this.client.closed();
      this.client.fail(new GantryError('Unavailable', `closed: ${code} ${reason}`));
    });
    this.ws.on('error', () => {}); // `close` follows and is looked at
    this.ws.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        this.refused = JSON.parse(Buffer.concat(chunks).toString()) as WireError;
        this.closedWith = { code: response.statusCode ?? 0, reason: 'upgrade refused' };
      });
    });
  }

  async opened(): Promise<void> {
    await until('the socket is open or refused', () => this.ws.readyState === WebSocket.OPEN || this.closedWith);
    if (this.refused) throw GantryError.fromWire(this.refused);
    this.client.opened({ send: (frame) => this.ws.send(frame) });
  }

  call<V extends VerbName>(verb: V, params: ParamsIn<V>): Promise<Result<V>> {
    return this.client.call(verb, params) as Promise<Result<V>>;
  }

  notice(verb: string): Promise<Notice> {
    return until(`a notice ${verb} came`, () => this.notices.find((n) => n.verb === verb));
  }

  close(): void {
    this.ws.terminate();
  }
}

export type OnOffer = 'accept' | 'refuse' | 'ignore';

export class FakeAgent {
  readonly url: string;
  readonly robot: string;
  readonly name: string;
  readonly facts: Facts;
  readonly offers: Offer[] = [];
  readonly orders: RunOrder[] = [];
  onOffer: OnOffer = 'accept';
  socket: FakeSocket | undefined;
  readonly #key: KeyObject;

  constructor(url: string, robot: string, name: string, key: KeyObject, facts: Facts) {
    this.url = url;
    this.robot = robot;
    this.name = name;
    this.#key = key;
    this.facts = facts;
  }

  /** Spends an enrolment token; the key pair is made here. */
  static async enrol(url: string, token: string, name: string, facts: Partial<Facts> = {}): Promise<FakeAgent> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const all = fakeFacts(facts);
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const body = JSON.stringify({ token, name, publicKey: pem, facts: all });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/enrol`, { method: 'POST', headers, body });
    const answer = await response.json();
    if (!response.ok) throw GantryError.fromWire(answer as WireError);
    const { robot, name: given } = answer as { robot: string; name: string };
    return new FakeAgent(url, robot, given, privateKey, all);
  }

  /** Challenge, signature, hello. `change` bends the hello. */
  async connect(runs: HeldRun[] = [], change: Record<string, unknown> = {}): Promise<Result<'agent.hello'>> {
    this.socket?.close();
    const socket = new FakeSocket(socketUrl(this.url, '/ws/agent'), {}, (notice) => this.#onNotice(socket, notice));
    this.socket = socket;
    await socket.opened();
    const { nonce } = (await socket.notice('challenge')).params as { nonce: string };
    return socket.call('agent.hello', { ...this.hello(nonce), runs, ...change });
  }

  /** What an agent without runs answers to a challenge. */
  hello(nonce: string): ParamsIn<'agent.hello'> {
    const signature = sign(null, Buffer.from(nonce), this.#key).toString('base64');
    const { robot, facts } = this;
    return { protocol: PROTOCOL_VERSION, robot, signature, facts, runs: [] };
  }

  /** The next order of a run whose id is not in `known`. */
  order(n = 1): Promise<RunOrder> {
    return until(`${this.name} has ${n} order(s)`, () => this.orders[n - 1]);
  }

  close(): void {
    this.socket?.close();
  }

  async #onNotice(socket: FakeSocket, notice: Notice): Promise<void> {
    if (notice.verb !== 'run.offer') return;
    const offer = notice.params as Offer;
    this.offers.push(offer);
    try {
      await this.#answer(socket, offer);
    } catch (error) {
      if (socket.closedWith === undefined) throw error; // its test ended meanwhile, or cut the line and looks at that
    }
  }

  async #answer(socket: FakeSocket, { run, epoch }: Offer): Promise<void> {
    if (this.onOffer === 'accept') this.orders.push(await socket.call('run.accept', { run, epoch }));
    if (this.onOffer === 'refuse') await socket.call('run.refuse', { run, epoch, because: 'the test says so' });
  }
}

/** Request numbers start at 1 with every sender: a name used twice would get the first one's answers (S10). */
const newClient = () => `test-${randomUUID()}`;

/** A supervisor or a script of a run, by the tokens of its order. */
export class FakeRun {
  readonly order: RunOrder;
  readonly socket: FakeSocket;
  /** Supervisor: says that it masks what it is told to. */
  masks = true;
  #n = 0;

  constructor(url: string, order: RunOrder, as: 'supervisor' | 'script') {
    const token = as === 'supervisor' ? order.supervisorToken : order.scriptToken;
    this.order = order;
    const headers = { authorization: `Bearer ${token}` };
    this.socket = new FakeSocket(socketUrl(url, '/ws/run'), headers, (notice) => this.#onNotice(notice));
  }

  static async open(url: string, order: RunOrder, as: 'supervisor' | 'script', client = newClient()): Promise<FakeRun> {
    const run = new FakeRun(url, order, as);
    await run.socket.opened();
    await run.socket.call('run.hello', { protocol: PROTOCOL_VERSION, client });
    return run;
  }

  call<V extends VerbName>(verb: V, params: ParamsIn<V>): Promise<Result<V>> {
    return this.socket.call(verb, params);
  }

  #onNotice({ verb, params }: Notice): void {
    if (verb !== 'run.mask' || !this.masks) return;
    const { values: _, ...word } = params as Notices['run.mask'];
    void this.call('run.masked', word).catch(() => {}); // closed meanwhile: the script is told
  }

  /** Numbered spool entries, one report. */
  report(...entries: RunEntry[]): Promise<Result<'run.report'>> {
    const { run, epoch } = this.order;
    return this.call('run.report', {
      run,
      epoch,
      entries: entries.map((e) => ({ n: ++this.#n, atMs: this.#n * 10, e })),
    });
  }

  line(text: string): Promise<Result<'run.report'>> {
    return this.report({ kind: 'line', level: 'info', source: 'stdout', text });
  }

  end(state: 'succeeded' | 'failed' | 'cancelled' = 'succeeded', error?: string): Promise<Result<'run.report'>> {
    const reason = { succeeded: 'completed', failed: 'script-error', cancelled: 'cancelled' } as const;
    const more = error === undefined ? {} : { error };
    return this.report({
      kind: 'ended',
      state,
      reason: reason[state],
      exitCode: state === 'succeeded' ? 0 : 1,
      ...more,
    });
  }

  close(): void {
    this.socket.close();
  }
}

/** One frame's messages, for tests that look at the wire itself. */
export const noticesIn = (frame: string): Notice[] => (decodeFrame(frame) ?? []).filter(isNotice);
