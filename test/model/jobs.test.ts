/**
 * Jobs, run instances, robots and clocks at random, on both engines at once: people, agents, supervisors, timers, broken
 * connections, restarts, clocks that are set. The state tables say what may happen (domain/states.ts), the judges of
 * test/model/support what must; both engines must answer and keep the same.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Command, Outcome, Store } from '../../coordinator/store/store.ts';
import type { JobDetail } from '../../protocol/shapes.ts';
import { suite } from '../support/suite.ts';
import { Depot, type Engine } from './support/depot.ts';
import { type Step, step } from './support/job-acts.ts';
import { changeProblems } from './support/job-change.ts';
import { Play } from './support/job-play.ts';
import { bestFor, isFinal, type Known, noRows, REFUSED_REST_MS, type Rows, rests, rowsOf } from './support/job-rows.ts';
import { sound } from './support/job-sound.ts';
import { refusals, thens } from './support/job-verbs.ts';
import { plain } from './support/model.ts';

const t = suite('jobs as the tables say');
const ENGINES: readonly Engine[] = ['memory', 'sqlite'];
/** Runs of the default suite: seconds. `--long` runs for minutes. */
const RUNS = Number(process.env.GANTRY_MODEL_RUNS ?? (process.env.GANTRY_LONG ? 2_000 : 30));
/** The first failure is enough: nobody reads the story. */
const QUICK = process.env.GANTRY_MODEL_QUICK === '1';
/** An offer that nobody answers is withdrawn after so long (P6), a date is looked at so late at most; ms. */
const OFFER_MS = 10_000;
const LATEST_MS = 1_000;

/** One engine with all that was seen of it. */
class Court {
  readonly problems: string[] = [];
  readonly known: Known = { jobs: new Set(), deployments: new Set(), resources: new Set() };
  rows: Rows = noRows;
  play!: Play;

  static async open(engine: Engine): Promise<Court> {
    const court = new Court();
    const depot = await Depot.open(engine, (...told) => court.#told(engine === 'memory', ...told));
    court.play = new Play(depot, court.known);
    await court.play.prepare();
    return court;
  }

  /** Every command is judged where it is alone in its commit; elsewhere the rows are, when all is quiet. */
  async #told(alone: boolean, command: Command, outcome: Outcome, now: number, read: Store['read']): Promise<void> {
    this.#note(command.verb, outcome);
    if (!alone) return;
    const before = this.rows;
    const after = await read((view) => rowsOf(view, this.known));
    this.rows = after;
    const problems = [...sound(after), ...judged(command, outcome, { before, after, now })];
    const said = outcome.kind === 'refused' ? `${outcome.error.code}: ${outcome.error.message}` : outcome.kind;
    for (const problem of problems)
      this.problems.push(`${problem}\n  after ${command.verb} ${JSON.stringify(command.params)} (${said})`);
  }

  #note(verb: string, outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    if (verb === 'job.run')
      for (const { id } of (outcome.result as { jobs: { id: string }[] }).jobs) this.known.jobs.add(id);
    if (verb === 'deployment.create') this.known.deployments.add((outcome.result as { id: string }).id);
  }

  /** When all is quiet: nobody rests too long, nobody idles beside work, and every answer to "why waiting" is true. */
  async quiet(): Promise<void> {
    const { depot } = this.play;
    const now = depot.clock.now();
    this.rows = await depot.read((view) => rowsOf(view, this.known));
    this.problems.push(...sound(this.rows));
    for (const run of this.rows.runs.values())
      if (run.state === 'assigned' && this.#age(run.id) > OFFER_MS)
        this.problems.push(`P6: the offer ${run.id} is older than ${OFFER_MS} ms`);
    for (const robot of this.rows.robots.values()) {
      if (robot.restUntil > 0 && (robot.restUntil < now - LATEST_MS || robot.restUntil > now + REFUSED_REST_MS))
        this.problems.push(`P6: ${robot.name} rests until ${robot.restUntil}, and it is ${now}`);
      const asked = robot.state === 'idle' && !rests(robot, now);
      const best = asked ? bestFor(this.rows, robot, (job) => job.waiting === 1) : undefined;
      if (best) this.problems.push(`J25: ${robot.name} is idle while ${best.id} waits`);
    }
    await this.#askedAgain();
    for (const job of this.rows.jobs.values()) {
      if (!isFinal(job) && job.notBefore > 0 && job.notBefore < now - LATEST_MS)
        this.problems.push(`J23: ${job.id} rests ${now - job.notBefore} ms too long`);
      if (!isFinal(job) && job.restSince > now)
        this.problems.push(`P13: the rest of ${job.id} begins ${job.restSince - now} ms from now`);
      const reply = await depot.ask('job.show', { job: job.id });
      if ('ok' in reply) this.#why(reply.ok as JobDetail, now);
      else this.problems.push(`job.show was refused: ${reply.message}`);
    }
  }

  /** Whoever could get a job has it already. */
  async #askedAgain(): Promise<void> {
    const { depot } = this.play;
    depot.dispatchAll();
    await depot.settle();
    const runs = await depot.read((view) => rowsOf(view, this.known).runs);
    if (runs.size !== this.rows.runs.size) this.problems.push('J25: asked again, somebody got a job');
  }

  /** First seen offers and when, by the time that is never set. */
  readonly #seen = new Map<string, number>();
  #age(run: string): number {
    const now = this.play.depot.clock.monotonic();
    if (!this.#seen.has(run)) this.#seen.set(run, now);
    return now - this.#seen.get(run)!;
  }

  /** J32: there is a why exactly for jobs that wait; it names robots by the predicate that dispatches, and nobody is free. */
  #why({ id, waiting }: JobDetail, now: number): void {
    const job = this.rows.jobs.get(id)!;
    const runs = this.rows.runs.get(job.run)?.state === 'running';
    if ((waiting === undefined) !== (runs || isFinal(job)))
      this.problems.push(`J32: ${id} is ${job.state} and ${waiting ? `waits: ${waiting.says}` : 'has no why'}`);
    if (!waiting) return;
    if (job.notBefore > now !== waiting.says.startsWith('rests until'))
      this.problems.push(`J32: ${id} rests until ${job.notBefore} and says "${waiting.says}"`);
    const free = waiting.robots.filter(({ because }) => because.startsWith('free'));
    if (job.waiting && free.length > 0)
      this.problems.push(`J32: ${free[0]!.robot} is free for ${id} and did not get it`);
    for (const { robot, because } of waiting.robots) {
      const row = [...this.rows.robots.values()].find(({ name }) => name === robot)!;
      if (row.state !== 'idle' && because.startsWith('free'))
        this.problems.push(`J32: ${robot} is ${row.state}, not free`);
      if ((row.state === 'idle' && rests(row, now)) !== because.startsWith('refused a job'))
        this.problems.push(`J32: ${robot} rests until ${row.restUntil}, at ${now}, and is said to be "${because}"`);
    }
  }
}

