/**
 * The rows that the rules read and write: one interface per table. Integers, text and JSON-as-text only.
 * '' and 0 stand for "nothing" wherever a column is ordered, compared or indexed; such columns are never null.
 */
import type {
  Author,
  EndReason,
  JobSource,
  JobState,
  RecordingMode,
  RobotState,
  Role,
  RunState,
} from '../../protocol/fields.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import type { StepView, VideoView } from '../../protocol/shapes.ts';
import type { Backoff, Facts } from '../../protocol/shapes-fleet.ts';
import type { AuditRow } from './rows-audit.ts';
import type { BulkItem, BulkPartRow, BulkRow } from './rows-bulk.ts';
import type {
  ConditionRow,
  EffectRow,
  FailureRow,
  Flag,
  HistoryRow,
  Json,
  QueueRow,
  ResourceParameters,
  ResourceRow,
  TaggedRow,
} from './rows-queue.ts';
import type { AbsenceRow, DeliveryRow, WebhookRow } from './rows-webhook.ts';

export type {
  ConditionRow,
  EffectRow,
  FailureRow,
  Flag,
  HistoryRow,
  Json,
  QueueRow,
  ResourceParameters,
  ResourceRow,
  TaggedRow,
};

export interface UserRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  fullName: string;
  role: Role;
  passwordHash: string;
  disabled: Flag;
  /** May see videos, screenshots, files and logs of runs (X3). */
  evidence: Flag;
  created: number;
}
/** `id` is the token's sha256. `subject`: a user (session, api, link, enrol: who made it) or a run (supervisor, script). */
export interface TokenRow {
  id: string;
  workspace: string;
  kind: 'session' | 'api' | 'link' | 'enrol' | 'supervisor' | 'script';
  subject: string;
  name: string;
  /** The most that it may do; '' = as much as its user. */
  role: Role | '';
  /** Enrolment: the pool that the robot joins. */
  pool: string;
  epoch: number;
  created: number;
  expires: number;
}
export interface RobotRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  publicKey: string;
  state: RobotState;
  paused: Flag;
  /** Session id of the live connection, '' when offline. */
  session: string;
  /** The run it is on ('' = none): assigned or running. */
  run: string;
  /** Number of its last assignment: the epoch of its newest run (P3). */
  epoch: number;
  facts: Facts;
  because: string;
  created: number;
  seen: number;
}
export interface PoolRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  created: number;
}
/** `id` is `pool:robot`. */
export interface MemberRow {
  id: string;
  pool: string;
  robot: string;
  created: number;
}
export interface PackageRow {
  id: string;
  workspace: string;
  name: string;
  latest: string;
  created: number;
}
/** The archive lies in the blob store under its sha256. Found by `version:PACKAGE:VERSION` in the name table. */
export interface VersionRow {
  id: string;
  /** The PackageRow's id, as in deployments and jobs. */
  package: string;
  version: string;
  sha256: string;
  bytes: number;
  manifest: Manifest;
  author: Author;
  created: number;
}
export interface DeploymentRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  package: string;
  /** A version's text, or `latest`. */
  version: string;
  retries: number;
  priority: number;
  recording: RecordingMode;
  params: Json;
  /** Pool id or ''; then `robots` (ids) is empty, and the other way round (J14). */
  pool: string;
  robots: string[];
  /** 0 = none of its own: the manifest's. */
  timeoutMs: number;
  lostAfterMs: number;
  backoff: Backoff;
  whenNoRobot: 'wait' | 'cancel';
  enabled: Flag;
  deleted: Flag;
  author: Author;
  created: number;
}
export interface JobRow {
  id: string;
  workspace: string;
  deployment: string;
  deploymentName: string;
  package: string;
  /** A VersionRow's id: fixed when the job is created. */
  version: string;
  source: JobSource;
  author: Author;
  state: JobState;
  priority: number;
  params: Json;
  retries: number;
  recording: RecordingMode;
  timeoutMs: number;
  lostAfterMs: number;
  backoff: Backoff;
  /** Pinned robot's id or ''; pool's id or ''. */
  robot: string;
  pool: string;
  /** 1 while it wants a robot: queued, or between attempts with the backoff over. What dispatch picks by. */
  waiting: Flag;
  /** Backoff until (0 = none): not given out before. */
  notBefore: number;
  /** Current run instance, '' = none. */
  run: string;
  /** Run instances accepted so far; an offer that was withdrawn is not counted (P6). */
  attempts: number;
  cancelling: Flag;
  created: number;
  started: number;
  ended: number;
  message: string;
  output: Json;
  key: string;
  /** The launch condition that made it, '' = none. */
  condition: string;
  /** The job that started it as a child, and which of its run instances (J30); '' = none. */
  parent: string;
  parentRun: string;
  /** 1 = it is cancelled with its parent. */
  withParent: Flag;
  /** The job that it repeats (J31), '' = none. */
  again: string;
}
export interface RunRow {
  id: string;
  job: string;
  workspace: string;
  number: number;
  robot: string;
  robotName: string;
  machine: string;
  account: string;
  /** Counts assignments of this robot's runs; anything from a run carries it and is checked against it (P3). */
  epoch: number;
  state: RunState;
  /** 1 while assigned or running. */
  open: Flag;
  assigned: number;
  accepted: number;
  started: number;
  ended: number;
  /** 0 exit code with '' reason = not ended. */
  exitCode: number | null;
  signal: string;
  reason: EndReason | '';
  error: string;
  /** Number of the last spool entry applied (P7). */
  acked: number;
  lines: number;
  errors: number;
  screenshots: number;
  recording: string;
  video: VideoView | null;
  progress: { done: number; total: number } | null;
  /** The first ones of a run (see report.ts for the limit); `step` is the script's own number. */
  steps: (StepView & { step: number })[];
  output: Json;
  /** 1 once its supervisor's `ended` entry came in: the log is complete, whoever ended the run. */
  reported: Flag;
  boot: string;
}
/** Consecutive log lines of one report, as one row. `id` is `run:first` with `first` zero-padded. */
export interface LogRow {
  id: string;
  run: string;
  first: number;
  count: number;
  lines: Json;
}
export interface ArtifactRow {
  id: string;
  run: string;
  kind: 'video' | 'screenshot' | 'file';
  name: string;
  mime: string;
  bytes: number;
  sha256: string;
  atMs: number;
  label: string;
  state: 'uploading' | 'complete';
  received: number;
  meta: Record<string, Json>;
  created: number;
}
/** Names that must be unique: `id` is `kind:workspace:nameKey` (or `key:queue:naturalKey`), `owner` the row that has it. */
export interface NameRow {
  id: string;
  owner: string;
}
/** Installation-wide facts: `id` is the fact's name. */
export interface MetaRow {
  id: string;
  value: Json;
}

export type { AbsenceRow, BulkItem, BulkPartRow, BulkRow, DeliveryRow, WebhookRow };

export interface Rows {
  user: UserRow;
  token: TokenRow;
  robot: RobotRow;
  pool: PoolRow;
  member: MemberRow;
  package: PackageRow;
  version: VersionRow;
  deployment: DeploymentRow;
  job: JobRow;
  run: RunRow;
  log: LogRow;
  artifact: ArtifactRow;
  queue: QueueRow;
  resource: ResourceRow;
  tagged: TaggedRow;
  condition: ConditionRow;
  bulk: BulkRow;
  bulkPart: BulkPartRow;
  failure: FailureRow;
  effect: EffectRow;
  history: HistoryRow;
  audit: AuditRow;
  webhook: WebhookRow;
  delivery: DeliveryRow;
  absence: AbsenceRow;
  name: NameRow;
  meta: MetaRow;
}
export type TableName = keyof Rows;
