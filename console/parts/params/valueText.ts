/** A parameter's value in one short line, and what stands in for one that is not given. */
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';
import { MASK } from './given.ts';

/** What counts when a field stays empty. */
export interface Fallback {
  from: 'deployment' | 'package';
  value?: Json;
  asset?: string;
}

const SHOWN_CHARACTERS = 80;

/** Of a credential nothing. */
export function valueText(type: Parameter['type'], value: Json | undefined): string {
  if (type === 'credential') return MASK;
  if (type === 'boolean') return t(value === true ? 'params.yes' : 'params.no');
  if (type === 'file') return visible((value as { name?: string } | undefined)?.name ?? '');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return visible(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
