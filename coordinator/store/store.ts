/** The storage seam: what the coordinator asks of an engine. Rules come in with the commands; no SQL comes out. */
import type { GantryError } from '../../protocol/errors.ts';
import type { TableName } from '../domain/rows.ts';
import type { Ctx, Effect, Principal, View, Wait } from '../domain/view.ts';
import type { ListName, ListPage, ListParams } from './lists.ts';

/** One command: a rule with its parameters, who asks, and the number that makes it exactly-once (S10). */
export interface Command {
  verb: string;
  rule: (view: View, params: never, ctx: Ctx) => unknown;
  params: unknown;
  who: Principal;
  /** Credentials of the request, sealed. */
  sealed?: Ctx['sealed'];
  /** It stood in line before and is tried again (Q36). */
  waited?: boolean | undefined;
  /** `client:n`; absent = no receipt (system commands, which are safe to repeat by themselves). */
  receipt?: string | undefined;
}

export type Outcome =
  /** `text`: the result as JSON, when it was needed for the receipt; whoever sends it need not make it again. */
  | { kind: 'ok'; result: unknown; text?: string | undefined; effects: Effect[] }
  /** Nothing changed. `error` may also be a bug of ours: code `Internal`, with its cause. */
  | { kind: 'refused'; error: GantryError }
  /** Nothing changed; try again when woken. */
  | { kind: 'wait'; on: Wait };

/**
 * Those who stand in line for what a batch changes (Q32): the engine runs whom `next` names right after the command that
 * may have helped them, in the same transaction, so that nobody who came later is faster. An engine that runs a batch
 * again begins again; the last run counts.
 */
export interface InTurn {
  /** A run of a batch at `now` (ms) begins; whatever an earlier run of it came to is forgotten. */
  begin(now: number): void;
  /** What a command of the batch, or one that `next` named, came to. */
  came(command: Command, outcome: Outcome): void;
  /** The command to run before the batch goes on; `undefined`: nobody's turn. */
  next(view: Look): Command | undefined;
  /** The writer's word: the batch is on the disk. */
  keep(): void;
  /** The writer's word: nothing of it was kept. */
  drop(): void;
}

/** What a reader sees: the same as a rule, without writing. */
export type Look = Pick<View, 'get' | 'pick'>;

export interface Store {
  /** How many times this store has been opened, this one included. */
  readonly boot: number;
  /**
   * Runs the commands in order in one transaction; resolves when it is on the disk (P2). Throws only when nothing of it
   * was kept, or `StoreBroken` when nobody can know: then nothing may be answered. Outcomes are those of `batch`; `inTurn`
   * hears of all, of those whom it named as well.
   */
  commit(batch: readonly Command[], now: number, inTurn?: InTurn): Promise<Outcome[]>;
  /** One page of a console list; reads what is committed. */
  query<L extends ListName>(list: L, p: ListParams<L>): Promise<ListPage<L>>;
  /** A read over committed rows (for `*.show`); `look` may be run more than once. */
  read<R>(look: (view: Look) => R): Promise<R>;
  /**
   * Deletes rows of `table`, or receipts, dated before `before` (ms), oldest first; returns how many, at most `limit`: as
   * many as that means that there may be more. Tables without a date refuse.
   */
  prune(table: TableName | 'receipt', before: number, limit: number): Promise<number>;
  /**
   * The instant (ms) before which history must be pruned so that what stays takes no more than `bytes`, about; 0 = it does.
   */
  historyBefore(bytes: number): Promise<number>;
  /** Commits that are on the disk and not in the tables yet. */
  late(): number;
  /** Brings the schema up to date; `openStore` has done it. A newer schema is refused (P16). */
  migrate(): Promise<void>;
  /** Writes a whole copy to the file `to` while commits go on (P16). */
  backup(to: string): Promise<void>;
  /** Twice is fine. */
  close(): Promise<void>;
}

/** The store's, not a rule's: whatever was under way is not kept. */
export abstract class StoreFault extends Error {}

/** The whole batch was undone (disk full, database busy): the same may work later. */
export class StoreUnavailable extends StoreFault {
  override readonly name = 'StoreUnavailable';
  /** There was no room on the disk. */
  readonly full: boolean;
  constructor(message: string, { full = false, cause }: { full?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.full = full;
  }
}

/** An I/O error or corruption (P15): the coordinator exits at once and answers nobody. */
export class StoreBroken extends StoreFault {
  override readonly name = 'StoreBroken';
}
