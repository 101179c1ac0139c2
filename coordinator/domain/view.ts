/** How a rule sees the world: rows by id, ordered picks, effects; and who asks and when (`Ctx`). Types only. */
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Author, Role, RunState } from '../../protocol/fields.ts';
import type { StoredSettings } from '../../protocol/settings.ts';
import type { LogLine } from '../../protocol/shapes.ts';
import type { SealedText } from '../../protocol/shapes-asset.ts';
import type { WebhookEvent } from '../../protocol/shapes-webhook.ts';
import type { PickName, PickParams, PickRow } from './picks.ts';
import type { Rows, TableName } from './rows.ts';
import type { Sought } from './sought.ts';

/**
 * One command's view of the store: reads what is committed plus what this batch changed. Rows are never mutated in
 * place: `put` a changed copy. A refusal (any throw) discards everything this command put, dropped and emitted.
 */
export interface View {
  get<T extends TableName>(table: T, id: string): Readonly<Rows[T]> | undefined;
  /** The first `limit` rows of a pick, in its order, including this batch's own changes. */
  pick<P extends PickName>(pick: P, params: PickParams<P>, limit: number): Readonly<PickRow<P>>[];
  put<T extends TableName>(table: T, row: Rows[T]): void;
  drop(table: TableName, id: string): void;
  /** Sent after the commit, in order. */
  emit(effect: Effect): void;
}

export type Principal =
  /** `from`: the network address that this request came from. */
  | { kind: 'person'; user: string; name: string; role: Role; workspace: string; from?: string; evidence?: boolean }
  | { kind: 'agent'; robot: string; session: string; workspace: string }
  | { kind: 'supervisor'; run: string; epoch: number; workspace: string }
  | { kind: 'script'; run: string; epoch: number; workspace: string; from?: string }
  | { kind: 'anyone'; workspace: string }
  | { kind: 'system'; workspace: string; behalf?: Behalf };

/** For whom the coordinator itself acts: what somebody asked of one of its services, for the audit (X11). */
export interface Behalf {
  by: Author;
  from: string;
  /** What was asked for: `robot.invite`. */
  verb: string;
  /** What it was about, in words, when the parameters do not say so. */
  target?: string;
}

export interface Ctx {
  /** The coordinator's clock, ms; the same for every command of a batch. */
  now: number;
  who: Principal;
  /**
   * A new id: sorts by creation, unique over the installation. Running the rule again gives the same ids in the same
   * order, because they derive from the command's own number.
   */
  newId(): string;
  /** A new secret and its sha256; the same again on a second run of the rule. */
  newToken(): { secret: string; hash: string };
  /** sha256 in hexadecimal. */
  digest(text: string): string;
  /** Credentials of the request, by the parameter's name: sealed before any rule sees them (typed-secrets.ts). */
  sealed?: Readonly<Record<string, SealedText>> | undefined;
  /** This command threw `Wait` before and is tried again: whoever resubmits it says so (Q36 answers differently then). */
  waited?: boolean;
}

/** What must happen outside once the transaction is on the disk. */
export type Effect =
  /** Topics of `live.subscribe` whose subscribers should fetch again. */
  | { kind: 'changed'; topics: string[] }
  | { kind: 'lines'; run: string; lines: LogLine[] }
  /** Offer this run to its robot's agent. */
  | { kind: 'offer'; robot: string; run: string; epoch: number; package: string; sha256: string; bytes: number }
  | { kind: 'cancel'; robot: string; run: string; epoch: number; reason: 'cancelled' | 'forced'; graceMs: number }
  /** The run is over for us although its processes may not know. */
  | { kind: 'stop'; robot: string; run: string; epoch: number; because: string }
  /** A run reached an end: its tokens are void, its waits end with RunEnded. */
  | { kind: 'ended'; run: string; state: RunState }
  /** This robot may take a job now; or (`pool`/`robot` of a job) there is new work for these. */
  | { kind: 'dispatch'; robot?: string; pool?: string }
  /**
   * This resource changed in a way that may help those who wait for it or search its queue (Q32). `gone`: it became
   * hidden or was deleted. Without a resource: these `entered`, or the whole queue is `gone`, or nobody knows which.
   * They are served in the transaction that emits it (coordinator/turns.ts).
   */
  | { kind: 'wake'; queue: string; resource: string; gone?: boolean; entered?: string[] }
  /** The launch condition of this queue may want jobs now (Q52); `stopped`: Gantry just stopped it, and why. */
  | { kind: 'condition'; queue: string; stopped?: string }
  /**
   * Webhooks may want to know of it: their deliveries are made in this very transaction (coordinator/happenings.ts).
   */
  | { kind: 'happened'; what: Happening }
  /** For the metrics: ms from a job's creation to its first acceptance, and from a run's acceptance to its end. */
  | { kind: 'measured'; what: 'wait'; ms: number }
  | { kind: 'measured'; what: 'run'; ms: number; state: RunState }
  /** A webhook changed; `wanted`: what all of them together want to be told from now on. */
  | { kind: 'webhook'; webhook: string; wanted: WebhookEvent[] }
  /** A delivery of this webhook is due at this instant. */
  | { kind: 'deliver'; webhook: string; due: number }
  /** There is work to be done in portions: a bulk edit began, a queue was deleted. */
  | { kind: 'portions' }
  /** What this user may has changed, or who may speak for them: open sessions begin anew. */
  | { kind: 'rights'; user: string }
  /** A row that referred to this blob is gone: whoever keeps blobs looks whether another one does. */
  | { kind: 'blob'; sha256: string }
  /** The bytes of this artifact may go. */
  | { kind: 'evidence'; run: string; artifact: string }
  /** Settings were changed; `stored`: all that are stored now. */
  | { kind: 'settings'; stored: StoredSettings }
  /** A schedule is due at this instant (P13). */
  | { kind: 'schedule'; when: number }
  /** Something has a date now: chores look at this instant. */
  | { kind: 'at'; when: number; chore: 'lock.expire' | 'job.due' | 'robot.missing' };

/** What somebody outside may want to be told of (docs/webhooks.md). */
export type Happening =
  | { event: 'job.ended'; job: string }
  | { event: 'queue.drained'; queue: string }
  /** Its connection ended, and not because it was stopped: news if it stays away. */
  | { event: 'robot.offline'; robot: string }
  | { event: 'robot.lost'; robot: string; why: 'run-lost' | 'unreachable'; run?: string | undefined };

/** Thrown by a rule that must wait (Q31): nothing was changed; the command is tried again when woken. */
export class Wait {
  readonly queue: string;
  /** '' when any resource of the queue may help (search by condition). */
  readonly resource: string;
  readonly timeoutMs: number;
  /** The refusal if the time is up: `LockTimeout`, or `ResourceNotFound` when nothing matched a condition. */
  readonly code: ErrorCode;
  /** What that refusal says. */
  readonly says: string;
  /** What it looks for; absent: any change of the resource, or of the queue, may help. */
  readonly sought: Sought | undefined;
  constructor(on: {
    queue: string;
    resource: string;
    timeoutMs: number;
    says: string;
    code?: ErrorCode;
    sought?: Sought | undefined;
  }) {
    this.queue = on.queue;
    this.resource = on.resource;
    this.timeoutMs = on.timeoutMs;
    this.code = on.code ?? 'LockTimeout';
    this.says = on.says;
    this.sought = on.sought;
  }
}
