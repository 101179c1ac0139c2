/** Verbs of people: console, CLI and HTTP API share them. */
import { z } from 'zod';
import {
  AttemptLimit,
  Count,
  DurationMs,
  Id,
  Instant,
  JobPriority,
  JobState,
  LogLevel,
  LogSource,
  Name,
  PackageName,
  ParamValues,
  RecordingMode,
  ResourceStatus,
  Retries,
  Role,
} from './fields.ts';
import {
  ArtifactView,
  Backoff,
  DeploymentView,
  JobDetail,
  JobView,
  LogLine,
  PackageView,
  PoolView,
  QueueView,
  ResourceEvent,
  ResourceView,
  ResourceWithValue,
  RobotView,
  RunView,
} from './shapes.ts';
import { Nothing, pageOf, paging, read, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;
const whole = z.coerce.number().int();

/** Everything a deployment says; `run` may change it for one run (J12, J17). */
const deploymentFields = {
  package: PackageName,
  /** A version, or `latest` at the moment a job is created. */
  version: z.string().max(64),
  retries: Retries,
  priority: JobPriority,
  recording: RecordingMode,
  params: ParamValues,
  pool: Name,
  robots: z.array(Name).min(1).max(1_000),
  timeoutMs: DurationMs,
  lostAfterMs: z.int().min(30_000).max(86_400_000),
  backoff: Backoff,
  whenNoRobot: z.enum(['wait', 'cancel']),
};
const changes = z.object(deploymentFields).partial().shape;

const User = z.strictObject({ id: Id, name: z.string(), fullName: z.string(), role: Role });

export const callsPeople = {
  'session.signIn': service({
    who: ['anyone'],
    params: { name: z.string().max(100), password: z.string().max(1_000) },
    result: z.strictObject({ user: User }),
    http: 'POST /session',
    says: 'Sign in with name and password; sets the session cookie.',
  }),
  'session.useLink': service({
    who: ['anyone'],
    params: { token: z.string().max(200) },
    result: z.strictObject({ user: User, mustSetPassword: z.boolean() }),
    http: 'POST /session/link',
    says: 'Spend a one-time sign-in link; sets the session cookie.',
  }),
  'session.makeLink': service({
    who: people, role: 'viewer', params: {}, result: z.strictObject({ link: z.string(), expires: Instant }),
    http: 'POST /session/links', says: 'Make a one-time sign-in link for oneself, for another browser; it works for 24 hours.',
  }),
  'session.signOut': service({
    who: people,
    role: 'viewer',
    params: {},
    result: Nothing,
    http: 'DELETE /session',
    says: 'End this session.',
  }),
  'session.show': service({
    who: people,
    role: 'viewer',
    params: {},
    result: z.strictObject({
      user: User,
      coordinator: z.strictObject({ version: z.string(), now: Instant, started: Instant }),
    }),
    http: 'GET /session',
    says: 'Who am I, and where.',
  }),
  'user.setPassword': service({
    who: people,
    role: 'viewer',
    params: { password: z.string().min(10, 'must have at least 10 characters').max(1_000) },
    result: Nothing,
    http: 'PUT /session/password',
    says: 'Choose a new password.',
  }),
  'token.create': service({
    who: people,
    role: 'viewer',
    params: { name: Name, forMs: DurationMs.optional() },
    result: z.strictObject({ token: z.string(), expires: Instant }),
    http: 'POST /tokens',
    says: 'Make an API token with one’s own role; it is shown once.',
  }),

  'package.list': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(PackageView) }),
    http: 'GET /packages',
    says: 'Packages with their versions.',
  }),

  'robot.list': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(RobotView) }),
    http: 'GET /robots',
    says: 'Robots with state and reason.',
  }),
  'robot.pause': write({
    who: people,
    params: { robot: Name, paused: z.boolean() },
    result: Nothing,
    http: 'PUT /robots/:robot/paused',
    says: 'A paused robot finishes its run and takes no other.',
  }),
  'robot.delete': write({
    who: people,
    role: 'admin',
    params: { robot: Name },
    result: Nothing,
    http: 'DELETE /robots/:robot',
    says: 'Delete an offline robot that no open job is pinned to (J11).',
  }),
  'robot.invite': service({
    who: people,
    role: 'admin',
    params: { name: Name.optional(), pool: Name.optional() },
    result: z.strictObject({ token: z.string(), expires: Instant, command: z.string() }),
    http: 'POST /robots',
    says: 'Make an enrolment token (one use, 15 minutes) and the command that spends it.',
  }),
  'pool.list': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(PoolView) }),
    http: 'GET /pools',
    says: 'Pools with their robots.',
  }),
  'pool.create': write({
    who: people,
    role: 'developer',
    params: { name: Name },
    result: PoolView,
    http: 'POST /pools',
    says: 'Create a pool.',
  }),
  'pool.delete': write({
    who: people,
    role: 'developer',
    params: { pool: Name },
    result: Nothing,
    http: 'DELETE /pools/:pool',
    says: 'Delete a pool that no deployment targets.',
  }),
  'pool.join': write({
    who: people,
    params: { pool: Name, robot: Name },
    result: Nothing,
    http: 'PUT /pools/:pool/robots/:robot',
    says: 'Put a robot into a pool.',
  }),
  'pool.leave': write({
    who: people,
    params: { pool: Name, robot: Name },
    result: Nothing,
    http: 'DELETE /pools/:pool/robots/:robot',
    says: 'Take a robot out of a pool; its current run goes on.',
  }),

  'deployment.list': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(DeploymentView) }),
    http: 'GET /deployments',
    says: 'Deployments.',
  }),
  'deployment.create': write({
    who: people,
    role: 'developer',
    params: { name: Name, ...changes, package: PackageName },
    result: DeploymentView,
    http: 'POST /deployments',
    says: 'Bind a package version to parameters and a target: named robots or one pool.',
  }),
  'deployment.update': write({
    who: people,
    role: 'developer',
    params: { deployment: Name, ...changes, enabled: z.boolean().optional(), name: Name.optional() },
    result: DeploymentView,
    http: 'PATCH /deployments/:deployment',
    says: 'Change a deployment; jobs that exist keep what they were created with.',
  }),
  'deployment.delete': write({
    who: people,
    role: 'developer',
    params: { deployment: Name, force: z.stringbool().or(z.boolean()).optional() },
    result: Nothing,
    http: 'DELETE /deployments/:deployment',
    says: 'Delete a deployment; refused while jobs are live unless forced.',
  }),

  'job.run': write({
    who: people,
    params: {
      deployment: Name,
      retries: Retries.optional(),
      priority: JobPriority.optional(),
      recording: RecordingMode.optional(),
      params: ParamValues.optional(),
      pool: Name.optional(),
      robots: z.array(Name).min(1).max(1_000).optional(),
      timeoutMs: DurationMs.optional(),
      /** The same key returns the same jobs (J20). */
      key: z.string().min(1).max(200).optional(),
      source: z.enum(['manual', 'api']).optional(),
    },
    result: z.strictObject({ jobs: z.array(JobView) }),
    http: 'POST /deployments/:deployment/run',
    says: 'Run now: one job for a pool, one per named robot (J15, J17).',
  }),
  'job.list': read({
    who: people,
    params: {
      ...paging,
      state: JobState.optional(),
      deployment: Name.optional(),
      sort: z.enum(['created', 'priority']).optional(),
    },
    result: pageOf(JobView),
    http: 'GET /jobs',
    says: 'Jobs, newest first.',
  }),
  'job.show': read({
    who: people,
    params: { job: Id },
    result: JobDetail,
    http: 'GET /jobs/:job',
    says: 'A job, its run instances, and why it waits.',
  }),
  'job.cancel': write({
    who: people,
    params: { job: Id, force: z.boolean().optional() },
    result: JobView,
    http: 'POST /jobs/:job/cancel',
    says: 'Cancel a job; force ends it at once, also when its robot is gone (J26).',
  }),
  'job.setPriority': write({
    who: people,
    params: { job: Id, priority: JobPriority },
    result: JobView,
    http: 'PUT /jobs/:job/priority',
    says: 'Change the priority of a queued job (J25).',
  }),
  'run.show': read({
    who: people,
    params: { run: Id },
    result: z.strictObject({
      run: RunView,
      job: JobView,
      artifacts: z.array(ArtifactView),
      events: z.array(ResourceEvent),
    }),
    http: 'GET /runs/:run',
    says: 'A run instance with its evidence and queue actions.',
  }),
  'run.log': read({
    who: people,
    params: {
      run: Id,
      /** First position wanted, from 1; negative counts from the end. */
      from: whole.optional(),
      limit: whole.min(1).max(2_000).optional(),
      level: LogLevel.optional(),
      source: LogSource.optional(),
      text: z.string().max(200).optional(),
    },
    result: z.strictObject({ lines: z.array(LogLine), total: Count }),
    http: 'GET /runs/:run/log',
    says: 'A window of the log by position (E4); with `level`, `source` or `text` the matching lines from there.',
  }),

  'queue.list': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(QueueView) }),
    http: 'GET /queues',
    says: 'Queues with counts by status.',
  }),
  'queue.create': write({
    who: people,
    params: { name: Name, attemptLimit: AttemptLimit.optional() },
    result: QueueView,
    http: 'POST /queues',
    says: 'Create a resource queue.',
  }),
  'queue.show': read({
    who: people,
    params: { queue: Name },
    result: QueueView,
    http: 'GET /queues/:queue',
    says: 'A queue with counts by status.',
  }),
  'resource.list': read({
    who: people,
    params: {
      ...paging,
      queue: Name,
      status: ResourceStatus.optional(),
      sort: z.enum(['created', 'updated', 'priority']).optional(),
    },
    result: pageOf(ResourceView),
    http: 'GET /queues/:queue/resources',
    says: 'Resources of a queue, without their values.',
  }),
  'resource.show': read({
    who: people,
    params: { queue: Name, id: Id },
    result: z.strictObject({ resource: ResourceWithValue, history: z.array(ResourceEvent) }),
    http: 'GET /queues/:queue/resources/:id',
    says: 'A resource with value and history.',
  }),

  'live.subscribe': service({
    who: people,
    role: 'viewer',
    /** `jobs`, `robots`, `queues`, `job:ID`, `run:ID`, `queue:NAME`; replaces what was subscribed before. */
    params: { topics: z.array(z.string().max(100)).max(50) },
    result: Nothing,
    says: 'On the console’s socket: send `changed` and `lines` notices for these topics from now on.',
  }),

  'user.created': write({
    who: system,
    params: { name: Name, fullName: z.string(), role: Role, passwordHash: z.string() },
    result: User,
    says: 'Create a user.',
  }),
  'user.passwordSet': write({
    who: system,
    params: { user: Id, passwordHash: z.string(), keepToken: z.string() },
    result: Nothing,
    says: 'Change a password; every other session of that user ends.',
  }),
  'token.made': write({
    who: system,
    params: {
      hash: z.string(),
      kind: z.enum(['session', 'api', 'link', 'enrol']),
      user: Id,
      name: z.string(),
      pool: z.string(),
      expires: Instant,
    },
    result: Nothing,
    says: 'Keep a token’s hash.',
  }),
  'token.spent': write({
    who: system,
    params: { hash: z.string(), kind: z.enum(['link', 'enrol', 'session']) },
    result: z.strictObject({ user: Id }),
    says: 'Spend a one-time token or end a session; a second time is refused.',
  }),
};
