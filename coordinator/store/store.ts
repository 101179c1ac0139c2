/** The storage seam: what the coordinator asks of an engine. Rules come in with the commands; no SQL comes out. */
import type { GantryError } from '../../protocol/errors.ts';
import type { Effect, Principal, View, Ctx, Wait } from '../domain/view.ts';
import type { TableName } from '../domain/rows.ts';
import type { ListName, ListPage, ListParams } from './lists.ts';

/** One command: a rule with its parameters, who asks, and the number that makes it exactly-once (S10). */
export interface Command {
  verb: string;
  rule: (view: View, params: never, ctx: Ctx) => unknown;
  params: unknown;
  who: Principal;
  /** `client:n`; absent = no receipt (system commands, which are safe to repeat by themselves). */
  receipt?: string | undefined;
}

export type Outcome =
  | { kind: 'ok'; result: unknown; effects: Effect[] }
  /** Nothing changed. `error` may also be a bug of ours: code `Internal`, the cause is logged. */
  | { kind: 'refused'; error: GantryError }
  /** Nothing changed; try again when woken. */
  | { kind: 'wait'; on: Wait };

export interface Store {
  /** Runs the commands in order in one transaction; resolves when it is on the disk (P2). Throws only when nothing of it was kept. */
  commit(batch: readonly Command[], now: number): Promise<Outcome[]>;
  /** One page of a console list; reads what is committed. */
  query<L extends ListName>(list: L, p: ListParams<L>): Promise<ListPage<L>>;
  /** A read over committed rows: the same view that rules have, without writing (for `*.show`). */
  read<R>(look: (view: Pick<View, 'get' | 'pick'>) => R): Promise<R>;
  /** Deletes at most `limit` rows of `table` older than `before`; returns how many. */
  prune(table: TableName, before: number, limit: number): Promise<number>;
  migrate(): Promise<void>;
  backup(to: string): Promise<void>;
  close(): Promise<void>;
}
