/** Values of assets in forms: by type, what is wrong with them, and which of them may be kept as a draft. Pure. */
import type { Json } from '../../../protocol/fields.ts';
import type { AssetType } from '../../../protocol/shapes-asset.ts';
import { t } from '../../i18n/index.ts';
import { checkGiven } from '../../parts/params/given.ts';

export const types: AssetType[] = ['text', 'number', 'boolean', 'json', 'credential'];

/** An asset's value as the input of a parameter takes it. */
export const asParameter = (type: AssetType) => ({ name: 'value', type, required: true });

/** A switch has a position from the beginning; everything else is empty. */
export const emptyValue = (type: AssetType): Json | undefined => (type === 'boolean' ? false : undefined);

export function checkValue(type: AssetType, value: Json | undefined): string | undefined {
  if (value === undefined) return t('assets.valueMissing');
  return checkGiven([asParameter(type)], { values: { value }, bindings: {} }, true)['params.value'];
}
