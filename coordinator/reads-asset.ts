/** The read verbs about assets: of secrets never the value (J6). */
import type { Params, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { theAsset } from './domain/asset.ts';
import { assetView, deploymentsOf } from './domain/asset-view.ts';
import type { AssetRow } from './domain/rows.ts';
import type { Principal } from './domain/view.ts';
import { upTo } from './pages.ts';

type AssetVerb = 'asset.list' | 'asset.show';
type Reads = { [V in AssetVerb]: (params: Params<V>, who: Principal) => Promise<Result<V>> };

const byName = (a: AssetRow, b: AssetRow) => (a.nameKey < b.nameKey ? -1 : 1);

/** Assets of a list that is shown whole. */
const MOST_ASSETS = 5_000;

export function assetReads(core: Core): Reads {
  const { store } = core;
  return {
    'asset.list': async (_, { workspace }) => {
      const rows = await upTo(core, 'assets', { workspace }, MOST_ASSETS);
      return {
        items: await store.read((view) => {
          const deployments = deploymentsOf(view, workspace);
          return rows.sort(byName).map((row) => assetView(view, row, deployments));
        }),
      };
    },
    'asset.show': ({ asset }, { workspace }) => store.read((view) => assetView(view, theAsset(view, workspace, asset))),
  };
}
