/** Packages, robots, deployments and jobs for rule tests: each step is the real rule, as the coordinator would run it. */

import { randomBytes } from 'node:crypto';
import { credentialsIn } from '../../../coordinator/domain/credentials-in.ts';
import { MASK } from '../../../coordinator/domain/job-params.ts';
import type { JobRow, RunRow } from '../../../coordinator/domain/rows.ts';
import { ruleFor } from '../../../coordinator/domain/rules.ts';
import { typedOwner } from '../../../coordinator/domain/typed-value.ts';
import type { Effect, Principal } from '../../../coordinator/domain/view.ts';
import type { MasterKey } from '../../../coordinator/master-keys.ts';
import { seal, unseal } from '../../../coordinator/seal.ts';
import { mayHoldCredentials } from '../../../coordinator/typed-secrets.ts';
import type { HeldRun } from '../../../protocol/calls-agent.ts';
import type { RunEntry } from '../../../protocol/calls-run.ts';
import type { Params, ParamsIn, Result, WriteVerb } from '../../../protocol/contract.ts';
import type { ErrorCode, GantryError } from '../../../protocol/errors.ts';
import type { Role } from '../../../protocol/fields.ts';
import { Manifest } from '../../../protocol/manifest.ts';
import type { SealedText } from '../../../protocol/shapes-asset.ts';
import type { Facts } from '../../../protocol/shapes-fleet.ts';
import { checkParams } from '../../../protocol/validate.ts';
import { START, SYSTEM, WORKSPACE, type World, world } from './world.ts';

export const facts = (change: Partial<Facts> = {}): Facts => ({
  machine: 'machine-9',
  account: 'robot-account',
  os: 'Debian 12',
  arch: 'x64',
  agentVersion: '0.9.1',
  node: '24.1.2',
  labels: ['eu'],
  screen: 'virtual',
  freeDiskMb: 5_000,
  boot: 'boot-7',
  ...change,
});

type Sealed = Record<string, SealedText>;
const mapped = (values: object) => Object.fromEntries(Object.keys(values).map((name) => [name, MASK]));

export class Fleet {
  readonly key: MasterKey = { id: 'k_first', bytes: randomBytes(32) };
  readonly world: World = world();
  readonly sessions = new Map<string, string>();
  #count = 0;
  #spooled = new Map<string, number>();

  /** Runs a verb through permission check and rule; parameters are checked by the contract first. */
  do<V extends WriteVerb>(verb: V, params: ParamsIn<V>, who: Principal = SYSTEM): Result<V> {
    const { said, sealed } = this.#sealed(verb, params);
    return this.world.do<Params<V>, Result<V>>(ruleFor(verb), said, who, sealed);
  }

  refused<V extends WriteVerb>(code: ErrorCode, verb: V, params: ParamsIn<V>, who: Principal = SYSTEM): GantryError {
    const { said, sealed } = this.#sealed(verb, params);
    return this.world.refused<Params<V>, Result<V>>(code, ruleFor(verb), said, who, sealed);
  }

