/**
 * `gantry/testing` (S14): the real coordinator, in memory, with a clock that the test moves. Package authors test their
 * robots against it without an agent, a server or a screen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../coordinator/clock.ts';
import { WORKSPACE } from '../coordinator/core.ts';
import { RunningCoordinator } from '../coordinator/index.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { Parameter } from '../protocol/manifest.ts';
import type { ResourceEvent, ResourceWithValue } from '../protocol/shapes.ts';
import type { AssetType } from '../protocol/shapes-asset.ts';
import type { RobotParams } from '../sdk/environment.ts';
import { MovedClock } from './clock.ts';
import { Robots, type TestRobot } from './robots.ts';

export type { RunEnding, RunLeft } from './fleet.ts';
export type { TestRobot };

export interface TestOptions {
  /** What the clock shows at first; default: now. */
  now?: Date | number;
}

export interface TestResource<T = unknown> extends Omit<ResourceWithValue, 'value'> {
  value: T;
  /** What happened to it, oldest first. */
  history: ResourceEvent[];
}

/** A deployment that the robots under test start jobs of. */
export interface TestDeployment {
  /** As in a package's manifest: `{ name: 'number', type: 'number', required: true }`. */
  parameters?: readonly Partial<Parameter>[];
  /** Default 0. */
  retries?: number;
}

export interface TestClock {
  /** ms since 1970: the coordinator's time, which stands still but for `advance`. */
  now(): number;
  /**
   * Moves it ahead. What becomes due on the way (dated locks, timeouts, deferred resources) happens one after the other,
   * each at its very moment, and has happened when this resolves; the robots have their answers.
   */
  advance(ms: number): Promise<void>;
}

export interface TestCoordinator extends AsyncDisposable {
  readonly url: string;
  /** API token of an administrator, for `Authorization: Bearer …`. */
  readonly token: string;
  readonly clock: TestClock;
  /** Creates a queue; `attempts` is its limit (default: none). */
  queue(name: string, options?: { attempts?: number }): Promise<void>;
  /**
   * Creates an asset that these robots may read, or gives it another value: a text, a number, a boolean, `{user, secret}` for
   * a credential, or any other JSON value.
   */
  asset(name: string, value: Json): Promise<void>;
  /** A robot in a running run instance, each time another one unless it is named; `params` are its `robot.params`. */
  robot(name?: string, params?: RobotParams): Promise<TestRobot>;
  /** Makes a deployment, so that `robot.startJob(name, …)` finds it. */
  deployment(name: string, options?: TestDeployment): Promise<void>;
  /**
   * A robot that takes the next waiting job of a deployment, with its parameters as `robot.params`: `end('succeeded',
   * { output })` is what whoever waits for the job gets. Waits until there is one, some seconds at most.
   */
  take(deployment: string, robot?: string): Promise<TestRobot>;
  /** All resources of a queue with values and history, in the order of their creation; finished ones, too. */
  resources<T = unknown>(queue: string): Promise<TestResource<T>[]>;
  /** Resolves when everything that these robots asked for is done, or waits. */
  settle(): Promise<void>;
  /** Ends it, and every connection of its robots. Twice is fine. */
  close(): Promise<void>;
}

/** Nothing that goes by the machine's own time may come between: no search for silent runs, no pruning. */
const NEVER_MS = 2 ** 30;
const timers = { lostSweepMs: NEVER_MS, pruneMs: NEVER_MS, dateCheckMs: NEVER_MS, conditionSweepMs: NEVER_MS };
/** Turns of the event loop without work, after which nothing is under way: effects come a few turns after a commit. */
const QUIET_TURNS = 4;
const PAGE = 500;
/** ms of the machine's own time that `take` waits for a job. */
const MOST_TAKE_MS = 10_000;

/** Takes some tenths of a second; listens on a free port of this machine until it is closed. */
export async function startCoordinator(options: TestOptions = {}): Promise<TestCoordinator> {
  const started = new Started(new MovedClock(instant(options.now)));
  try {
    await started.start();
  } catch (error) {
    await started.close();
    throw error;
  }
  return started;
}

