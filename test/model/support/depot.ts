/**
 * A coordinator without its sockets, and robots whose agents the test plays: real rules, writer, dispatch, sessions and
 * chores over one engine, on a clock that the test moves. What happens is told to a watcher, command by command.
 */
import { cpSync, rmSync } from 'node:fs';
import { systemClock } from '../../../coordinator/clock.ts';
import type { Connection } from '../../../coordinator/connection.ts';
import { SYSTEM, WORKSPACE } from '../../../coordinator/core.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import { makeIds } from '../../../coordinator/ids.ts';
import { createLog } from '../../../coordinator/log.ts';
import { composeInside, type Inside } from '../../../coordinator/services.ts';
import { openStore } from '../../../coordinator/store/open-store.ts';
import type { Command, Look, Outcome, Store } from '../../../coordinator/store/store.ts';
import type { HeldRun } from '../../../protocol/calls-agent.ts';
import type { WriteVerb } from '../../../protocol/contract.ts';
import { GantryError } from '../../../protocol/errors.ts';
import type { Facts } from '../../../protocol/shapes-fleet.ts';
import { fakeFacts } from '../../support/fake-agent.ts';
import { folder } from '../../support/folder.ts';
import { MovedWall } from './moved-wall.ts';
import { emptyDatabase, watched } from './watched.ts';

export type Engine = 'memory' | 'sqlite';
export type Reply = { ok: unknown } | { code: string; message: string };
export const START = 1_800_000_000_000;
/** Real intervals must not fire in a test that lives in another time. */
const NEVER_MS = 2 ** 30;
const LIMITS = { hellosPerSecond: 1_000_000 };

export interface Offer {
  run: string;
  epoch: number;
}
/** A robot's machine, as the test plays it. */
export interface Machine {
  name: string;
  /** '' until it is enrolled, and after it was deleted. */
  robot: string;
  session: string;
  connected: Parameters<Inside['sessions']['addAgent']>[0] | undefined;
  facts: Facts;
  /** Not answered yet, oldest first. */
  offers: Offer[];
}

/** `view`: the rows as the command left them, when it was alone in its commit. */
export type Watcher = (command: Command, outcome: Outcome, now: number, read: Store['read']) => Promise<void>;

export class Depot {
  readonly engine: Engine;
  readonly clock = new MovedWall(START);
  readonly machines = new Map<string, Machine>();
  readonly #watcher: Watcher;
  readonly #folder: string;
  #store!: Store;
  #inside!: Inside;
  #person!: Extract<Principal, { kind: 'person' }>;
  #sessions = 0;

  private constructor(engine: Engine, watcher: Watcher) {
    this.engine = engine;
    this.#watcher = watcher;
    this.#folder = engine === 'sqlite' ? folder('model-jobs', 'memory') : '';
  }

