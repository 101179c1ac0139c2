/**
 * A small world for rule tests: rows in memory behind the `View` that rules get, a clock that the test moves, and
 * principals. Synchronous; a command that throws leaves nothing behind. Not an engine: nothing here is indexed.
 */
import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import {
  comparator,
  inRange,
  type OrderRange,
  type Pick,
  type PickName,
  type PickParams,
  type PickRow,
  picks,
} from '../../../coordinator/domain/picks.ts';
import type { Rows, RunRow, TableName } from '../../../coordinator/domain/rows.ts';
import { type Ctx, type Effect, type Principal, type View, Wait } from '../../../coordinator/domain/view.ts';
import { type ErrorCode, GantryError } from '../../../protocol/errors.ts';
import { robotRow, runRow, START, WORKSPACE } from './rows.ts';

export { START, WORKSPACE };

type Rule<P, R> = (view: View, params: P, ctx: Ctx) => R;
type Table<T extends TableName> = Map<string, Rows[T] | undefined>;
type Tables = Map<TableName, Table<TableName>>;

export const SYSTEM: Principal = { kind: 'system', workspace: WORKSPACE };

export class World {
  /** The coordinator's clock in ms; tests set it. */
  now = START;
  /** Effects of the commands that went through, oldest first; tests may empty it. */
  effects: Effect[] = [];
  readonly #rows: Tables = new Map();
  #commands = 0;

