/** Which parameters take their value from assets (J13): checked when they are bound; a parameter is typed or bound, never both. */
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { say } from '../../protocol/sentence.ts';
import { theAsset } from './asset.ts';
import type { Look } from './lookup.ts';

type Values = Record<string, Json>;
/** Parameter → the asset's name where people say it, its id where it is kept. */
type Bindings = Record<string, string>;

export interface Given {
  params: Values;
  bindings: Bindings;
}
export interface Said {
  params?: Values | undefined;
  bindings?: Bindings | undefined;
}

/** Names become ids: assets that are there. */
export function boundAssets(view: Look, workspace: string, said: Bindings): Bindings {
  return Object.fromEntries(
    Object.entries(said).map(([param, name]) => [param, theAsset(view, workspace, name, `bindings.${param}`).id]),
  );
}

/** What is said now counts: it takes the place of what stood there of the other kind. Both at once are refused. */
export function typedOrBound({ params, bindings }: Given, said: Said): Given {
  const [typed, bound] = [Object.keys(said.params ?? {}), Object.keys(said.bindings ?? {})];
  const both = bound.find((name) => typed.includes(name));
  if (both !== undefined)
    refuse('ValidationError', say`bindings.${{ both }}: it is typed by hand, too; say its value or bind it, not both`, {
      field: `bindings.${both}`,
    });
  return { params: without(params, bound), bindings: without(bindings, typed) };
}

const without = <T>(values: Record<string, T>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

/** Each is a parameter of the package, and of the asset's type. An asset that is gone is the run's to find (J7). */
export function checkBindings(view: Look, manifest: Manifest, bindings: Bindings): Bindings {
  for (const [param, id] of Object.entries(bindings)) {
    const field = `bindings.${param}`;
    const known = manifest.parameters.find((p) => p.name === param);
    const list = manifest.parameters.map((p) => p.name).join(', ') || 'none';
    if (!known)
      refuse(
        'ValidationError',
        say`${{ field }}: the package ${{ manifest: manifest.name }} has no such parameter (it has: ${{ list }})`,
        {
          field,
        },
      );
    const asset = view.get('asset', id);
    if (asset && asset.type !== known?.type)
      refuse(
        'ValidationError',
        say`${{ field }}: must be ${{ type: known?.type }}; the asset ${{ asset: asset.name }} is ${{ type2: asset.type }}`,
        {
          field,
        },
      );
  }
  return bindings;
}

/** The manifest without what assets give: those parameters have no typed value and need none. */
export const unbound = (manifest: Manifest, bindings: Bindings): Manifest => ({
  ...manifest,
  parameters: manifest.parameters.filter((p) => !Object.hasOwn(bindings, p.name)),
});

/** For readers: names for ids, also of assets that were deleted. */
export const bindingNames = (view: Look, bindings: Bindings): Bindings =>
  Object.fromEntries(Object.entries(bindings).map(([param, id]) => [param, view.get('asset', id)?.name ?? id]));