class Started implements TestCoordinator {
  token = '';
  readonly clock: TestClock;
  readonly #clock: MovedClock;
  readonly #data = mkdtempSync(join(tmpdir(), 'gantry-testing-'));
  readonly #coordinator: RunningCoordinator;
  #robots: Robots | undefined;

  constructor(clock: MovedClock) {
    this.#clock = clock;
    this.clock = { now: () => clock.now(), advance: (ms) => this.#advance(ms) };
    const options = { data: this.#data, port: 0, engine: 'memory', logLevel: 'error', clock, timers } as const;
    this.#coordinator = new RunningCoordinator(options);
  }

  get url(): string {
    return this.#coordinator.url;
  }

  async start(): Promise<void> {
    await this.#coordinator.start();
    const { auth, core } = this.#coordinator.inside;
    const [administrator] = await core.store.read((view) => view.pick('users', { workspace: WORKSPACE }, 1));
    const { id } = administrator!;
    this.token = (await auth.make('api', id, { name: 'testing', forMs: NEVER_MS })).token;
    this.#robots = new Robots(this.#coordinator.inside, id, this.url);
  }

  async queue(name: string, { attempts }: { attempts?: number } = {}): Promise<void> {
    await this.#ask('queue.create', { name, ...(attempts === undefined ? {} : { attemptLimit: attempts }) });
  }

  async asset(name: string, value: Json): Promise<void> {
    const { items } = await this.#ask<{ items: { name: string }[] }>('asset.list', {});
    if (items.some((asset) => asset.name === name)) await this.#ask('asset.set', { asset: name, value });
    else await this.#ask('asset.create', { name, type: typeOf(value), value });
    await this.#robots!.allow(name);
  }

  robot(name?: string, params?: RobotParams): Promise<TestRobot> {
    return this.#robots!.start(name, params);
  }

  deployment(name: string, { parameters = [], retries = 0 }: TestDeployment = {}): Promise<void> {
    return this.#robots!.deployment(name, parameters, retries);
  }

  async take(deployment: string, robot = this.#robots!.newName()): Promise<TestRobot> {
    for (const from = systemClock.monotonic(); systemClock.monotonic() - from < MOST_TAKE_MS; ) {
      await this.settle();
      const taken = await this.#robots!.take(deployment, robot);
      if (taken) return taken;
    }
    throw new GantryError(
      'JobTimeout',
      `no job of ${deployment} was there for ${robot} within ${MOST_TAKE_MS / 1_000} s`,
    );
  }

  async resources<T>(queue: string): Promise<TestResource<T>[]> {
    await this.settle();
    const found: TestResource<T>[] = [];
    let after: string | undefined;
    do {
      const page = await this.#ask<Page>('resource.list', {
        queue,
        limit: PAGE,
        dir: 'asc',
        ...(after ? { after } : {}),
      });
      for (const { id } of page.items) {
        const { resource, history } = await this.#ask<Shown>('resource.show', { queue, id });
        found.push({ ...resource, value: resource.value as T, history });
      }
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  async settle(): Promise<void> {
    await this.#robots!.heard();
    const { writer } = this.#coordinator.inside;
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = writer.idle ? quiet + 1 : 0;
    }
    await this.#robots!.heard();
  }

  async close(): Promise<void> {
    this.#robots?.close();
    await this.#coordinator.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0)
      throw new GantryError('ValidationError', `advance(ms): must be 0 or more milliseconds, not ${ms}`, {
        field: 'ms',
      });
    await this.#clock.advance(ms, () => this.settle());
  }

  /** As the administrator, without a detour over HTTP. */
  async #ask<R>(verb: string, params: Record<string, Json>): Promise<R> {
    const { auth, router } = this.#coordinator.inside;
    const who = (await auth.person(this.token, 'api'))!;
    return (await router.answer(verb, params, { who, from: 'testing', line: { run: '' } })) as R;
  }
}

interface Page {
  items: { id: string }[];
  next?: string;
}
interface Shown {
  resource: ResourceWithValue;
  history: ResourceEvent[];
}

function typeOf(value: Json): AssetType {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  const keys = typeof value === 'object' && value !== null ? Object.keys(value).sort().join(' ') : '';
  return keys === 'secret user' ? 'credential' : 'json';
}

const instant = (now: Date | number = systemClock.now()): number => (typeof now === 'number' ? now : now.getTime());
