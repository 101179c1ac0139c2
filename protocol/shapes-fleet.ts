/** What a reader gets to see of robots, pools, packages and deployments. */
import { z } from 'zod';
import { Author, Count, Id, Instant, JobPriority, JsonValue, RecordingMode, RobotState, SaidAs } from './fields.ts';
import { Manifest } from './manifest.ts';

/** What an agent says of its machine. Screen facts and tools decide whether runs can be recorded (E9). */
export const Facts = z.strictObject({
  machine: z.string().max(200),
  account: z.string().max(200),
  os: z.string().max(200),
  arch: z.string().max(50),
  agentVersion: z.string().max(50),
  node: z.string().max(50),
  labels: z.array(z.string().max(60)).max(50),
  screen: z.enum(['virtual', 'real', 'none']),
  screenSize: z.string().max(20).optional(),
  browser: z.string().max(400).optional(),
  ffmpeg: z.string().max(400).optional(),
  freeDiskMb: Count,
  /** Changes at every boot: tells a reboot from a restart of the agent (P5). */
  boot: z.string().max(100),
  /** It takes no run any more, and leaves when the one that is on is over and reported (P14). */
  draining: z.boolean().optional(),
});
export const RobotView = z.strictObject({
  id: Id,
  name: z.string(),
  state: RobotState,
  /** Why it is in that state: `running invoices since 12:04`, `no contact since …`, `paused by …`. */
  because: z.string(),
  becauseAs: SaidAs.optional(),
  /** Takes no new run; also while it is still busy with one or offline. */
  paused: z.boolean().optional(),
  machine: z.string(),
  account: z.string(),
  agentVersion: z.string(),
  /** The agent's own and those that people added. */
  labels: z.array(z.string()),
  addedLabels: z.array(z.string()).optional(),
  pools: z.array(z.string()),
  run: Id.optional(),
  seen: Instant.optional(),
  created: Instant,
  facts: Facts.optional(),
});
export const PoolView = z.strictObject({
  id: Id,
  name: z.string(),
  created: Instant,
  robots: z.array(z.string()),
  /** How many of them are in each state. */
  byState: z.strictObject({ idle: Count, busy: Count, paused: Count, offline: Count }),
  /** Names of the deployments that target it. */
  deployments: z.array(z.string()),
  waiting: Count,
});

export const VersionView = z.strictObject({
  id: Id,
  version: z.string(),
  sha256: z.string(),
  bytes: Count,
  created: Instant,
  author: Author,
  manifest: Manifest,
  usedBy: z.array(z.string()),
});
export const PackageView = z.strictObject({
  id: Id,
  name: z.string(),
  title: z.string(),
  latest: z.string(),
  versions: z.array(VersionView),
});

export const Backoff = z.strictObject({ kind: z.enum(['none', 'fixed', 'exponential']), ms: Count });
export const DeploymentView = z.strictObject({
  id: Id,
  name: z.string(),
  package: z.string(),
  version: z.string(),
  retries: Count,
  priority: JobPriority,
  recording: RecordingMode,
  params: z.record(z.string(), JsonValue),
  /** Parameter → the asset that it is bound to. */
  bindings: z.record(z.string(), z.string()),
  allowAssets: z.array(z.string()),
  /** Empty: every queue. */
  allowQueues: z.array(z.string()),
  pool: z.string().optional(),
  robots: z.array(z.string()),
  timeoutMs: Count.optional(),
  lostAfterMs: Count,
  backoff: Backoff,
  whenNoRobot: z.enum(['wait', 'cancel']),
  enabled: z.boolean(),
  created: Instant,
  author: Author,
});

export type Facts = z.output<typeof Facts>;
export type RobotView = z.output<typeof RobotView>;
export type PoolView = z.output<typeof PoolView>;
export type VersionView = z.output<typeof VersionView>;
export type PackageView = z.output<typeof PackageView>;
export type Backoff = z.output<typeof Backoff>;
export type DeploymentView = z.output<typeof DeploymentView>;
