/** The ordered searches over jobs, run instances, robots, packages and people. */
import { MOST_URGENT, pick } from './pick.ts';

export const fleetPicks = {
  poolJobs: pick()({
    table: 'job',
    fixed: { waiting: 1 },
    by: ['pool'],
    order: MOST_URGENT,
  }),
  pinnedJobs: pick()({
    table: 'job',
    fixed: { waiting: 1 },
    by: ['robot'],
    order: MOST_URGENT,
  }),
  /** The same by age, for those that waited so long that priority alone must not decide (aged.ts). */
  oldestPoolJobs: pick()({ table: 'job', fixed: { waiting: 1 }, by: ['pool'], order: [['id', 'asc']] }),
  oldestPinnedJobs: pick()({ table: 'job', fixed: { waiting: 1 }, by: ['robot'], order: [['id', 'asc']] }),
  jobsDue: pick()({
    table: 'job',
    fixed: { waiting: 0 },
    by: [],
    upTo: 'notBefore',
    order: [
      ['notBefore', 'asc'],
      ['id', 'asc'],
    ],
  }),
  restsSince: pick()({
    table: 'job',
    fixed: { waiting: 0 },
    by: [],
    upTo: 'restSince',
    order: [
      ['restSince', 'asc'],
      ['id', 'asc'],
    ],
  }),
  robotsRested: pick()({
    table: 'robot',
    fixed: {},
    by: [],
    upTo: 'restUntil',
    order: [
      ['restUntil', 'asc'],
      ['id', 'asc'],
    ],
  }),
  openJobsOf: pick()({ table: 'job', fixed: { ended: 0 }, by: ['deployment'], order: [['id', 'asc']] }),
  openJobsOfCondition: pick()({ table: 'job', fixed: { ended: 0 }, by: ['condition'], order: [['id', 'asc']] }),
  openJobsPinned: pick()({ table: 'job', fixed: { ended: 0 }, by: ['robot'], order: [['id', 'asc']] }),
  openChildrenOf: pick()({ table: 'job', fixed: { ended: 0 }, by: ['parent'], order: [['id', 'asc']] }),
  runsOf: pick()({ table: 'run', fixed: {}, by: ['job'], order: [['id', 'asc']] }),
  openRunsOn: pick()({ table: 'run', fixed: { open: 1 }, by: ['robot'], order: [['id', 'asc']] }),
  openRuns: pick()({ table: 'run', fixed: { open: 1 }, by: [], order: [['id', 'asc']] }),
  /** Evidence whose bytes are here or on their way, oldest first; no history of deleted ones is walked. */
  evidence: pick()({ table: 'artifact', fixed: { deleted: 0 }, by: ['kind'], order: [['id', 'asc']] }),
  /** Ended runs whose log is here, by their end. */
  runsWithLog: pick()({
    table: 'run',
    fixed: { open: 0, logGone: 0 },
    by: [],
    upTo: 'ended',
    where: { sql: '"logBytes" > 0', holds: (row) => row.logBytes > 0 },
    order: [
      ['ended', 'asc'],
      ['id', 'asc'],
    ],
  }),
  artifactsOf: pick()({ table: 'artifact', fixed: {}, by: ['run'], order: [['id', 'asc']] }),
  /** Deleted run instances of which something is left to remove. */
  goneRuns: pick()({ table: 'gone', fixed: { done: 0 }, by: [], order: [['id', 'asc']] }),
  logOf: pick()({ table: 'log', fixed: {}, by: ['run'], order: [['id', 'asc']] }),
  stepsOf: pick()({ table: 'step', fixed: {}, by: ['run'], order: [['id', 'asc']] }),
  pools: pick()({ table: 'pool', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  packages: pick()({ table: 'package', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
  robots: pick()({ table: 'robot', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  poolsOf: pick()({ table: 'member', fixed: {}, by: ['robot'], order: [['id', 'asc']] }),
  robotsOf: pick()({ table: 'member', fixed: {}, by: ['pool'], order: [['id', 'asc']] }),
  versionsOf: pick()({
    table: 'version',
    fixed: { deleted: 0 },
    by: ['package'],
    order: [
      ['created', 'asc'],
      ['id', 'asc'],
    ],
  }),
  versionsOfBlob: pick()({ table: 'version', fixed: { deleted: 0 }, by: ['sha256'], order: [['id', 'asc']] }),
  openJobsOfVersion: pick()({ table: 'job', fixed: { ended: 0 }, by: ['version'], order: [['id', 'asc']] }),
  deploymentsOfPool: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['pool'], order: [['id', 'asc']] }),
  deploymentsOfPackage: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['package'], order: [['id', 'asc']] }),
  usesOfFile: pick()({ table: 'fileUse', fixed: {}, by: ['file'], order: [['id', 'asc']] }),
  unusedFiles: pick()({
    table: 'file',
    fixed: {},
    by: [],
    upTo: 'unusedSince',
    order: [
      ['unusedSince', 'asc'],
      ['id', 'asc'],
    ],
  }),
  tokensOf: pick()({ table: 'token', fixed: {}, by: ['subject'], order: [['id', 'asc']] }),
  users: pick()({ table: 'user', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
  settings: pick()({ table: 'setting', fixed: {}, by: ['workspace'], order: [['id', 'asc']] }),
} as const;
