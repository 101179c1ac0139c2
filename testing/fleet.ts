/** Robots without agents: their runs start and end by the coordinator's own verbs, as if a supervisor had reported. */
import { SYSTEM, WORKSPACE } from '../coordinator/core.ts';
import type { Principal } from '../coordinator/domain/view.ts';
import type { Inside } from '../coordinator/services.ts';
import type { RunOrder } from '../protocol/calls-agent.ts';
import type { RunEntry } from '../protocol/calls-run.ts';
import type { Params, ParamsIn, Result, WriteVerb } from '../protocol/contract.ts';
import type { Json } from '../protocol/fields.ts';
import { Manifest, type Parameter } from '../protocol/manifest.ts';
import type { Facts } from '../protocol/shapes-fleet.ts';
import { checkParams } from '../protocol/validate.ts';

/** How a run instance ends: as its supervisor reports it, or `lost` because nobody was heard any more. */
export type RunEnding = 'succeeded' | 'failed' | 'cancelled' | 'lost';

/** What a run leaves behind. */
export interface RunLeft {
  /** Its output, any JSON value (J33). */
  output?: Json;
  /** What went wrong. */
  message?: string;
}

/** A running run instance. */
export interface StartedRun {
  robot: string;
  run: string;
  epoch: number;
  job: string;
  /** What its agent was told; `scriptToken` is what its script shows. */
  order: RunOrder;
  /** Who its script and its supervisor are to the rules. */
  script: Principal;
  supervisor: Principal;
}

const PACKAGE = 'testing';
/** Nobody is heard of these runs: whoever starts the coordinator turns the search for lost runs off. */
const LOST_AFTER_MS = 86_400_000;
const NOT_HEARD = 'nobody was heard of it any more';
/** Each deployment has a pool of its own, so that a robot takes jobs of the one that is meant. */
const poolOf = (deployment: string) => `${deployment.slice(0, 50)} robots`;
const reasons = { succeeded: 'completed', failed: 'script-error', cancelled: 'cancelled' } as const;

const facts: Facts = {
  machine: 'test-machine',
  account: 'test-account',
  os: 'test',
  arch: 'test',
  agentVersion: '0.0.0',
  node: '0.0.0',
  labels: [],
  screen: 'none',
  freeDiskMb: 1_000,
  boot: 'test-boot',
};

/** What of a coordinator stands behind the robots. */
type Behind = Pick<Inside, 'core' | 'vault'>;

export class Fleet {
  #inside: Behind;
  readonly #person: Principal;
  readonly #robots = new Map<string, { id: string; session: string }>();
  #deployed = false;
  #packages = 0;
  readonly #assets = new Set<string>();
  #sessions = 0;

  /** `user`: id of an administrator. */
  constructor(inside: Behind, user: string) {
    this.#inside = inside;
    this.#person = { kind: 'person', user, name: 'Administrator', role: 'admin', workspace: WORKSPACE };
  }

  /** The coordinator was started anew: the same robots, before the new one. */
  moveTo(inside: Behind): void {
    this.#inside = inside;
  }

  /** Its runs may read this asset from now on. */
  async allow(asset: string): Promise<void> {
    this.#assets.add(asset);
    if (!this.#deployed) return;
    await this.#do('deployment.update', { deployment: PACKAGE, allowAssets: [...this.#assets] }, this.#person);
  }

  /** Starts a run on the robot of this name, which is enrolled at its first run; it must be on no other. */
  async start(name: string): Promise<StartedRun> {
    const robot = this.#robots.get(name) ?? (await this.#enrol(name));
    await this.#deploy(name);
    await this.#do('job.run', { deployment: PACKAGE, robots: [name], retries: 0 }, this.#person);
    const started = await this.#next(name, robot);
    if (!started) throw new Error(`the robot ${name} is on another run; end that one first`);
    return started;
  }

  /** A deployment that runs may start jobs of (J30), each of them taken by `take`. */
  async deployment(name: string, parameters: readonly Partial<Parameter>[], retries: number): Promise<void> {
    const pack = `${PACKAGE}-${++this.#packages}`;
    await this.#publish(pack, parameters);
    await this.#do('pool.create', { name: poolOf(name) }, this.#person);
    const wanted = { name, package: pack, pool: poolOf(name), retries, lostAfterMs: LOST_AFTER_MS };
    await this.#do('deployment.create', { ...wanted, recording: 'never' }, this.#person);
  }

  /** The robot of this name takes the best waiting job of a deployment; `undefined` when there is none. */
  async take(deployment: string, name: string): Promise<StartedRun | undefined> {
    const robot = this.#robots.get(name) ?? (await this.#enrol(name));
    const membership = { pool: poolOf(deployment), robot: name };
    await this.#do('pool.join', membership, this.#person);
    const started = await this.#next(name, robot);
    await this.#do('pool.leave', membership, this.#person); // it stays on its run
    return started;
  }

  /** Its best job, started. */
  async #next(name: string, robot: { id: string; session: string }): Promise<StartedRun | undefined> {
    const { run } = await this.#do('robot.dispatch', { robot: robot.id });
    const row = run === undefined ? undefined : await this.#inside.core.store.read((view) => view.get('run', run));
    if (!row) return undefined;
    const agent: Principal = { kind: 'agent', robot: robot.id, session: robot.session, workspace: WORKSPACE };
    const order = this.#inside.vault.opened(await this.#do('run.accept', { run: row.id, epoch: row.epoch }, agent));
    const who = { run: row.id, epoch: row.epoch, workspace: WORKSPACE };
    return {
      ...{ robot: name, run: row.id, epoch: row.epoch, job: row.job, order },
      script: { kind: 'script', ...who },
      supervisor: { kind: 'supervisor', ...who },
    };
  }

