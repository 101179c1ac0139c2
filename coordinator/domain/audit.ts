/**
 * Writes the audit (X11) in the transaction of what it tells of: watches what the rule of an action puts and drops, notes
 * the rows that differ, and hangs the entry on the hash chain. One place for all verbs, so that none can forget it.
 */
import { contract, type Params, type Result, type WriteVerb } from '../../protocol/contract.ts';
import type { Author } from '../../protocol/fields.ts';
import type { AuditChange } from '../../protocol/shapes-audit.ts';
import { isShown, shownChange } from './audit-shown.ts';
import { auditTarget } from './audit-target.ts';
import { authorOf } from './author.ts';
import type { Rows, TableName } from './rows.ts';
import type { AuditRow } from './rows-audit.ts';
import type { Behalf, Ctx, View } from './view.ts';

/** Rows that one entry lists; of a batch the rest is counted. */
const MAX_CHANGES = 50;
/** The meta row with the end of the chain. */
const HEAD = 'audit';
/** What the first entry follows. */
export const CHAIN_START = '0'.repeat(64);

type Entry = Pick<AuditRow, 'by' | 'actor' | 'from' | 'verb' | 'target' | 'outcome' | 'code' | 'says' | 'changes'>;
type Rule<V extends WriteVerb> = (view: View, params: Params<V>, ctx: Ctx) => Result<V>;

/** The rule with its entry: of people always, of runs for the verbs that say so, of the coordinator on behalf of a person. */
export function audited<V extends WriteVerb>(verb: V, rule: Rule<V>): Rule<V> {
  const { who: senders, audit } = contract[verb] as { who: readonly string[]; audit?: boolean };
  if (audit === false || (!audit && !senders.includes('person') && !senders.includes('system'))) return rule;
  return (view, params, ctx) => {
    const { who } = ctx;
    const told = who.kind === 'person' || (who.kind === 'script' && audit) || (who.kind === 'system' && who.behalf);
    if (!told) return rule(view, params, ctx);
    const watched = new Watched(view);
    const result = rule(watched, params, ctx);
    const { changes, more } = watched.changes();
    const behalf = who.kind === 'system' ? who.behalf : undefined;
    const target = behalf?.target ?? auditTarget(behalf?.verb ?? verb, params);
    const entry = { ...actorOf(view, ctx, behalf), verb: behalf?.verb ?? verb, target, changes };
    addEntry(view, ctx, { ...entry, outcome: 'done', code: '', says: '' }, more);
    return result;
  };
}

/** An attempt that was refused changed nothing, so it is noted by a command of its own. */
export function auditRefused(view: View, p: Params<'audit.refused'>, ctx: Ctx): Result<'audit.refused'> {
  addEntry(view, ctx, { ...p, outcome: 'refused', changes: [] }, 0);
  return {};
}

function actorOf(view: View, ctx: Ctx, behalf: Behalf | undefined): Pick<Entry, 'by' | 'actor' | 'from'> {
  if (behalf) {
    const { by, from } = behalf;
    return { by, actor: by.id, from };
  }
  const by: Author = authorOf(view, ctx);
  const from = 'from' in ctx.who ? (ctx.who.from ?? '') : '';
  return { by, actor: by.id, from };
}

function addEntry(view: View, ctx: Ctx, entry: Entry, more: number): void {
  const head = (view.get('meta', HEAD)?.value ?? { n: 0, hash: CHAIN_START }) as { n: number; hash: string };
  const row = {
    ...entry,
    ...{ id: `x_${ctx.newId()}`, workspace: ctx.who.workspace, n: head.n + 1, at: ctx.now, more, hash: '' },
  };
  const hash = ctx.digest(chained(head.hash, row));
  view.put('audit', { ...row, hash });
  view.put('meta', { id: HEAD, value: { n: row.n, hash } });
  view.emit({ kind: 'changed', topics: ['audit'] });
}

/** The text whose sha256 is the entry's hash. */
export function chained(before: string, row: Readonly<AuditRow>): string {
  const { id, n, at, by, actor, from, verb, target, outcome, code, says, changes, more } = row;
  return JSON.stringify([before, id, n, at, by, actor, from, verb, target, outcome, code, says, changes, more]);
}

/** A view that remembers how the rows it changes were before. */
class Watched implements View {
  readonly get: View['get'];
  readonly pick: View['pick'];
  readonly emit: View['emit'];
  readonly #view: View;
  /** `table id` → the row before the first change of it. */
  readonly #before = new Map<string, { table: TableName; id: string; row: Readonly<Rows[TableName]> | undefined }>();

  constructor(view: View) {
    this.#view = view;
    this.get = (table, id) => view.get(table, id);
    this.pick = (name, params, limit) => view.pick(name, params, limit);
    this.emit = (effect) => view.emit(effect);
  }

  put<T extends TableName>(table: T, row: Rows[T]): void {
    this.#note(table, row.id);
    this.#view.put(table, row);
  }

  drop(table: TableName, id: string): void {
    this.#note(table, id);
    this.#view.drop(table, id);
  }

  #note(table: TableName, id: string): void {
    if (!isShown(table)) return;
    const key = `${table} ${id}`;
    if (!this.#before.has(key)) this.#before.set(key, { table, id, row: this.#view.get(table, id) });
  }

  changes(): { changes: AuditChange[]; more: number } {
    const changes: AuditChange[] = [];
    let more = 0;
    for (const { table, id, row } of this.#before.values()) {
      if (changes.length === MAX_CHANGES) more++;
      else changes.push(...(shownChange(this.#view, table, row, this.#view.get(table, id)) ?? []));
    }
    return { changes, more };
  }
}
