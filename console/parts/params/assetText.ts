/** What everybody may know of an asset's value, in one line: of a secret nothing, of a credential its user. */
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { visible } from '../../show/visible.ts';
import { MASK } from './given.ts';
import { valueText } from './valueText.ts';

export function assetText({
  type,
  secret,
  value,
  user,
}: Pick<AssetView, 'type' | 'secret' | 'value' | 'user'>): string {
  if (type === 'credential') return visible(`${user ?? ''} · ${MASK}`);
  return secret ? MASK : valueText(type, value);
}
