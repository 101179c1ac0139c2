/**
 * The rows that the rules read and write: one interface per table. Integers, text and JSON-as-text only.
 * '' and 0 stand for "nothing" wherever a column is ordered, compared or indexed; such columns are never null.
 */
import type { Author, JobSource, JobState, RecordingMode, RobotState } from '../../protocol/fields.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import type { WireSentence } from '../../protocol/sentence.ts';
import type { Backoff, Facts } from '../../protocol/shapes-fleet.ts';
import type { AssetRow, AssetValueRow, SecretRow, SecretUseRow } from './rows-asset.ts';
import type { AuditRow } from './rows-audit.ts';
import type { BulkItem, BulkPartRow, BulkRow } from './rows-bulk.ts';
import type { FileRow, FileUseRow } from './rows-file.ts';
import type { TokenRow, UserRow } from './rows-people.ts';
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
import type { ArtifactRow, GoneRow, LogRow, RunRow, StepRow } from './rows-run.ts';
import type { CalendarRow, ScheduleRow } from './rows-schedule.ts';
import type { SettingRow } from './rows-setting.ts';
import type { AbsenceRow, DeliveryRow, WebhookRow } from './rows-webhook.ts';

export type {
  ArtifactRow,
  ConditionRow,
  EffectRow,
  FailureRow,
  Flag,
  GoneRow,
  HistoryRow,
  Json,
  LogRow,
  QueueRow,
  ResourceParameters,
  ResourceRow,
  RunRow,
  StepRow,
  TaggedRow,
  TokenRow,
  UserRow,
};

/** The machines of the two sessions, how often one replaced the other within a minute of the last time, and when. */
export interface Rival {
  machines: [string, string];
  times: number;
  at: number;
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
  /** What people added to the agent's own labels. */
  labels: string[];
  /** Who took over whose live session, if it was another machine's: a copy of the agent's key (robot-rival.ts). */
  rival: Rival | null;
  because: string;
  becauseAs: WireSentence | null;
  /** It refused a job: it is asked for none until then, and why (rest.ts); 0 and '' = it does not rest. */
  restUntil: number;
  restBecause: string;
  restBecauseAs: WireSentence | null;
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
  /** The highest version that is there, '' = none. */
  latest: string;
  deleted: Flag;
  created: number;
}
/**
 * The archive lies in the blob store under its sha256. Found by `version:PACKAGE:VERSION` in the name table. The row of a
 * deleted version stays: its jobs can still be read, and its number never stands for other content (J3).
 */
export interface VersionRow {
  id: string;
  /** The PackageRow's id, as in deployments and jobs. */
  package: string;
  version: string;
  sha256: string;
  /** sha256 of the archive before compression: two compressors give other bytes for the same content. */
  content: string;
  bytes: number;
  manifest: Manifest;
  deleted: Flag;
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
  /** Parameter → SecretRow's id: credentials that were typed (typed-value.ts); such a parameter has no value in `params`. */
  secrets: Record<string, string>;
  /** Parameter → AssetRow's id (J13): such a parameter has no value here. */
  bindings: Record<string, string>;
  /** AssetRow ids that its runs may read by name (S6). */
  allowAssets: string[];
  /** QueueRow ids that its runs may use; empty = every queue (X2). */
  allowQueues: string[];
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
  /** As in DeploymentRow. */
  secrets: Record<string, string>;
  /** Parameter → AssetRow's id, whose value each run instance takes at its start (J7). */
  bindings: Record<string, string>;
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
  /** When the rest began (0 = none): by it, one that began under a clock that was set back since is known. */
  restSince: number;
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
  /** What is to be said of its state, '' = nothing; `messageAs`: the sentence that it is (said.ts), as everywhere. */
  message: string;
  messageAs: WireSentence | null;
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

export type {
  AbsenceRow,
  AssetRow,
  AssetValueRow,
  BulkItem,
  BulkPartRow,
  BulkRow,
  DeliveryRow,
  FileRow,
  FileUseRow,
  SecretRow,
  SecretUseRow,
  WebhookRow,
};

export interface Rows {
  user: UserRow;
  token: TokenRow;
  robot: RobotRow;
  pool: PoolRow;
  member: MemberRow;
  package: PackageRow;
  version: VersionRow;
  file: FileRow;
  fileUse: FileUseRow;
  deployment: DeploymentRow;
  job: JobRow;
  run: RunRow;
  log: LogRow;
  step: StepRow;
  artifact: ArtifactRow;
  gone: GoneRow;
  queue: QueueRow;
  resource: ResourceRow;
  tagged: TaggedRow;
  condition: ConditionRow;
  bulk: BulkRow;
  bulkPart: BulkPartRow;
  failure: FailureRow;
  effect: EffectRow;
  schedule: ScheduleRow;
  calendar: CalendarRow;
  history: HistoryRow;
  audit: AuditRow;
  webhook: WebhookRow;
  delivery: DeliveryRow;
  absence: AbsenceRow;
  asset: AssetRow;
  assetValue: AssetValueRow;
  secret: SecretRow;
  setting: SettingRow;
  secretUse: SecretUseRow;
  name: NameRow;
  meta: MetaRow;
}
export type TableName = keyof Rows;
