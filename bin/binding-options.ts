/** `--param`, `--bind` and `--unbind` together: a parameter is typed by hand or bound to an asset (J13). */
import { refuse } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';

export interface BindingOptions {
  bind?: string[];
  unbind?: string[];
}
type Values = Record<string, Json>;

export interface Said {
  params?: Values;
  bindings?: Record<string, string>;
}

/** What is sent: the kept values and bindings with what was said now; nothing of a kind of which nothing was said. */
export function saidOf(
  kept: { params: Values; bindings: Record<string, string> } | undefined,
  typed: Values | undefined,
  { bind = [], unbind = [] }: BindingOptions,
): Said {
  const bound = Object.fromEntries(bind.map(pairOf));
  const params = typed && { ...without(kept?.params ?? {}, Object.keys(bound)), ...typed };
  const said = bind.length + unbind.length > 0;
  const left = without(kept?.bindings ?? {}, [...unbind, ...Object.keys(typed ?? {})]);
  return { ...(params ? { params } : {}), ...(said ? { bindings: { ...left, ...bound } } : {}) };
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1 || at === pair.length - 1)
    refuse('ValidationError', `--bind ${pair}: must be PARAM=ASSET`, { field: 'bindings' });
  return [pair.slice(0, at), pair.slice(at + 1)];
}

const without = <T>(values: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
