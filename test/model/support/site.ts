/**
 * A coordinator without its sockets over one engine: the real rules, writer, waiting room and chores, on a clock that
 * the test moves. Clients are request numbers and lines, as a socket would give them; a restart keeps what is on the disk.
 */
import { cpSync, rmSync } from 'node:fs';
import { WORKSPACE } from '../../../coordinator/core.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import { makeIds } from '../../../coordinator/ids.ts';
import { createLog } from '../../../coordinator/log.ts';
import { composeInside, type Inside } from '../../../coordinator/services.ts';
import { openStore } from '../../../coordinator/store/open-store.ts';
import type { Command, Outcome, Store } from '../../../coordinator/store/store.ts';
import type { Line } from '../../../coordinator/waits.ts';
import { GantryError } from '../../../protocol/errors.ts';
import { MovedClock } from '../../../testing/clock.ts';
import { Fleet, type RunEnding, type StartedRun } from '../../../testing/fleet.ts';
import { folder } from '../../support/folder.ts';
import { emptyDatabase, watched } from './watched.ts';

export type Engine = 'memory' | 'sqlite';
export const START = 1_800_000_000_000;
/** Real intervals must not fire in a test that lives in another time. */
const NEVER_MS = 2 ** 30;

/** One request of an actor, from its first sending to its answer. */
export interface Asked {
  actor: string;
  verb: string;
  params: Record<string, unknown>;
  /** `run:client:n`, unique: the receipt's id; '' for people, who have none. */
  receipt: string;
  number: number;
  who: Principal;
  /** The clock when it was sent; after a reconnect its time counts anew. */
  at: number;
  /** Its giving up was asked for. */
  forgotten?: boolean;
  reply?: { ok: unknown } | { code: string; message: string };
}

/** What is told to whoever watches a site, in the order in which it happened. */
export interface Watcher {
  committed(command: Command, outcome: Outcome, now: number): void;
  /** This request is in no line any more: answered, given up, or its connection is gone. */
  left(asked: Asked): void;
  answered(asked: Asked, now: number): void;
}

interface Actor {
  name: string;
  line: Line;
  run: StartedRun | undefined;
  next: number;
}

export class Site {
  readonly engine: Engine;
  readonly clock = new MovedClock(START);
  readonly watcher: Watcher;
  /** Every request, in order of sending. */
  readonly asked: Asked[] = [];
  readonly #actors = new Map<string, Actor>();
  readonly #folder: string;
  #store!: Store;
  #inside!: Inside;
  #fleet!: Fleet;
  #person!: Principal;

  private constructor(engine: Engine, watcher: Watcher) {
    this.engine = engine;
    this.watcher = watcher;
    this.#folder = engine === 'sqlite' ? folder('model', 'memory') : '';
  }

