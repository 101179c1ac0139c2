/** A small valid example for a JSON Schema: what the API document and its page show as a request. */
import type { Schema } from './openapi-schema.ts';

/** Values that say what a field is for; the rest comes from its schema. */
const known: Record<string, unknown> = {
  queue: 'invoices',
  attemptLimit: 3,
  deployment: 'nightly',
  robot: 'desk-1',
  schedule: 'every-morning',
  calendar: 'holidays',
  cron: '0 6 * * 1-5',
  pool: 'accounting',
  package: 'invoices',
  version: '1.0.0',
  user: 'admin',
  password: 'correct horse battery',
  token: 'gantry_…',
  tokenId: '3fa94c01b2d7',
  name: 'invoices',
  id: 'i_0mf3k2p1a00001000',
  run: 'r_0mf3k2p1a00002000',
  job: 'j_0mf3k2p1a00003000',
  artifact: 'a_0mf3k2p1a00004000',
  bulk: 'u_0mf3k2p1a00005000',
  url: 'https://example.org/gantry',
  webhook: 'alerts',
  delivery: 'm_0mf3k2p1a00006000',
  value: { number: 17, customer: 'ACME' },
  tags: ['eu'],
  reason: 'the data is wrong',
  until: 1_800_000_000_000,
};

/** Fields that are optional but make the example worth reading. */
const TELLING: ReadonlySet<string> = new Set(['tags', 'attemptLimit']);

/** An example of `schema`; `named` are the schemas that it refers to. Only required and telling fields of objects. */
export function exampleOf(schema: Schema, named: Record<string, Schema>, name = ''): unknown {
  const fits = known[name];
  if (fits !== undefined && name in known && accepts(schema, named, fits)) return fits;
  if (schema.$ref) return exampleOf(named[refName(schema.$ref)] ?? {}, named, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const branch = (schema.anyOf ?? schema.oneOf)?.[0];
  if (branch) return exampleOf(branch, named, name);
  const type = Array.isArray(schema.type) ? schema.type.at(-1) : schema.type;
  if (type === 'object') return objectExample(schema, named);
  if (type === 'array') return [exampleOf(schema.items ?? {}, named, name.replace(/s$/, ''))];
  if (type === 'string') return 'text'.repeat(Math.ceil(((schema.minLength as number) ?? 1) / 4));
  if (type === 'integer' || type === 'number') return Math.max((schema.minimum as number) ?? 1, 1);
  return type === 'boolean' ? true : {};
}

export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

function objectExample({ properties = {}, required = [] }: Schema, named: Record<string, Schema>): unknown {
  const all = Object.keys(properties);
  const telling = all.filter((name) => required.includes(name) || TELLING.has(name));
  const names = telling.length > 0 ? telling : all.slice(0, 1); // many want at least one
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name]!, named, name)]));
}

/** Whether `value` is of a kind that the schema takes; roughly, the test holds it against the contract. */
function accepts(schema: Schema, named: Record<string, Schema>, value: unknown): boolean {
  if (schema.$ref) return accepts(named[refName(schema.$ref)] ?? {}, named, value);
  if (schema.enum) return schema.enum.includes(value);
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return union.some((one) => accepts(one, named, value));
  const type = Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value;
  return schema.type === undefined || schema.type === type || (schema.type === 'number' && type === 'integer');
}
