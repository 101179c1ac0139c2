/**
 * J9, J17, P6 over real sockets: however many start jobs, accept, withdraw, cancel and reconnect at the same moment, a robot
 * has one run, and a run instance is accepted by one robot, once.
 */
import * as assert from 'uvu/assert';
import type { RunOrder } from '../../protocol/calls-agent.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { RunView } from '../../protocol/shapes.ts';
import { type FakeAgent, FakeRun, FakeSocket, type Offer } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('one run on a robot at a time');

const ROBOTS = 4;
const ROUNDS = 3;
/** Starts at the same moment, by two people. */
const STARTS = 12;
/** How often each offer is accepted at once by its robot. */
const ACCEPTS = 3;
/** ms; so short that some are withdrawn while they are being accepted. */
const OFFER_MS = 25;

/** A console's connection: what it asks for in one turn arrives in one frame, and is one batch. */
async function signedIn(s: Stage): Promise<FakeSocket> {
  const cookie = await signInByLink(s.url, (await s.api('session.makeLink', {})).link);
  const socket = new FakeSocket(`${s.url.replace(/^http/, 'ws')}/ws/live`, { cookie, origin: s.url });
  await socket.opened();
  return socket;
}

/** Codes of refusals: what is expected of those who lose a race. */
const LOST = ['RunEnded', 'IllegalState', 'Forbidden', 'Unauthenticated', 'Unavailable', 'RunNotFound', 'NotLockOwner'];
const unlessLost = (error: unknown): undefined => {
  if (error instanceof GantryError && LOST.includes(error.code)) return undefined;
  throw error;
};

/** Robots that all accept whatever any of them is offered, several times at once. */
class Crowd {
  readonly agents: FakeAgent[];
  readonly orders: { by: string; order: RunOrder }[] = [];
  readonly foreign: string[] = [];
  readonly #s: Stage;
  readonly #seen = new Map<FakeAgent, number>();

  constructor(s: Stage, agents: FakeAgent[]) {
    this.#s = s;
    this.agents = agents;
    for (const agent of agents) agent.onOffer = 'ignore';
  }

  /** One turn: every offer that came since the last one is fought for, and what was got is ended. */
  async turn(): Promise<void> {
    await Promise.all(
      this.agents.map(async (agent) => {
        const from = this.#seen.get(agent) ?? 0;
        this.#seen.set(agent, agent.offers.length);
        for (const offer of agent.offers.slice(from)) await this.#fight(agent, offer);
      }),
    );
  }