  /** Open for robots of these names, each in a running run, and for the people `ada` and `bob`. */
  static async open(engine: Engine, watcher: Watcher, robots: readonly string[]): Promise<Site> {
    const site = new Site(engine, watcher);
    if (engine === 'sqlite') cpSync(await emptyDatabase(), site.#folder, { recursive: true });
    await site.#start();
    const admin = (await site.#inside.auth.firstAdministrator())!;
    site.#fleet = new Fleet(site.#inside, admin);
    site.#person = { kind: 'person', user: admin, name: 'Administrator', role: 'admin', workspace: WORKSPACE };
    for (const name of robots) site.#actors.set(name, { name, line: { run: '' }, run: undefined, next: 1 });
    for (const name of robots) await site.startRun(name);
    site.#actors.set('ada', { name: 'ada', line: { run: '' }, run: undefined, next: 1 });
    return site;
  }

  get store(): Store {
    return this.#store;
  }

  /** Sends a request; its answer is to be found in what this returns. */
  ask(actor: string, verb: string, params: Record<string, unknown>): Asked {
    const { run, next } = this.#actor(actor);
    this.#actor(actor).next++;
    const who = run?.script ?? this.#person;
    const receipt = run ? `${run.run}:model:${next}` : '';
    const asked: Asked = { actor, verb, params, receipt, number: next, who, at: this.clock.now() };
    this.asked.push(asked);
    this.#send(asked);
    return asked;
  }

  /** Sends an answered request once more, as a client does that did not get the answer (S10). */
  repeat(before: Asked): Asked {
    const { reply: _, forgotten: __, ...again } = before;
    const asked = { ...again, at: this.clock.now() };
    this.asked.push(asked);
    this.#send(asked);
    return asked;
  }

  /** The oldest open request of this actor is given up. */
  async forget(actor: string): Promise<void> {
    const { line, run } = this.#actor(actor);
    const oldest = this.open.find((asked) => asked.actor === actor && asked.who === run?.script);
    if (!oldest) return;
    oldest.forgotten = true;
    await this.#inside.waits.forget(line, oldest.number);
  }

  /** The connection breaks; the client comes back and asks again what was not answered. */
  reconnect(actor: string): void {
    const { line } = this.#actor(actor);
    this.#inside.waits.drop(line);
    this.#newLine(actor);
    const mine = this.open.filter((asked) => asked.actor === actor);
    for (const asked of mine) this.watcher.left(asked);
    for (const asked of mine) this.#send(asked);
  }

  get open(): Asked[] {
    return this.asked.filter((asked) => asked.reply === undefined);
  }

  async startRun(actor: string): Promise<void> {
    this.#actor(actor).run = await this.#fleet.start(actor);
    this.#newLine(actor);
  }

  endRun(actor: string, how: RunEnding): Promise<void> {
    return this.#fleet.end(this.#actor(actor).run!, how);
  }

  runOf(actor: string): string {
    return this.#actor(actor).run?.run ?? '';
  }

  /** Everything that was asked is answered or stands in line. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 4; ) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#inside.writer.idle ? quiet + 1 : 0;
    }
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.settle());
  }

  /** Ends and starts again, `downMs` later; then every client comes back and repeats what was not answered. */
  async restart(downMs: number): Promise<void> {
    await this.settle();
    const waiting = this.open;
    await this.#stop();
    for (const asked of waiting) this.watcher.left(asked);
    await this.clock.advance(downMs, async () => {});
    await this.#start();
    const runs = [...this.#actors.values()].flatMap((actor) => actor.run ?? []);
    this.#fleet.moveTo(this.#inside);
    await this.#fleet.reconnect(runs);
    for (const name of this.#actors.keys()) this.#newLine(name);
    for (const asked of waiting) this.#send(asked);
    await this.settle();
  }

  /** A reading verb, as a person. */
  async read<R>(verb: string, params: Record<string, unknown>): Promise<R> {
    return (await this.#inside.router.answer(verb, params, {
      who: this.#person,
      from: 'test',
      line: { run: '' },
    })) as R;
  }

  async close(): Promise<void> {
    await this.#stop();
    if (this.engine === 'memory') await this.#store.close();
    else rmSync(this.#folder, { recursive: true, force: true }); // memory is dear
  }

  #actor(name: string): Actor {
    const actor = this.#actors.get(name);
    if (!actor) throw new Error(`there is no ${name}`);
    return actor;
  }

  #newLine(name: string): void {
    const actor = this.#actor(name);
    actor.line = { run: actor.run?.run ?? '' };
  }

  async #send(asked: Asked): Promise<void> {
    asked.at = this.clock.now();
    const { line, run } = this.#actor(asked.actor);
    const client = run ? asked.receipt.slice(0, asked.receipt.lastIndexOf(':')) : undefined;
    const asker = { who: asked.who, from: 'test', line, client };
    try {
      const ok = await this.#inside.router.answer(asked.verb, asked.params, asker, asked.number);
      if (ok !== undefined) this.#answer(asked, { ok });
    } catch (error) {
      if (!(error instanceof GantryError)) throw error;
      this.#answer(asked, { code: error.code, message: error.message });
    }
  }

  #answer(asked: Asked, reply: NonNullable<Asked['reply']>): void {
    asked.reply = reply;
    this.watcher.left(asked);
    this.watcher.answered(asked, this.clock.now());
  }

  async #start(): Promise<void> {
    if (this.engine === 'sqlite')
      this.#store = await openStore({ engine: 'sqlite', folder: this.#folder, ids: makeIds });
    else this.#store ??= await openStore({ engine: 'memory', ids: makeIds });
    const timers = { lostSweepMs: NEVER_MS, pruneMs: NEVER_MS };
    this.#inside = composeInside({
      options: { data: this.#folder, clock: this.clock, timers },
      store: watched(this.#store, (...told) => this.watcher.committed(...told)),
      log: createLog('error'),
      place: { url: () => '', version: 'test', started: START },
      onBroken: (error) => {
        throw error;
      },
    });
    await this.#inside.core.system('coordinator.started', {});
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