function judged(command: Command, outcome: Outcome, seen: { before: Rows; after: Rows; now: number }): string[] {
  const { verb, who } = command;
  const params = command.params as Record<string, unknown>;
  const change = { verb, params, who, ...seen };
  const wanted = refusals[verb]?.(change);
  const got = outcome.kind === 'refused' ? outcome.error.code : undefined;
  if (outcome.kind === 'wait') return [`${verb} waits`];
  if (refusals[verb] && wanted !== got) return [`${verb} was ${got ?? 'ok'} instead of ${wanted ?? 'ok'}`];
  if (outcome.kind === 'refused')
    return isDeepStrictEqual(seen.before, seen.after) ? [] : [`the refused ${verb} changed something`];
  const then = thens[verb]?.({ ...change, result: outcome.result }) ?? [];
  return [...changeProblems(change), ...then.filter((problem) => problem !== false)];
}

/** Ids in order of their first appearance: two engines number differently; what is secret differs, too. */
function named(): (value: unknown) => unknown {
  const names = new Map<string, string>();
  const name = (id: string) => {
    if (!names.has(id)) names.set(id, `${id.slice(0, 2)}${names.size}`);
    return names.get(id)!;
  };
  return (value) => JSON.parse((JSON.stringify(plain(value)) ?? 'null').replace(/\b[a-z]_[0-9a-z]{16,}\b/g, name));
}

const listed = ({ tokens, pools, ...rows }: Rows) => ({
  ...Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, [...all.values()]])),
  pools: [...pools],
  tokens: [...tokens].map(([run, all]) => [run, all.map(({ kind }) => kind).sort()]),
});

async function agree(steps: readonly Step[]): Promise<void> {
  const courts = await Promise.all(ENGINES.map((engine) => Court.open(engine)));
  const names = courts.map(named);
  try {
    for (const one of steps) {
      await Promise.all(
        courts.map(async (court) => {
          await court.play.carryOut(one);
          await court.quiet();
        }),
      );
      for (const { problems, play } of courts) assert.equal(problems, [], play.depot.engine);
      const seen = courts.map(({ play, rows }, i) =>
        names[i]!({ answers: play.answers.splice(0), rows: listed(rows) }),
      );
      for (const other of seen.slice(1)) assert.equal(other, seen[0]);
    }
  } finally {
    await Promise.all(courts.map(({ play }) => play.depot.close()));
  }
}

t.within(
  60 * 60_000,
  'J9, J15–J32, P3–P6: both engines answer and keep what tables and rules say, whatever happens in between',
  async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24, size: 'max' }), agree);
    const seed = process.env.GANTRY_SEED === undefined ? {} : { seed: Number(process.env.GANTRY_SEED) };
    const found = await fc.check(property, { numRuns: RUNS, endOnFailure: QUICK, ...seed });
    process.stdout.write(`${found.numRuns} stories, GANTRY_SEED=${found.seed}\n`);
    if (!found.failed) return;
    const story = (found.counterexample?.[0] ?? []).map((one) => JSON.stringify(one)).join('\n');
    const error = found.errorInstance as Error;
    process.stdout.write(`fails with this story:\n${story}\n`);
    throw error;
  },
);

t.run();