  /** Typed credentials come sealed, as the service does it (typed-secrets.ts). */
  #sealed<V extends WriteVerb>(verb: V, params: ParamsIn<V>): { said: Params<V>; sealed?: Sealed } {
    const said = checkParams(verb, params);
    if (!mayHoldCredentials(verb, said)) return { said };
    const typed = this.#credentials(verb, said);
    const sealed = Object.entries(typed).map(([name, value]) => [
      name,
      seal(JSON.stringify(value), typedOwner(name), this.key),
    ]);
    const values = { ...(said as { params: object }).params, ...mapped(typed) };
    return { said: { ...said, params: values }, sealed: Object.fromEntries(sealed) };
  }

  #credentials(verb: WriteVerb, said: unknown) {
    try {
      return credentialsIn(this.world.view, WORKSPACE, verb, said);
    } catch {
      return {}; // the rule says why
    }
  }

  /** The refusals of rules that get their parameters as they are, past the service that seals credentials. */
  unsealed =
    (who: Principal) =>
    <V extends WriteVerb>(verb: V, params: ParamsIn<V>): GantryError =>
      this.world.refused<Params<V>, Result<V>>('ValidationError', ruleFor(verb), checkParams(verb, params), who);

  /** What was typed for this parameter of a row. */
  typed(row: Readonly<{ secrets: Record<string, string> }>, name: string): unknown {
    return JSON.parse(unseal(this.world.row('secret', row.secrets[name]!), this.key));
  }

  /** A person with a user row of this role. */
  person(role: Role = 'admin', name = `${role} person`): Principal {
    const known = this.world.all('user').find((row) => row.name === name);
    const user = known?.id ?? this.do('user.created', { name, fullName: `Full ${name}`, role, passwordHash: 'x' }).id;
    return { kind: 'person', user, name: `Full ${name}`, role, workspace: WORKSPACE };
  }

  publish(change: object = {}, sha = 'a'): Result<'version.added'> {
    const manifest = Manifest.parse({ name: 'invoices', version: '1.0.0', command: ['node', 'main.js'], ...change });
    const who = this.person();
    const user = who.kind === 'person' ? who.user : '';
    const sha256 = sha.repeat(64).slice(0, 64);
    const content = [...sha256].reverse().join('');
    return this.do('version.added', { manifest, sha256, content, bytes: 321, user });
  }

  /** An enrolled robot, connected unless told otherwise; its id. */
  robot(
    name: string,
    { pool = '', online = true, ...change }: Partial<Facts> & { pool?: string; online?: boolean } = {},
  ) {
    const who = this.person();
    const hash = `enrol-${++this.#count}`;
    const user = who.kind === 'person' ? who.user : '';
    const expires = this.world.now + 1_000;
    this.do('token.made', { hash, kind: 'enrol', user, name: '', pool, expires });
    const { robot } = this.do('robot.enrolled', {
      tokenHash: hash,
      name,
      publicKey: `key ${name}`,
      facts: facts(change),
    });
    if (online) this.connect(robot, [], change);
    return robot;
  }

  connect(robot: string, runs: HeldRun[] = [], change: Partial<Facts> = {}): Result<'robot.connected'>['runs'] {
    const session = `s_${++this.#count}`;
    this.sessions.set(robot, session);
    return this.do('robot.connected', { robot, session, facts: facts(change), runs }).runs;
  }

  disconnect(robot: string): void {
    const session = this.sessions.get(robot) ?? '';
    this.do('robot.disconnected', { robot, session, because: 'socket closed' });
  }

  pool(name: string): string {
    return this.do('pool.create', { name }, this.person()).id;
  }

  /** A deployment on the pool `main` (made when missing) unless a target is named. */
  deploy(change: Partial<ParamsIn<'deployment.create'>> = {}): Result<'deployment.create'> {
    const targeted = change.pool !== undefined || change.robots !== undefined;
    if (!targeted && !this.world.all('pool').some((p) => p.name === 'main')) this.pool('main');
    if (this.world.all('package').length === 0) this.publish();
    const target = targeted ? {} : { pool: 'main' };
    const name = `deployment ${++this.#count}`;
    return this.do('deployment.create', { name, package: 'invoices', ...target, ...change }, this.person());
  }

  run(deployment: string, change: Partial<ParamsIn<'job.run'>> = {}): string {
    return this.do('job.run', { deployment, ...change }, this.person()).jobs[0]!.id;
  }

  dispatch(robot: string): Readonly<RunRow> | undefined {
    const { run } = this.do('robot.dispatch', { robot });
    return run === undefined ? undefined : this.world.row('run', run);
  }

  agent(robot: string): Principal {
    return { kind: 'agent', robot, session: this.sessions.get(robot) ?? '', workspace: WORKSPACE };
  }

  accept(run: Readonly<RunRow>): Result<'run.accept'> {
    return this.do('run.accept', { run: run.id, epoch: run.epoch }, this.agent(run.robot));
  }

  /** Dispatches to this robot and accepts: the running run instance. */
  start(robot: string): Readonly<RunRow> {
    const run = this.dispatch(robot);
    if (!run) throw new Error(`nothing to do for ${robot}`);
    this.accept(run);
    return this.world.row('run', run.id);
  }

  supervisor(run: Readonly<RunRow>, epoch = run.epoch): Principal {
    return { kind: 'supervisor', run: run.id, epoch, workspace: WORKSPACE };
  }

  /** The next entries of the run's spool. */
  report(run: Readonly<RunRow>, ...entries: RunEntry[]): Result<'run.report'> {
    const before = this.#spooled.get(run.id) ?? 0;
    this.#spooled.set(run.id, before + entries.length);
    const numbered = entries.map((e, i) => ({ n: before + i + 1, atMs: (before + i + 1) * 10, e }));
    return this.do('run.report', { run: run.id, epoch: run.epoch, entries: numbered }, this.supervisor(run));
  }

  end(run: Readonly<RunRow>, state: 'succeeded' | 'failed' | 'cancelled' = 'succeeded', error = ''): Readonly<RunRow> {
    const reason = { succeeded: 'completed', failed: 'script-error', cancelled: 'cancelled' } as const;
    this.report(run, { kind: 'ended', state, reason: reason[state], exitCode: state === 'succeeded' ? 0 : 3, error });
    return this.world.row('run', run.id);
  }

  job(id: string): Readonly<JobRow> {
    return this.world.row('job', id);
  }

  /** Effects of this kind since the last call of `quiet`. */
  effects<K extends Effect['kind']>(kind: K): Extract<Effect, { kind: K }>[] {
    return this.world.effects.filter((e): e is Extract<Effect, { kind: K }> => e.kind === kind);
  }

  quiet(): void {
    this.world.effects = [];
  }
}

export const fleet = (): Fleet => new Fleet();
export { START, SYSTEM };
