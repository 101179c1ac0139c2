/** The read verbs about assets: of secrets never the value (J6). */
import type { Params, Result } from '../protocol/contract.ts';
import type { Core } from './core.ts';
import { theAsset } from './domain/asset.ts';
import { assetView } from './domain/asset-view.ts';
import type { Principal } from './domain/view.ts';

type Show = (params: Params<'asset.show'>, who: Principal) => Promise<Result<'asset.show'>>;

export function assetReads(core: Core): { 'asset.show': Show } {
  const { store } = core;
  return {
    'asset.show': ({ asset }, { workspace }) => store.read((view) => assetView(view, theAsset(view, workspace, asset))),
  };
}
