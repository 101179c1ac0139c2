/** Carries out what happens at random, on one depot: machines keep what they hold, requests go out as the parts would send them. */

import { WORKSPACE } from '../../../coordinator/core.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import type { RunOrder } from '../../../protocol/calls-agent.ts';
import { parseManifest } from '../../../protocol/manifest.ts';
import type { Depot, Machine, Offer, Reply } from './depot.ts';
import { type Act, DEPLOYMENTS, LABEL, POOLS, type Step, type Twist, type Word } from './job-acts.ts';
import type { Known } from './job-rows.ts';

type Entry = { n: number; atMs: number; e: Record<string, unknown> };

/** A run that a machine accepted, with its supervisor's spool. */
interface Held extends Offer {
  machine: string;
  boot: string;
  spooled: number;
  last: Entry[];
}

export interface Answered {
  act: Act['do'] | 'hello again';
  reply: Reply | undefined;
}

export class Play {
  readonly depot: Depot;
  readonly known: Known;
  /** Since they were last looked at, in order of asking. */
  readonly answers: Answered[] = [];
  readonly #held: Held[] = [];
  #boots = 1;

  constructor(depot: Depot, known: Known) {
    this.depot = depot;
    this.known = known;
  }

  /** Two pools, three robots (one is in both pools and has the label), three deployments, a queue with work in it. */
  async prepare(): Promise<void> {
    const { depot } = this;
    for (const [name, labels] of [
      ['plain', []],
      ['choosy', [LABEL]],
    ] as const) {
      const manifest = parseManifest({ name, version: '1.0.0', command: ['node', 'main.js'], needs: { labels } });
      const sha256 = (name === 'plain' ? 'a' : 'b').repeat(64);
      good(await depot.system('version.added', { manifest, sha256, content: sha256, bytes: 1, user: depot.user }));
    }
    for (const name of POOLS) good(await depot.ask('pool.create', { name }));
    for (const [name, pool] of [
      ['one', 'left'],
      ['two', 'left'],
      ['three', 'right'],
    ] as const)
      good(await depot.enrol(name, name === 'two' ? [LABEL] : [], pool));
    good(await depot.ask('pool.join', { pool: 'right', robot: 'two' }));
    for (const name of DEPLOYMENTS) good(await this.#deploy(name, {}));
    good(await depot.ask('queue.create', { name: 'work', attemptLimit: 3 }));
    for (const name of ['one', 'two', 'three']) await depot.hello(depot.machines.get(name)!, []);
    await depot.settle();
  }

  async carryOut({ acts, eager, after }: Step): Promise<void> {
    await this.#all(acts.map((act) => [act.do, () => this.#one(act)]));
    const offered = [...this.depot.machines.values()].filter(({ offers }) => offers.length > 0);
    if (eager) await this.#all(offered.map((machine) => ['answer', () => this.#answer(machine, usual)]));
    if (after && 'advance' in after) await this.depot.advance(after.advance);
    if (after && 'set' in after) {
      this.depot.clock.set(after.set);
      await this.depot.advance(1_000); // dates are compared with the clock once a second
    }
    if (after && 'restart' in after) await this.#restart(after.restart);
  }

  /** Asks without a pause in between; what they are answered is noted in the order of asking. */
  async #all(asks: [Answered['act'], () => Promise<Reply | undefined>][]): Promise<void> {
    const replies = asks.map(([, ask]) => ask());
    await this.depot.settle();
    for (const [i, reply] of (await Promise.all(replies)).entries()) this.answers.push({ act: asks[i]![0], reply });
    await this.depot.settle();
  }

