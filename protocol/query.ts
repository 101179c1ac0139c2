/** Parameters that come as text in a query, as the contract's schema wants them: lists, numbers, booleans, objects. */
import { z } from 'zod';

interface Wanted {
  type?: string | string[];
  anyOf?: Wanted[];
  oneOf?: Wanted[];
  items?: Wanted;
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
}

/** What a query may hold for each parameter of a verb. */
export type QueryTypes = ReadonlyMap<string, Wanted>;

/** By schema, read when it is first asked for: all of the contract at once would hold up a start. */
const known = new WeakMap<z.ZodType, QueryTypes>();

export function queryTypes(params: z.ZodType): QueryTypes {
  const types = known.get(params) ?? read(params);
  known.set(params, types);
  return types;
}

function read(params: z.ZodType): QueryTypes {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return new Map(Object.entries(properties as Record<string, Wanted>));
}

/** `?tags=a&tags=b&force=true&filter={"…"}` → values. What fits no type stays text: the contract's check names the field. */
export function fromQuery(types: QueryTypes, query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => [name, fromText(types.get(name) ?? {}, text as string | string[])]),
  );
}

function fromText(wanted: Wanted, text: string | string[]): unknown {
  const branches = branchesOf(wanted);
  const list = branches.find((b) => b.type === 'array');
  if (Array.isArray(text)) return list ? text.map((one) => fromText(list.items ?? {}, one)) : text;
  const takes = (type: string) => branches.some((b) => b.type === type);
  if (takes('string')) return text;
  if ((takes('integer') || takes('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (takes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (takes('object') && text.startsWith('{')) return jsonOr(text);
  return list ? [fromText(list.items ?? {}, text)] : text;
}

/** The alternatives of a schema, each with one type. */
function branchesOf(wanted: Wanted): Wanted[] {
  const union = wanted.anyOf ?? wanted.oneOf;
  if (union) return union.flatMap(branchesOf);
  return Array.isArray(wanted.type) ? wanted.type.map((type) => ({ ...wanted, type })) : [wanted];
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // no JSON: the check says which parameter it is and what it must be
  }
}
