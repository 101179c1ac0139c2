/**
 * A robot without a machine: an agent's connection that takes what it is offered, and of its run the connections of a
 * supervisor and a script, over the agent's own links. Runs nothing; what it says is up to its user.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { steadyMs } from '../../agent/clock.ts';
import { newKeyPair, signNonce } from '../../agent/credentials.ts';
import { Link, type Talk } from '../../agent/link.ts';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import type { Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Notice } from '../../protocol/frame.ts';
import type { Notices } from '../../protocol/notices.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { callOpen } from '../api.ts';
import { VERSION } from '../version.ts';

/** ms until an enrolment is tried again when the coordinator says "too many" and not for how long. */
const TOO_MANY_MS = 2_000;

const facts: Facts = {
  ...{ machine: 'simulated', account: 'bench', os: 'simulated', arch: process.arch, agentVersion: VERSION },
  ...{ node: process.versions.node, labels: [], screen: 'none', freeDiskMb: 100_000, boot: 'bench' },
};

/** What a robot needs to say hello: as it stands in an agent's folder. */
export interface Identity {
  url: string;
  robot: string;
  name: string;
  privateKey: string;
}

/** Spends an enrolment token; waits as long as the coordinator admits no more enrolments. */
export async function enrol(url: string, token: string, name: string): Promise<Identity> {
  const { publicKey, privateKey } = newKeyPair();
  for (;;) {
    try {
      const { result } = await callOpen(url, 'agent.enrol', { token, name, publicKey, facts });
      return { url, privateKey, ...result };
    } catch (error) {
      if (!(error instanceof GantryError) || error.code !== 'TooMany') throw error;
      await pause(error.retryInMs ?? TOO_MANY_MS);
    }
  }
}

export interface AgentEvents {
  /** An offer was accepted; `acceptedAt` on the steady clock, ms. */
  onOrder(order: RunOrder, acceptedAt: number): void;
  onUp?(): void;
  /** Its own words are for a log; it goes on trying by itself. */
  onProblem?(error: Error): void;
}

/** The agent's connection. */
export class SimulatedAgent {
  readonly identity: Identity;
  readonly #link: Link;
  readonly #events: AgentEvents;
  /** Told at hello as a living run, so that a broken connection does not end it. */
  #holds: { run: string; epoch: number } | undefined;

  constructor(identity: Identity, events: AgentEvents) {
    this.identity = identity;
    this.#events = events;
    this.#link = new Link({
      url: `${identity.url.replace(/^http/, 'ws')}/ws/agent`,
      greet: (talk) => this.#hello(talk),
      onNotice: (notice) => this.#notice(notice),
      onChange: (up) => up && events.onUp?.(),
    });
  }

  get up(): boolean {
    return this.#link.up;
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  /** Its run is over: the next hello does not tell of it. */
  release(): void {
    this.#holds = undefined;
  }

  async #hello(talk: Talk): Promise<{ pingMs: number; silentMs: number }> {
    const { nonce } = (await talk.notice('challenge')) as Notices['challenge'];
    const { robot, privateKey } = this.identity;
    const signature = signNonce(privateKey, nonce);
    const runs = this.#holds ? [{ ...this.#holds, alive: true, ended: false, boot: facts.boot }] : [];
    const hello = { protocol: PROTOCOL_VERSION, robot, signature, facts, runs };
    return (await talk.ask('agent.hello', hello)) as Result<'agent.hello'>;
  }

  #notice({ verb, params }: Notice): void {
    if (verb === 'run.offer') this.#accept(params as Notices['run.offer']).catch(this.#events.onProblem ?? (() => {}));
  }

  async #accept({ run, epoch }: Notices['run.offer']): Promise<void> {
    const order = (await this.#link.client.call('run.accept', { run, epoch })) as RunOrder;
    this.#holds = { run, epoch };
    this.#events.onOrder(order, steadyMs());
  }
}

/** One connection of a run: its supervisor's or its script's, as the token says. */
export class SimulatedRun {
  readonly order: RunOrder;
  readonly ready: Promise<void>;
  readonly #link: Link;
  #spooled = 0;

  constructor(url: string, order: RunOrder, as: 'supervisor' | 'script') {
    this.order = order;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    const token = as === 'supervisor' ? order.supervisorToken : order.scriptToken;
    const client = `bench-${as}`;
    this.#link = new Link({
      url: `${url.replace(/^http/, 'ws')}/ws/run`,
      headers: { authorization: `Bearer ${token}` },
      greet: async (talk) => {
        await talk.ask('run.hello', { protocol: PROTOCOL_VERSION, client });
        return {};
      },
      onNotice: () => {},
      onChange: (up) => up && resolve(),
    });
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  call(verb: string, params: unknown): Promise<unknown> {
    return this.#link.client.call(verb, params);
  }

  /** Spool entries, one report. */
  report(...entries: RunEntry[]): Promise<unknown> {
    const { run, epoch } = this.order;
    const numbered = entries.map((e) => ({ n: ++this.#spooled, atMs: this.#spooled, e }));
    return this.call('run.report', { run, epoch, entries: numbered });
  }
}
