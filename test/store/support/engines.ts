/** The engines under test, each opened fresh, with rules as plain functions. */

import type { Ctx, Principal, View } from '../../../coordinator/domain/view.ts';
import { makeIds } from '../../../coordinator/ids.ts';
import { openStore } from '../../../coordinator/store/open-store.ts';
import type { Command, Outcome, Store } from '../../../coordinator/store/store.ts';
import { folder } from '../../support/folder.ts';

export const engines = ['memory', 'sqlite'] as const;
export type EngineName = (typeof engines)[number];

export const open = (engine: EngineName, path?: string): Promise<Store> =>
  openStore(engine === 'memory' ? { engine, ids: makeIds } : { engine, folder: path ?? folder('store'), ids: makeIds });

export const system: Principal = { kind: 'system', workspace: 'w' };

type Rule = (view: View, ctx: Ctx) => unknown;
export const command = (rule: Rule, receipt?: string, verb = 'test'): Command => ({
  verb,
  rule: (view, _params, ctx) => rule(view, ctx),
  params: {},
  who: system,
  receipt,
});

export const NOW = 1_800_000_000_000;

/** Runs rules as one batch. */
export const commit = (store: Store, ...rules: Rule[]): Promise<Outcome[]> =>
  store.commit(
    rules.map((rule) => command(rule)),
    NOW,
  );

/** The only outcome's result; a refusal is thrown. */
export async function run<R>(store: Store, rule: (view: View, ctx: Ctx) => R): Promise<R> {
  const [outcome] = await commit(store, rule);
  if (outcome?.kind === 'ok') return outcome.result as R;
  throw outcome?.kind === 'refused' ? (outcome.error.cause ?? outcome.error) : new Error('it waits');
}