  static async open(engine: Engine, watcher: Watcher): Promise<Depot> {
    const depot = new Depot(engine, watcher);
    if (engine === 'sqlite') cpSync(await emptyDatabase(), depot.#folder, { recursive: true });
    await depot.#start();
    const user = (await depot.#inside.auth.firstAdministrator())!;
    depot.#person = { kind: 'person', user, name: 'Administrator', role: 'admin', workspace: WORKSPACE };
    return depot;
  }

  /** Id of the administrator. */
  get user(): string {
    return this.#person.user;
  }

  read<R>(look: (view: Look) => R): Promise<R> {
    return this.#store.read(look);
  }

  /** As a person, an agent, a supervisor, a script. */
  async ask(verb: string, params: unknown, who: Principal = this.#person): Promise<Reply> {
    const run = who.kind === 'script' || who.kind === 'supervisor' ? who.run : '';
    return replyOf(this.#inside.router.answer(verb, params, { who, from: 'test', line: { run } }));
  }

  /** One of the coordinator's own verbs, as its services would send it. */
  system(verb: WriteVerb, params: unknown): Promise<Reply> {
    return replyOf(this.#inside.core.system(verb, params as never));
  }

  agentOf({ robot, session }: Machine): Principal {
    return { kind: 'agent', robot, session, workspace: WORKSPACE };
  }

  async enrol(name: string, labels: string[], pool: string): Promise<Reply> {
    const machine: Machine = this.machines.get(name) ?? {
      ...{ name, robot: '', session: '', connected: undefined, offers: [] },
      facts: fakeFacts({ labels, machine: `machine of ${name}`, boot: 'boot 1' }),
    };
    this.machines.set(name, machine);
    const hash = `enrolment ${++this.#sessions} of ${name}`;
    const expires = this.clock.now() + NEVER_MS;
    await this.system('token.made', { hash, kind: 'enrol', user: this.#person.user, name, pool, expires });
    const reply = await this.system('robot.enrolled', {
      tokenHash: hash,
      name,
      publicKey: 'none',
      facts: machine.facts,
    });
    if ('ok' in reply) machine.robot = (reply.ok as { robot: string }).robot;
    return reply;
  }

  /** As the agent's socket does it: the newer session first, then the rule. */
  hello(machine: Machine, runs: HeldRun[]): Promise<Reply> {
    const { robot, facts } = machine;
    const session = `s_${String(++this.#sessions).padStart(20, '0')}`;
    machine.session = session;
    machine.offers = [];
    const connected = { robot, session, connection: this.#connectionOf(machine) };
    machine.connected = connected;
    this.#inside.sessions.addAgent(connected);
    return this.system('robot.connected', { robot, session, facts, runs });
  }

  /** Its connection ends; `late`: the word of it comes after the agent is back. */
  async leave(machine: Machine): Promise<Reply | undefined> {
    const { connected } = machine;
    machine.connected = undefined;
    if (!connected || !this.#inside.sessions.removeAgent(connected)) return undefined;
    const { robot, session } = connected;
    return this.system('robot.disconnected', { robot, session, because: 'the test says so' });
  }

  /** Everybody who is connected is asked to look for work. */
  dispatchAll(): void {
    this.#inside.dispatch.everybody();
  }

  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 4; ) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#inside.writer.idle ? quiet + 1 : 0;
    }
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.settle());
  }

  /** Ends and starts again, `downMs` later; every connection is gone. */
  async restart(downMs: number): Promise<void> {
    await this.settle();
    await this.#stop();
    for (const machine of this.machines.values()) Object.assign(machine, { connected: undefined, offers: [] });
    await this.clock.advance(downMs, async () => {});
    await this.#start();
    await this.settle();
  }

  async close(): Promise<void> {
    await this.#stop();
    if (this.engine === 'memory') await this.#store.close();
    else rmSync(this.#folder, { recursive: true, force: true }); // memory is dear
  }

  #connectionOf(machine: Machine): Connection {
    const notice = (verb: string, params: Offer) => {
      if (verb === 'run.offer') machine.offers.push({ run: params.run, epoch: params.epoch });
      if (verb === 'run.stop') machine.offers = machine.offers.filter(({ run }) => run !== params.run);
    };
    return { notice, close: () => {}, lastHeard: systemClock.monotonic() } as unknown as Connection;
  }

  async #start(): Promise<void> {
    if (this.engine === 'sqlite')
      this.#store = await openStore({ engine: 'sqlite', folder: this.#folder, ids: makeIds });
    else this.#store ??= await openStore({ engine: 'memory', ids: makeIds });
    const store = this.#store;
    const told = (command: Command, outcome: Outcome, now: number) =>
      this.#watcher(command, outcome, now, (look) => store.read(look));
    this.#inside = composeInside({
      options: {
        data: this.#folder,
        clock: this.clock,
        timers: { lostSweepMs: NEVER_MS, pruneMs: NEVER_MS },
        limits: LIMITS,
      },
      store: watched(store, told, { alone: this.engine === 'memory' }),
      log: createLog('error'),
      place: { url: () => '', version: 'test', started: START },
      onBroken: (error) => {
        throw error;
      },
    });
    await this.#inside.core.submit({ verb: 'coordinator.started', params: {}, who: SYSTEM });
    await this.#inside.chores.beforeListening();
    await this.#inside.chores.start();
  }

  async #stop(): Promise<void> {
    this.#inside.chores.stop();
    this.#inside.waits.close();
    await this.#inside.writer.close();
    if (this.engine === 'sqlite') await this.#store.close();
  }
}

async function replyOf(answer: Promise<unknown>): Promise<Reply> {
  try {
    return { ok: await answer };
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return { code: error.code, message: error.message };
  }
}