  /** Some of those who were connected come back; the others stay away until they say hello. */
  async #restart(downMs: number): Promise<void> {
    const there = [...this.depot.machines.values()].filter(({ connected }) => connected);
    await this.depot.restart(downMs);
    for (const machine of there.slice(1)) await this.#all([['hello again', () => this.#hello(machine, 'all')]]);
  }

  #one(act: Act): Promise<Reply | undefined> {
    const { depot } = this;
    const machine = 'robot' in act ? depot.machines.get(act.robot)! : undefined;
    switch (act.do) {
      case 'run':
        return depot.ask('job.run', { deployment: act.deployment, ...act.over });
      case 'cancel':
        return depot.ask('job.cancel', { job: this.#job(act.nth), force: act.force });
      case 'priority':
        return depot.ask('job.setPriority', { job: this.#job(act.nth), priority: act.priority });
      case 'deploy':
        return this.#deploy(act.deployment, act.change);
      case 'undeploy':
        return depot.ask('deployment.delete', { deployment: act.deployment, force: act.force });
      case 'pause':
        return depot.ask('robot.pause', { robot: act.robot, paused: act.paused });
      case 'pool':
        return depot.ask(act.verb, { pool: act.pool, robot: act.robot });
      case 'delete':
        return this.#delete(machine!);
      case 'enrol':
        return machine!.robot ? nothing() : depot.enrol(act.robot, [], POOLS[0]);
      case 'hello':
        if (act.reboot) machine!.facts = { ...machine!.facts, boot: `boot ${++this.#boots}` };
        return machine!.robot ? this.#hello(machine!, act.holds) : nothing();
      case 'leave':
        return depot.leave(machine!);
      case 'lateLeave':
        return depot.system('robot.disconnected', { robot: machine!.robot, session: 's_old', because: 'it was slow' });
      case 'facts':
        machine!.facts = { ...machine!.facts, labels: act.labels };
        return machine!.connected
          ? depot.ask('robot.facts', { facts: machine!.facts }, depot.agentOf(machine!))
          : nothing();
      case 'answer':
        return this.#answer(machine!, act);
      case 'report':
        return this.#report(act.nth, act.words, act.twist);
      case 'silence':
        return this.#silence(act);
      case 'add':
        return this.#add();
      case 'take':
        return this.#take(act.nth);
    }
  }

  /** One of the newest jobs. */
  #job(nth: number): string {
    const jobs = [...this.known.jobs];
    return jobs[jobs.length - 1 - (nth % Math.max(1, jobs.length))] ?? 'j_none';
  }

  /** One of the runs that were accepted last. */
  #heldOne(nth: number): Held | undefined {
    return this.#held[this.#held.length - 1 - (nth % Math.max(1, this.#held.length))];
  }

  async #deploy(name: (typeof DEPLOYMENTS)[number], change: Record<string, unknown>): Promise<Reply> {
    const updated = await this.depot.ask('deployment.update', { deployment: name, ...change });
    if ('ok' in updated) return updated;
    const { enabled: _, ...said } = change;
    const targets = { pooled: { pool: 'left' }, choosy: { pool: 'right' }, pinned: { robots: ['one', 'two'] } };
    const usual = {
      retries: 2,
      backoff: name === 'pinned' ? { kind: 'exponential', ms: 3_000 } : { kind: 'none', ms: 0 },
    };
    const wanted = { name, package: name === 'choosy' ? 'choosy' : 'plain', ...usual, ...targets[name], ...said };
    return this.depot.ask('deployment.create', wanted);
  }

  async #delete(machine: Machine): Promise<Reply> {
    const reply = await this.depot.ask('robot.delete', { robot: machine.name });
    if ('ok' in reply) Object.assign(machine, { robot: '', session: '', connected: undefined, offers: [] });
    return reply;
  }

  /** `dead`: its supervisors are gone without a word; `done`: they are gone and left an exit record. */
  #hello(machine: Machine, holds: 'all' | 'none' | 'dead' | 'done'): Promise<Reply> {
    const mine = this.#held.filter((held) => held.machine === machine.name).slice(-2);
    const state = { alive: holds === 'all', ended: holds === 'done' };
    const runs = mine.map(({ run, epoch, boot }) => ({ run, epoch, boot, ...state }));
    return this.depot.hello(machine, holds === 'none' ? [] : runs);
  }

  /** Of an offer: whoever has one, beginning with the one who was named. */
  async #answer(named: Machine, { verb, to, stale }: Extract<Act, { do: 'answer' }>): Promise<Reply | undefined> {
    const offered = [named, ...this.depot.machines.values()].find(({ offers }) => offers.length > 0);
    const machine = to === 'offer' ? (offered ?? named) : named;
    const last = this.#held.findLast((held) => held.machine === named.name);
    const offer = to === 'offer' ? machine.offers.shift() : last;
    if (!offer || !machine.robot) return undefined;
    const { run, epoch } = offer;
    const because = verb === 'run.accept' ? {} : { because: 'the test says so' };
    const said = { run, epoch: stale ? epoch + 1 : epoch, ...because };
    const reply = await this.depot.ask(verb, said, this.depot.agentOf(machine));
    if (verb === 'run.accept' && 'ok' in reply && to === 'offer') {
      const { boot } = machine.facts;
      this.#held.push({ run, epoch, machine: machine.name, boot, spooled: 0, last: [] });
    }
    return 'ok' in reply ? { ok: withoutTokens(reply.ok) } : reply;
  }

  #report(nth: number, words: readonly Word[], twist: Twist): Promise<Reply | undefined> {
    const held = this.#heldOne(nth);
    if (!held) return nothing();
    const { run, epoch } = held;
    const first = held.spooled + 1 + (twist === 'gap' ? 1 : 0);
    const fresh = words.map((word, i) => ({ n: first + i, atMs: 10 * (first + i), e: { ...entries[word] } }));
    const sent = twist === 'again' && held.last.length > 0 ? held.last : fresh;
    if (twist !== 'gap' && sent === fresh) Object.assign(held, { spooled: held.spooled + fresh.length, last: fresh });
    const said = { run, epoch: twist === 'stale' ? epoch + 1 : epoch, entries: sent };
    const who: Principal = { kind: 'supervisor', run, epoch, workspace: WORKSPACE };
    return this.depot.ask('run.report', said, who);
  }

  /** The coordinator's own timers, at any moment: for one of the newest jobs' run instance. */
  async #silence({ nth, verb, stale }: Extract<Act, { do: 'silence' }>): Promise<Reply | undefined> {
    const job = this.#job(nth);
    const row = await this.depot.read((view) => view.get('run', view.get('job', job)?.run ?? ''));
    if (!row) return undefined;
    const reason = verb === 'run.lose' ? { reason: 'agent-lost' } : {};
    return this.depot.system(verb, { run: row.id, epoch: row.epoch + (stale ? 1 : 0), ...reason, because: 'silence' });
  }

  async #add(): Promise<Reply> {
    const reply = await this.depot.ask('resource.add', { queue: 'work', value: 1 });
    if ('ok' in reply) this.known.resources.add((reply.ok as { id: string }).id);
    return reply;
  }

  #take(nth: number): Promise<Reply | undefined> {
    const held = this.#heldOne(nth);
    if (!held) return nothing();
    const who: Principal = { kind: 'script', run: held.run, epoch: held.epoch, workspace: WORKSPACE };
    const lock = nth % 2 === 0 ? { read: true, write: true } : { write: true };
    return this.depot.ask('resource.get', { queue: 'work', lock, timeout: 0 }, who);
  }
}

const usual: Extract<Act, { do: 'answer' }> = {
  ...{ do: 'answer', robot: 'one', verb: 'run.accept', to: 'offer', stale: false },
};

const nothing = () => Promise.resolve(undefined);

const entries: Record<Word, Record<string, unknown>> = {
  started: { kind: 'started', pid: 1 },
  line: { kind: 'line', level: 'info', source: 'stdout', text: 'a line' },
  output: { kind: 'output', value: { n: 1 } },
  succeeded: { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 },
  failed: { kind: 'ended', state: 'failed', reason: 'script-error', exitCode: 1, error: 'it broke' },
  cancelled: { kind: 'ended', state: 'cancelled', reason: 'cancelled', signal: 'SIGTERM' },
  lost: { kind: 'ended', state: 'lost', reason: 'internal', error: 'the supervisor broke' },
};

/** Secrets differ from engine to engine. */
function withoutTokens(result: unknown): unknown {
  const { supervisorToken: _, scriptToken: __, ...order } = result as Partial<RunOrder>;
  return order;
}

/** Without what the stories stand on nothing could go wrong in them. */
function good(reply: Reply): void {
  if (!('ok' in reply)) throw new Error(`the model could not be prepared: ${reply.code}: ${reply.message}`);
}
