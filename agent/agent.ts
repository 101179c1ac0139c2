/** The agent: one connection to the coordinator, one live run at a time (J9); small, and restartable at any moment. */
import type { RunOrder } from '../protocol/calls-agent.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Notice } from '../protocol/frame.ts';
import type { Notices } from '../protocol/notices.ts';
import { type Sentence, say, type WireSentence } from '../protocol/sentence.ts';
import type { Facts } from '../protocol/shapes-fleet.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { Tools } from './capture/index.ts';
import { wallMs } from './clock.ts';
import type { AgentSettings } from './config.ts';
import { type Credentials, signNonce } from './credentials.ts';
import { factsOf, freeDiskMb } from './facts.ts';
import { FactsWatch } from './facts-watch.ts';
import { Link, type Talk } from './link.ts';
import { Runs } from './runs.ts';

/** MiB: below it a run could not even write down how it ended. */
const LEAST_DISK_MB = 16;

export type AgentLog = (level: 'info' | 'warn' | 'error', data: Record<string, unknown>, text: string) => void;

export interface AgentState {
  connected: boolean;
  /** Why it is not connected. */
  because: string;
  robot: string;
  name: string;
  /** The run whose command is on. */
  run: string | undefined;
  draining: boolean;
}

interface HelloAnswer {
  pingMs: number;
  silentMs: number;
  runs: { run: string; answer: 'resume' | 'report' | 'kill' | 'forget' }[];
}

export interface AgentParts {
  data: string;
  credentials: Credentials;
  settings: AgentSettings;
  tools: Tools;
  log: AgentLog;
  /** It was drained: nothing is left to do here. */
  onDrained: () => void;
}

/** ms between two looks whether a drain is complete. */
const DRAINED_LOOK_MS = 100;

export class Agent {
  readonly #parts: AgentParts;
  readonly #link: Link;
  readonly #runs: Runs;
  readonly #facts: FactsWatch;
  /** A run that was accepted and is not yet on the disk. */
  #taking: string | undefined;
  /** While it drains: looks whether it is done. */
  #drain: NodeJS.Timeout | undefined;
  #because = 'not started';