  async #fight(agent: FakeAgent, { run, epoch }: Offer): Promise<void> {
    const other = this.agents[(this.agents.indexOf(agent) + 1) % this.agents.length]!;
    const mine = Array.from({ length: ACCEPTS }, () => this.#accept(agent, run, epoch));
    const [foreign, ...orders] = await Promise.all([this.#accept(other, run, epoch), ...mine]);
    if (foreign) this.foreign.push(`${other.name} accepted ${run} of ${agent.name}`);
    const got = orders.filter((order) => order !== undefined);
    for (const order of got) this.orders.push({ by: agent.name, order });
    if (got.length > 0) await this.#work(agent, got);
  }

  #accept(agent: FakeAgent, run: string, epoch: number): Promise<RunOrder | undefined> {
    return agent.socket!.call('run.accept', { run, epoch }).catch(unlessLost);
  }

  /** Every order that was got begins to work; the tokens of one alone are good. Now and then the robot comes back anew. */
  async #work(agent: FakeAgent, orders: RunOrder[]): Promise<void> {
    const { run, epoch } = orders[0]!;
    const tries = orders.map((order) => FakeRun.open(this.#s.url, order, 'supervisor').catch(unlessLost));
    const good = (await Promise.all(tries)).filter((one) => one !== undefined);
    assert.ok(good.length <= 1, `${good.length} supervisors of ${run} were let in`);
    for (const supervisor of good) {
      await supervisor.report({ kind: 'started', pid: 1 }).catch(unlessLost);
      if (this.orders.length % 4 === 0)
        await agent.connect([{ run, epoch, alive: true, ended: false, boot: 'boot-1' }]).catch(unlessLost);
      const late = await this.#accept(agent, run, epoch);
      assert.is(late, undefined, `${run} was accepted again after its supervisor had reported`);
      await supervisor.end().catch(unlessLost);
      supervisor.close();
    }
  }
}

/** Run instances of a robot that were on at the same time. */
function overlaps(runs: readonly RunView[]): string[] {
  const byRobot = Map.groupBy(
    runs.filter((run) => run.started !== undefined),
    (run) => run.robot.id,
  );
  return [...byRobot.values()].flatMap((list) => {
    const sorted = list.toSorted((a, b) => a.started! - b.started! || a.ended! - b.ended!);
    return sorted.flatMap((run, i) => (i > 0 && run.started! < sorted[i - 1]!.ended! ? [run.id] : []));
  });
}

async function startAll(people: FakeSocket[], round: number): Promise<string[]> {
  const starts = Array.from({ length: STARTS }, (_, n) => ['hello', 'other', 'pinned'][n % 3]!);
  const answers = await Promise.all(
    starts.map((deployment, n) => people[n % 2]!.call('job.run', { deployment, retries: 2, key: `${round}-${n}` })),
  );
  return answers.flatMap(({ jobs }) => jobs.map((job) => job.id));
}

t.within(
  240_000,
  'J9, J17, P6: many start, accept, withdraw, cancel and reconnect at once: one run, accepted once',
  async () => {
    const s = await stage({ timers: { offerMs: OFFER_MS } });
    try {
      for (const pool of ['p', 'q']) await s.api('pool.create', { name: pool });
      await s.deploy('hello', 'p');
      const agents = await Promise.all(Array.from({ length: ROBOTS }, (_, n) => s.agent(`r${n}`, 'p')));
      await s.api('pool.join', { pool: 'q', robot: 'r0' });
      const made = { package: 'hello', recording: 'never' } as const;
      await s.api('deployment.create', { name: 'other', pool: 'q', ...made });
      await s.api('deployment.create', { name: 'pinned', robots: ['r0', 'r1'], ...made });
      const people = [await signedIn(s), await signedIn(s)];
      const crowd = new Crowd(s, agents);
      const jobs: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const [ids] = await Promise.all([startAll(people, round), crowd.turn()]);
        jobs.push(...ids);
        const cancels = ids
          .slice(0, 3)
          .map((job) => people[1]!.call('job.cancel', { job, force: true }).catch(unlessLost));
        await Promise.all([crowd.turn(), ...cancels]);
        if (round === 1) await s.api('pool.join', { pool: 'q', robot: 'r1' });
      }
      const allEnded = async () => {
        await crowd.turn();
        const { items } = await s.api('job.list', { limit: 500 });
        return items.length === jobs.length && items.every((job) => job.ended !== undefined);
      };
      await until('every job has ended', allEnded, 180_000);
      const details = await Promise.all(jobs.map((job) => s.api('job.show', { job })));
      const runs = details.flatMap((job) => job.runs);
      assert.equal(crowd.foreign, []);
      assert.equal(overlaps(runs), []);
      const holders = Map.groupBy(crowd.orders, ({ order }) => order.run);
      for (const [run, list] of holders) assert.is(new Set(list.map(({ by }) => by)).size, 1, run);
      assert.equal(
        [...holders.keys()].sort(),
        runs.map((run) => run.id).sort(),
        'a run instance is one that was accepted',
      );
      for (const job of details) assert.is(job.attempts, job.runs.length, `attempts of ${job.id}`);
      assert.equal(
        [...new Set(details.map((job) => job.state))].filter(
          (state) => !['succeeded', 'cancelled', 'failed'].includes(state),
        ),
        [],
      );
      assert.ok(details.filter((job) => job.state === 'succeeded').length > jobs.length / 2, 'most of them were done');
    } finally {
      await s.close();
    }
  },
);

t('J17: a run’s own settings never touch its deployment, nor the run of somebody else at the same moment', async () => {
  const s = await stage();
  try {
    for (const pool of ['p', 'q']) await s.api('pool.create', { name: pool });
    await s.deploy('hello', 'p');
    const before = await s.api('deployment.show', { deployment: 'hello' });
    const changes = Array.from({ length: 6 }, (_, n) => ({
      priority: n,
      retries: n,
      pool: n % 2 ? 'q' : 'p',
      timeoutMs: n,
    }));
    const answers = await Promise.all(changes.map((change) => s.api('job.run', { deployment: 'hello', ...change })));
    assert.equal(
      answers.map(({ jobs: [job] }) => [job!.priority, job!.maxAttempts - 1, job!.pool]),
      changes.map((c) => [c.priority, c.retries, c.pool]),
    );
    assert.equal({ ...(await s.api('deployment.show', { deployment: 'hello' })), liveJobs: 0 }, before);
  } finally {
    await s.close();
  }
});

t.run();
