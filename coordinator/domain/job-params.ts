/** Parameter values of deployments and jobs: checked against the manifest (J13), credentials masked for readers (J29). */
import type { Json } from '../../protocol/fields.ts';
import { type Manifest, resolveParams } from '../../protocol/manifest.ts';

/** What a reader sees in place of a credential; sent back unchanged it keeps the value that is there. */
export const MASK = '•••';

type Values = Record<string, Json>;

/** `given` over `kept`, name by name. */
export function mergeParams(manifest: Manifest, kept: unknown, given: Values | undefined): Values {
  const merged = { ...(kept as Values) };
  for (const [name, value] of Object.entries(given ?? {}))
    if (!(value === MASK && isCredential(manifest, name) && name in merged)) merged[name] = value;
  return merged;
}

/** Names and types must be right already; what is required may still be missing, as each run can bring it. */
export function checkSaved(manifest: Manifest, given: Values): Values {
  resolveParams({ ...manifest, parameters: manifest.parameters.map((p) => ({ ...p, required: false })) }, given);
  return given;
}

export function maskParams(manifest: Manifest | undefined, params: unknown): Values {
  const values = Object.entries(params as Values);
  return Object.fromEntries(values.map(([name, value]) => [name, isCredential(manifest, name) ? MASK : value]));
}

/** Without a manifest nobody can say what is secret. */
const isCredential = (manifest: Manifest | undefined, name: string): boolean =>
  manifest === undefined || manifest.parameters.find((p) => p.name === name)?.type === 'credential';