  /** Runs one command as `who`: what it put and emitted stays only when it returns. */
  do<P, R>(rule: Rule<P, R>, params: NoInfer<P>, who: Principal, sealed?: Ctx['sealed']): R {
    const draft = new Draft(this.#rows);
    const result = rule(draft, params, this.ctx(who, sealed));
    draft.keep();
    this.effects.push(...draft.effects);
    return structuredClone(result);
  }

  /** The refusal of a command that must be refused with `code`; proves that it left nothing behind. */
  refused<P, R>(
    code: ErrorCode,
    rule: Rule<P, R>,
    params: NoInfer<P>,
    who: Principal,
    sealed?: Ctx['sealed'],
  ): GantryError {
    const error = this.#thrown(rule, params, who, sealed);
    if (!(error instanceof GantryError)) throw error;
    assert.is(error.code, code, `${error.code}: ${error.message}`);
    return error;
  }

  /** The wait of a command that must wait (Q31). */
  waits<P, R>(rule: Rule<P, R>, params: NoInfer<P>, who: Principal): Wait {
    const wait = this.#thrown(rule, params, who);
    if (!(wait instanceof Wait)) throw wait;
    return wait;
  }

  /** A context as the writer makes it: ids sort by creation and are the same when the same command runs again. */
  ctx(who: Principal, sealed?: Ctx['sealed']): Ctx {
    const command = (++this.#commands).toString(36).padStart(4, '0');
    let ids = 0;
    let tokens = 0;
    return {
      now: this.now,
      who,
      sealed,
      newId: () => `${this.now.toString(36).padStart(9, '0')}${command}${(ids++).toString(36).padStart(4, '0')}`,
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      newToken: () => ({ secret: `secret-${command}-${++tokens}`, hash: `hash-${command}-${tokens}` }),
    };
  }

  /** A view outside any command: what it puts is there at once. For fixtures and for looking. */
  get view(): View {
    const draft = (work: (d: Draft) => void) => {
      const d = new Draft(this.#rows);
      work(d);
      d.keep();
      this.effects.push(...d.effects);
    };
    return {
      get: (table, id) => new Draft(this.#rows).get(table, id),
      pick: (name, params, limit) => new Draft(this.#rows).pick(name, params, limit),
      put: (table, row) => draft((d) => d.put(table, row)),
      drop: (table, id) => draft((d) => d.drop(table, id)),
      emit: (effect) => draft((d) => d.emit(effect)),
    };
  }

  /** The row, which must be there. */
  row<T extends TableName>(table: T, id: string): Readonly<Rows[T]> {
    return this.view.get(table, id) ?? assert.unreachable(`no ${table} ${id}`)!;
  }

  /** Changes some columns of a row that is there. */
  patch<T extends TableName>(table: T, id: string, change: Partial<Rows[T]>): void {
    this.view.put(table, { ...this.row(table, id), ...change } as Rows[T]);
  }

  /** All rows of a table, by id. */
  all<T extends TableName>(table: T): Readonly<Rows[T]>[] {
    return [...((this.#rows.get(table) as Table<T> | undefined)?.values() ?? [])]
      .filter((row) => row !== undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  person(
    name = 'Ada',
    role: 'viewer' | 'operator' | 'developer' | 'admin' = 'operator',
    workspace = WORKSPACE,
  ): Principal {
    return { kind: 'person', user: `u_${name.toLowerCase()}`, name, role, workspace };
  }

  /** The script of a new, running run instance (on a robot of its own unless one is named). */
  script(run = 'r_1', change: Partial<RunRow> = {}): Principal {
    const row = runRow({ id: run, robot: `b_of_${run}`, robotName: `robot of ${run}`, ...change });
    if (!this.view.get('robot', row.robot)) {
      this.view.put(
        'robot',
        robotRow({ id: row.robot, name: row.robotName, nameKey: row.robotName, run, workspace: row.workspace }),
      );
    }
    this.view.put('run', row);
    return { kind: 'script', run, epoch: row.epoch, workspace: row.workspace };
  }

  supervisor(script: Principal): Principal {
    assert.is(script.kind, 'script');
    return { ...script, kind: 'supervisor' } as Principal;
  }

  #thrown<P, R>(rule: Rule<P, R>, params: P, who: Principal, sealed?: Ctx['sealed']): unknown {
    const before = this.effects.length;
    let result: R;
    try {
      result = this.do(rule, params, who, sealed);
    } catch (error) {
      assert.is(this.effects.length, before);
      return error; // the caller decides which kind it must be
    }
    throw new Error(`expected a refusal or a wait, got ${JSON.stringify(result)}`);
  }
}

export const world = (): World => new World();

/** One command's changes over the rows that were there. */
class Draft implements View {
  readonly effects: Effect[] = [];
  readonly #base: Tables;
  readonly #changed: Tables = new Map();
  constructor(base: Tables) {
    this.#base = base;
  }

  get<T extends TableName>(table: T, id: string): Readonly<Rows[T]> | undefined {
    const changed = this.#changed.get(table) as Table<T> | undefined;
    return changed?.has(id) ? changed.get(id) : (this.#base.get(table) as Table<T> | undefined)?.get(id);
  }

  pick<P extends PickName>(name: P, params: PickParams<P>, limit: number): Readonly<PickRow<P>>[] {
    type Row = Record<string, unknown>;
    const p = picks[name] as unknown as Pick;
    const given = params as unknown as Row & { upTo?: number; match?: unknown; range?: OrderRange };
    const merged = new Map([...(this.#base.get(p.table) ?? []), ...(this.#changed.get(p.table) ?? [])]);
    const found = [...merged.values()].filter((row) => {
      if (row === undefined) return false;
      const r = row as unknown as Row;
      const due = p.upTo === undefined ? 1 : (r[p.upTo] as number);
      return (
        Object.entries(p.fixed).every(([column, value]) => r[column] === value) &&
        (p.where?.holds(row as never) ?? true) &&
        inRange(p.order, given.range, row as object) &&
        p.by.every((column) => r[column] === given[column]) &&
        due > 0 &&
        (p.upTo === undefined || due <= given.upTo!)
      );
    }) as Rows[TableName][];
    found.sort(comparator(p.order));
    const fits = p.match ? found.filter((row) => p.match!(row as never, given.match)) : found;
    return fits.slice(0, limit) as PickRow<P>[];
  }

  put<T extends TableName>(table: T, row: Rows[T]): void {
    this.#of(table).set(row.id, frozen(structuredClone(row)));
  }

  drop(table: TableName, id: string): void {
    this.#of(table).set(id, undefined);
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  keep(): void {
    for (const [table, rows] of this.#changed) {
      if (!this.#base.has(table)) this.#base.set(table, new Map());
      const base = this.#base.get(table)!;
      for (const [id, row] of rows) {
        if (row === undefined) base.delete(id);
        else base.set(id, row);
      }
    }
  }

  #of(table: TableName): Table<TableName> {
    if (!this.#changed.has(table)) this.#changed.set(table, new Map());
    return this.#changed.get(table)!;
  }
}

/** A rule that changes a row in place must fail here and not only on an engine. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
