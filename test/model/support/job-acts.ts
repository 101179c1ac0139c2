/** What happens at random in the model of jobs: what people, agents, supervisors, scripts and the machine's clock do. */
import fc from 'fast-check';

export const ROBOTS = ['one', 'two', 'three'] as const;
export const POOLS = ['left', 'right'] as const;
export const DEPLOYMENTS = ['pooled', 'choosy', 'pinned'] as const;
/** The robots that have it can do what the package of `choosy` needs. */
export const LABEL = 'gpu';

type Robot = (typeof ROBOTS)[number];
type Deployment = (typeof DEPLOYMENTS)[number];
type Pool = (typeof POOLS)[number];
type Params = Record<string, unknown>;
/** What a supervisor reports, and what goes wrong with it on the way. */
export type Word = 'started' | 'line' | 'output' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
export type Twist = 'again' | 'gap' | 'stale' | undefined;

export type Act =
  | { do: 'run'; deployment: Deployment; over: Params }
  | { do: 'cancel'; nth: number; force: boolean | undefined }
  | { do: 'priority'; nth: number; priority: number }
  | { do: 'deploy'; deployment: Deployment; change: Params }
  | { do: 'undeploy'; deployment: Deployment; force: boolean }
  | { do: 'hello'; robot: Robot; holds: 'all' | 'none' | 'dead' | 'done'; reboot: boolean }
  | { do: 'leave' | 'lateLeave' | 'enrol' | 'delete'; robot: Robot }
  | { do: 'pause'; robot: Robot; paused: boolean }
  | { do: 'pool'; robot: Robot; pool: Pool; verb: 'pool.join' | 'pool.leave' }
  | { do: 'facts'; robot: Robot; labels: string[] }
  | {
      do: 'answer';
      robot: Robot;
      verb: 'run.accept' | 'run.refuse' | 'run.vanished';
      to: 'offer' | 'last';
      stale: boolean;
    }
  | { do: 'report'; nth: number; words: Word[]; twist: Twist }
  | { do: 'silence'; nth: number; verb: 'run.lose' | 'run.withdraw'; stale: boolean }
  | { do: 'add' }
  | { do: 'take'; nth: number };

/** What happens without a pause in between; then time passes, the machine's clock is set, or the coordinator restarts. */
export interface Step {
  acts: Act[];
  /** Whoever has an offer takes it, as agents do; otherwise it lies there. */
  eager: boolean;
  after: { advance: number } | { restart: number } | { set: number } | undefined;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>, usual = 2) =>
  fc.oneof({ weight: usual, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const some = <T extends object>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(record).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)));
const robot = fc.constantFrom(...ROBOTS);
const pool = fc.constantFrom(...POOLS);
const deployment = fc.constantFrom('pooled' as const, ...DEPLOYMENTS);
const nth = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
const stale = fc.constantFrom(false, false, false, true);
const retries = fc.constantFrom(0, 1, 2, 3);
const priority = fc.constantFrom(0, 2_000, 5_000);

/** A pool or robots, never both. */
const target = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ pool }) },
  { weight: 1, arbitrary: fc.record({ robots: fc.uniqueArray(robot, { minLength: 1, maxLength: 2 }) }) },
);
const over = fc
  .tuple(
    some({ retries: maybe(retries), priority: maybe(priority), key: maybe(fc.constantFrom('k1', 'k2'), 4) }),
    target,
  )
  .map(([said, where]) => ({ ...said, ...where }));
const backoff = fc.constantFrom(
  { kind: 'none', ms: 0 },
  { kind: 'fixed', ms: 4_000 },
  { kind: 'exponential', ms: 3_000 },
);
const change = some({
  retries: maybe(retries),
  priority: maybe(priority),
  backoff: maybe(backoff, 1),
  whenNoRobot: maybe(fc.constantFrom('wait', 'cancel')),
  enabled: maybe(fc.constantFrom(true, true, false), 4),
});
const word: fc.Arbitrary<Word> = fc.constantFrom(
  'started',
  'line',
  'output',
  'failed',
  'failed',
  'succeeded',
  'cancelled',
  'lost',
);
const twist: fc.Arbitrary<Twist> = fc.constantFrom(undefined, undefined, undefined, 'again', 'gap', 'stale');

const weighted: { weight: number; arbitrary: fc.Arbitrary<Act> }[] = [
  { weight: 8, arbitrary: fc.record({ do: fc.constant('run' as const), deployment, over }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), nth, force: maybe(fc.constant(true)) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('priority' as const), nth, priority }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deploy' as const), deployment, change }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undeploy' as const), deployment, force: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('hello' as const),
      robot,
      holds: fc.constantFrom('all' as const, 'all' as const, 'none' as const, 'dead' as const, 'done' as const),
      reboot: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'leave' as const, 'lateLeave' as const), robot }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('enrol' as const, 'delete' as const), robot }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pause' as const), robot, paused: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pool' as const),
      robot,
      pool,
      verb: fc.constantFrom('pool.join' as const, 'pool.leave' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('facts' as const), robot, labels: fc.subarray([LABEL]) }),
  },
  {
    weight: 18,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      robot,
      verb: fc.constantFrom(
        ...(Array(5).fill('run.accept') as 'run.accept'[]),
        'run.refuse' as const,
        'run.vanished' as const,
      ),
      to: fc.constantFrom('offer' as const, 'offer' as const, 'offer' as const, 'last' as const),
      stale,
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      nth,
      words: fc.array(word, { minLength: 1, maxLength: 3 }),
      twist,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('silence' as const),
      nth,
      verb: fc.constantFrom('run.lose' as const, 'run.withdraw' as const),
      stale,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), nth }) },
];

const ms = fc.constantFrom(1, 1_500, 5_100, 10_100, 31_000);
export const step: fc.Arbitrary<Step> = fc.record({
  acts: fc.array(fc.oneof(...weighted), { minLength: 1, maxLength: 4 }),
  eager: fc.constantFrom(true, true, false),
  after: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.record({ advance: ms }) },
    { weight: 1, arbitrary: fc.record({ restart: ms }) },
    { weight: 1, arbitrary: fc.record({ set: fc.constantFrom(-3_600_000, -2_000, 4_000, 600_000) }) },
  ),
});
