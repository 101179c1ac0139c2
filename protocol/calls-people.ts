/** Verbs of people about sessions, packages, robots and deployments; about work: calls-work.ts. */
import { z } from 'zod';
import {
  DurationMs,
  Id,
  Instant,
  JobPriority,
  Name,
  PackageName,
  ParamValues,
  RecordingMode,
  Retries,
  Role,
  TimerMs,
} from './fields.ts';
import { Backoff, DeploymentView, PackageView, PoolView, RobotView } from './shapes.ts';
import { Nothing, read, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;

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
  timeoutMs: TimerMs,
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
    who: people,
    role: 'viewer',
    params: {},
    result: z.strictObject({ link: z.string(), expires: Instant }),
    http: 'POST /session/links',
    says: 'Make a one-time sign-in link for oneself, for another browser; it works for 24 hours.',
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

  'live.subscribe': service({
    who: people,
    role: 'viewer',
    /** `jobs`, `robots`, `queues`, `conditions`, `job:ID`, `run:ID`, `queue:NAME`; replaces what was subscribed before. */
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
