/** The journal's rows: one effect of a resource by its name, how readers see it, and how they go with the resource (S9). */
import { MAX_EFFECTS } from '../../protocol/fields.ts';
import type { EffectView } from '../../protocol/shapes-effect.ts';
import type { EffectRow } from './rows.ts';
import type { View } from './view.ts';

export const effectId = (resource: string, name: string): string => `${resource}:${name}`;

/** The effects of a resource, by name. */
export const effectsOf = (view: Pick<View, 'pick'>, resource: string): Readonly<EffectRow>[] =>
  view.pick('effectsOf', { resource }, MAX_EFFECTS);

export function effectView({ name, done, by, at, result }: Readonly<EffectRow>): EffectView {
  const said = done === 1 ? { state: 'done' as const, result: result as EffectView['result'] } : undefined;
  return { name, ...(said ?? { state: 'intended' as const }), by, at };
}

export function dropEffects(view: View, resource: string): void {
  for (const { id } of effectsOf(view, resource)) view.drop('effect', id);
}
