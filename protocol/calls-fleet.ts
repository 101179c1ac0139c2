/** Verbs of people about robots, pools and deployments; about packages: calls-package.ts. */
import { z } from 'zod';
import {
  Bindings,
  Instant,
  JobPriority,
  Name,
  PackageName,
  ParamValues,
  RecordingMode,
  Retries,
  TimerMs,
} from './fields.ts';
import { flag, listing, listOf } from './listing.ts';
import { DeploymentDetail, LastJob, MAX_LAST_JOBS } from './shapes-deployment.ts';
import { Backoff, DeploymentView, PoolView, RobotView } from './shapes-fleet.ts';
import { Labels, RobotDetail, robotWhere } from './shapes-robot.ts';
import { Nothing, read, service, write } from './verb.ts';

const people = ['person'] as const;

/** Everything a deployment says; `run` may change it for one run (J12, J17). */
const deploymentFields = {
  package: PackageName,
  /** A version, or `latest` at the moment a job is created. */
  version: z.string().max(64),
  retries: Retries,
  priority: JobPriority,
  recording: RecordingMode,
  params: ParamValues,
  /** A parameter is typed by hand or bound to an asset; what is said last counts (J13). */
  bindings: Bindings,
  /** Assets that its runs may read by name (S6). */
  allowAssets: z.array(Name).max(200),
  /** Queues that its runs may use; none named = every queue (X2). */
  allowQueues: z.array(Name).max(200),
  pool: Name,
  robots: z.array(Name).min(1).max(1_000),
  timeoutMs: TimerMs,
  lostAfterMs: z.int().min(30_000).max(86_400_000),
  backoff: Backoff,
  whenNoRobot: z.enum(['wait', 'cancel']),
};
const changes = z.object(deploymentFields).partial().shape;

export const callsFleet = {
  'robot.list': read({
    who: people,
    params: {
      /** `text`: part of its name, its machine's, its account's, or of why it is in its state. `seen`: connected ones count as seen last. */
      ...listing(['name', 'created', 'state', 'seen', 'machine']),
      ...robotWhere,
    },
    result: listOf(RobotView),
    http: 'GET /robots',
    says: 'Robots with state and reason.',
  }),
  'robot.labels': read({
    who: people,
    params: {},
    result: z.strictObject({ items: z.array(z.string()) }),
    // Not under /robots: a robot may be called "labels".
    http: 'GET /labels',
    says: 'All labels that robots have.',
  }),
  'robot.show': read({
    who: people,
    params: { robot: Name },
    result: RobotDetail,
    http: 'GET /robots/:robot',
    says: 'One robot: its state and reason, its machine, its latest run instances.',
  }),
  'robot.update': write({
    who: people,
    params: { robot: Name, name: Name.optional(), labels: Labels.optional() },
    result: RobotView,
    http: 'PATCH /robots/:robot',
    says: 'Rename a robot, or set the labels that people add to those of its agent (J8).',
  }),
  'robot.pause': write({
    who: people,
    /** `reason`: why, for whoever sees the robot paused. */
    params: { robot: Name, paused: z.boolean(), reason: z.string().trim().max(200).optional() },
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
    params: { ...listing(['name', 'created', 'robots', 'waiting']), robot: Name.optional() },
    result: listOf(PoolView),
    http: 'GET /pools',
    says: 'Pools with their robots.',
  }),
  'pool.show': read({
    who: people,
    params: { pool: Name },
    result: PoolView,
    http: 'GET /pools/:pool',
    says: 'One pool: its robots and their states, what targets it, what waits for it.',
  }),
  'pool.create': write({
    who: people,
    role: 'developer',
    params: { name: Name },
    result: PoolView,
    http: 'POST /pools',
    says: 'Create a pool.',
  }),
  'pool.update': write({
    who: people,
    role: 'developer',
    params: { pool: Name, name: Name },
    result: PoolView,
    http: 'PATCH /pools/:pool',
    says: 'Rename a pool; its robots, deployments and jobs stay with it.',
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
    params: {
      /** `text`: part of the deployment's or its package's name. */
      ...listing(['name', 'created', 'package', 'priority']),
      package: PackageName.optional(),
      /** Its target: this pool, or this robot by name. */
      pool: Name.optional(),
      robot: Name.optional(),
      enabled: flag.optional(),
    },
    result: listOf(DeploymentView),
    http: 'GET /deployments',
    says: 'Deployments.',
  }),
  'deployment.show': read({
    who: people,
    params: { deployment: Name },
    result: DeploymentDetail,
    http: 'GET /deployments/:deployment',
    says: 'One deployment: what it would run now, with which parameters, and what depends on it.',
  }),
  'deployment.lastJobs': read({
    who: people,
    params: { deployments: z.array(Name).min(1).max(MAX_LAST_JOBS) },
    result: z.strictObject({ items: z.array(LastJob) }),
    http: 'POST /deployments/last-jobs',
    says: 'The newest job of each of these deployments that has one.',
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
  'deployment.clone': write({
    who: people,
    role: 'developer',
    params: { deployment: Name, name: Name },
    result: DeploymentView,
    http: 'POST /deployments/:deployment/clone',
    says: 'Copy a deployment under another name, with its parameters and its target.',
  }),
  'deployment.delete': write({
    who: people,
    role: 'developer',
    params: { deployment: Name, force: z.stringbool().or(z.boolean()).optional() },
    result: Nothing,
    http: 'DELETE /deployments/:deployment',
    says: 'Delete a deployment; refused while jobs are live unless forced.',
  }),
};