  /** Ends it; a second end changes nothing. */
  async end({ run, epoch, supervisor }: StartedRun, how: RunEnding, left: RunLeft = {}): Promise<void> {
    if (how === 'lost') {
      await this.#do('run.lose', { run, epoch, reason: 'agent-lost', because: left.message ?? NOT_HEARD });
      return;
    }
    const exitCode = how === 'succeeded' ? 0 : 1;
    const error = left.message === undefined ? {} : { error: left.message };
    const said: RunEntry[] = left.output === undefined ? [] : [{ kind: 'output', value: left.output }];
    said.push({ kind: 'ended', state: how, reason: reasons[how], exitCode, ...error });
    const entries = said.map((e, i) => ({ n: i + 1, atMs: 0, e }));
    await this.#do('run.report', { run, epoch, entries }, supervisor);
  }

  /** After a start of the coordinator: the robots say hello again, with the runs that they are on. */
  async reconnect(runs: readonly StartedRun[]): Promise<void> {
    await Promise.all([...this.#robots.keys()].map((name) => this.#hello(name, runs)));
  }

  async #enrol(name: string): Promise<{ id: string; session: string }> {
    const hash = `enrolment of ${name}`;
    const user = this.#person.kind === 'person' ? this.#person.user : '';
    await this.#do('token.made', { hash, kind: 'enrol', user, name, pool: '', expires: 0 });
    const { robot } = await this.#do('robot.enrolled', { tokenHash: hash, name, publicKey: 'none', facts });
    this.#robots.set(name, { id: robot, session: '' });
    await this.#hello(name, []);
    return this.#robots.get(name)!;
  }

  async #hello(name: string, runs: readonly StartedRun[]): Promise<void> {
    const robot = this.#robots.get(name)!;
    robot.session = `s_${++this.#sessions}`;
    const held = runs.filter((run) => run.robot === name).map(({ run, epoch }) => ({ run, epoch }));
    const alive = held.map((run) => ({ ...run, alive: true, ended: false, boot: facts.boot }));
    await this.#do('robot.connected', { robot: robot.id, session: robot.session, facts, runs: alive });
  }

  async #deploy(robot: string): Promise<void> {
    if (this.#deployed) return;
    this.#deployed = true;
    await this.#publish(PACKAGE, []);
    const allowAssets = [...this.#assets];
    const wanted = { name: PACKAGE, package: PACKAGE, robots: [robot], lostAfterMs: LOST_AFTER_MS, allowAssets };
    await this.#do('deployment.create', { ...wanted, recording: 'never' }, this.#person);
  }

  async #publish(name: string, parameters: readonly Partial<Parameter>[]): Promise<void> {
    const user = this.#person.kind === 'person' ? this.#person.user : '';
    const manifest = Manifest.parse({ name, version: '1.0.0', command: ['node', 'main.js'], parameters });
    const nothing = { sha256: '0'.repeat(64), content: '0'.repeat(64), bytes: 0 };
    await this.#do('version.added', { manifest, ...nothing, user });
  }

  async #do<V extends WriteVerb>(verb: V, params: ParamsIn<V>, who: Principal = SYSTEM): Promise<Result<V>> {
    const outcome = await this.#inside.core.submit({ verb, params: checkParams(verb, params) as Params<V>, who });
    if (outcome.kind === 'ok') return outcome.result as Result<V>;
    throw outcome.kind === 'refused' ? outcome.error : new Error(`${verb} waits`);
  }
}
