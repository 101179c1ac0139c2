/** What readers see of an asset: of secrets never the value (J6), and what uses it. */
import type { AssetView } from '../../protocol/shapes-asset.ts';
import type { Look } from './lookup.ts';
import type { AssetRow, AssetValueRow, DeploymentRow } from './rows.ts';

/** Values of one asset: one for each robot. */
export const MAX_VALUES = 10_000;
/** Deployments that are looked at for what uses an asset. */
const MAX_DEPLOYMENTS = 10_000;

export const deploymentsOf = (view: Look, workspace: string): Readonly<DeploymentRow>[] =>
  view.pick('deploymentsOf', { workspace }, MAX_DEPLOYMENTS);

export const uses = (deployment: Readonly<DeploymentRow>, asset: string): boolean =>
  deployment.allowAssets.includes(asset) || Object.values(deployment.bindings).includes(asset);

/** `deployments`: those of its workspace, when they are known already. */
export function assetView(
  view: Look,
  row: Readonly<AssetRow>,
  deployments = deploymentsOf(view, row.workspace),
): AssetView {
  const { id, name, type, description, author, created } = row;
  const values = view.pick('assetValuesOf', { asset: id }, MAX_VALUES);
  const own = values.filter((value) => value.robot !== '');
  return {
    ...{ id, name, type, description, author, created },
    secret: row.secret === 1,
    ...valueView(row, values.find((value) => value.robot === '')!),
    robots: own.map((value) => ({
      robot: view.get('robot', value.robot)?.name ?? value.robot,
      ...valueView(row, value),
    })),
    usedBy: deployments.filter((deployment) => uses(deployment, id)).map((deployment) => useOf(deployment, id)),
  };
}

function valueView({ secret }: Readonly<AssetRow>, row: Readonly<AssetValueRow>) {
  const { version, editor, updated } = row;
  const open = secret ? row.value && { user: (row.value as { user: string }).user } : { value: row.value };
  return { ...(open as { user?: string; value?: AssetView['value'] } | null), version, editor, updated };
}

function useOf(deployment: Readonly<DeploymentRow>, asset: string): AssetView['usedBy'][number] {
  const bound = Object.entries(deployment.bindings).filter(([, id]) => id === asset);
  return {
    deployment: deployment.name,
    params: bound.map(([param]) => param),
    allowed: deployment.allowAssets.includes(asset),
  };
}