  constructor(parts: AgentParts) {
    this.#parts = parts;
    const { data, settings, log } = parts;
    const { url, ca } = parts.credentials;
    this.#runs = new Runs({ data, keptBytes: settings.keptBytes, log, onVanished: (lost) => this.#vanished(lost) });
    this.#facts = new FactsWatch({
      everyMs: settings.factsMs,
      read: () => this.#readFacts(),
      tell: (facts) => this.#link.client.call('robot.facts', { facts }),
      onTrouble: (error) => log('warn', { error: error.message }, 'could not tell what changed on this machine'),
    });
    this.#link = new Link({
      url: `${url.replace(/^http/, 'ws')}/ws/agent`,
      ca,
      greet: (talk) => this.#hello(talk),
      onNotice: (notice) => this.#notice(notice),
      onChange: (up, because) => {
        this.#because = because;
        log(up ? 'info' : 'warn', { url, because }, up ? 'connected' : 'not connected');
      },
    });
  }

  get state(): AgentState {
    const { robot, name } = this.#parts.credentials;
    const run = this.#taking ?? this.#runs.live;
    return { connected: this.#link.up, because: this.#because, robot, name, run, draining: this.#drain !== undefined };
  }

  async start(): Promise<void> {
    await this.#runs.start();
    this.#link.start();
    this.#facts.start();
  }

  /** Leaves; a run that is on goes on and is found again. */
  async stop(): Promise<void> {
    clearInterval(this.#drain);
    this.#link.stop();
    this.#facts.stop();
    await this.#runs.stop();
  }

  /** Finishes and reports the current run and takes no other; the coordinator knows it at once (P14). */
  drain(): void {
    if (this.#drain) return;
    this.#parts.log('info', { run: this.state.run }, 'draining: no other run is taken');
    this.#drain = setInterval(() => {
      if (this.#taking === undefined && this.#runs.none) this.#parts.onDrained();
    }, DRAINED_LOOK_MS);
    this.#facts.now();
  }

  async #readFacts(): Promise<Facts> {
    const { data, credentials, tools } = this.#parts;
    return { ...(await factsOf(data, credentials.labels, tools)), ...(this.#drain ? { draining: true } : {}) };
  }

  async #hello(talk: Talk): Promise<{ pingMs: number; silentMs: number }> {
    const { nonce } = (await talk.notice('challenge')) as Notices['challenge'];
    const { robot, privateKey } = this.#parts.credentials;
    const facts = await this.#readFacts();
    const signature = signNonce(privateKey, nonce);
    const runs = this.#runs.list();
    const answer = (await talk.ask('agent.hello', {
      protocol: PROTOCOL_VERSION,
      robot,
      signature,
      facts,
      runs,
    })) as HelloAnswer;
    this.#facts.told(facts);
    for (const { run, answer: what } of answer.runs) {
      // `resume` and `report` need nothing: living supervisors go on, for dead ones the watch starts another.
      if (what === 'kill') this.#do('kill', run, this.#runs.kill(run));
      if (what === 'forget') this.#do('forget', run, this.#runs.forget(run));
    }
    return answer;
  }

  #notice({ verb, params }: Notice): void {
    if (verb === 'run.offer') this.#offered(params as Notices['run.offer']);
    if (verb === 'run.stop') this.#stopped((params as Notices['run.stop']).run);
    if (verb !== 'run.cancel') return;
    const { run, reason } = params as Notices['run.cancel'];
    if (reason === 'forced') this.#stopped(run);
    else this.#runs.cancel(run);
  }

  #stopped(run: string): void {
    this.#do('stop', run, this.#runs.kill(run));
  }

  #offered({ run, epoch }: Notices['run.offer']): void {
    const busy = this.#taking ?? this.#runs.live;
    const because = this.#whyNot(run, busy);
    if (because !== undefined) {
      this.#do('refuse', run, this.#link.client.call('run.refuse', { run, epoch, ...because }));
      return;
    }
    if (busy === run) return; // offered twice
    this.#taking = run;
    this.#do('accept', run, this.#accept(run, epoch));
  }

  /** Why a run is not taken, in words that its job repeats: no attempt is spent on it. */
  #whyNot(run: string, busy: string | undefined): Told | undefined {
    if (this.#drain) return told(say`it is being drained`);
    if (busy !== undefined) return busy === run ? undefined : told(say`busy with ${{ run: busy }}`);
    const { data } = this.#parts;
    const free = freeDiskMb(data);
    if (free >= LEAST_DISK_MB) return undefined;
    return told(say`its disk is full, ${{ free }} MiB are left for ${{ folder: data }}: free some space`);
  }

  /** Only the answer of `run.accept` is an order (P6). */
  async #accept(run: string, epoch: number): Promise<void> {
    try {
      const order = (await this.#link.client.call('run.accept', { run, epoch })) as RunOrder;
      const { data, credentials, settings, tools } = this.#parts;
      const { url, ca } = credentials;
      await this.#runs.begin({ order, url, ca, data, startedAt: wallMs(), settings, tools });
    } finally {
      this.#taking = undefined;
    }
  }

  #vanished({ run, epoch, because }: { run: string; epoch: number; because: Sentence }): void {
    this.#do('report as vanished', run, this.#link.client.call('run.vanished', { run, epoch, ...told(because) }));
  }

  /** Follows work that nobody waits for: a refusal (the offer was withdrawn, the run has ended) is told, not fatal. */
  #do(what: string, run: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const code = error instanceof GantryError ? error.code : undefined;
      this.#parts.log('warn', { run, code, error: (error as Error).message }, `could not ${what} a run`);
    });
  }
}

/** Why, as text and as the sentence by which people hear it in their language. */
interface Told {
  because: string;
  becauseAs: WireSentence;
}
const told = (because: Sentence): Told => ({ because: String(because), becauseAs: because.toWire() });
