/** The contract's zod schemas as JSON Schema for the API document: named ones once, referred to by name. */
import { z } from 'zod';
import { contract } from './contract.ts';
import * as fields from './fields.ts';
import * as manifest from './manifest.ts';
import * as shapes from './shapes.ts';
import * as answerShapes from './shapes-answer.ts';
import * as scheduleShapes from './shapes-schedule.ts';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  [keyword: string]: unknown;
}

const REF = '#/components/schemas/';
/** What a refinement in zod checks but JSON Schema does not carry over. */
const limits: Record<string, Schema> = {
  Name: { minLength: 1, maxLength: 60, description: '1 to 60 characters after trimming, no control characters' },
  Tag: { minLength: 1, maxLength: 30, description: '1 to 30 characters after trimming, no control characters' },
  Tags: { description: 'Duplicates collapse; an empty list clears' },
  Id: { description: 'An id as the coordinator gave it' },
  Instant: { description: 'Milliseconds since 1970 by the coordinator’s clock' },
  TimerMs: { description: 'Milliseconds, at most 24 days; 0 is no time at all' },
  DurationMs: { description: 'Milliseconds' },
  Timeout: { description: 'Milliseconds to wait: 0 tries once, -1 waits until the run ends, 30 000 when absent' },
  LockRequest: { description: 'Which locks to set: true lasts until its owner ends or removes it, a date until then' },
  ResourceFilter: { description: 'What a search looks for; ranges are inclusive' },
};
/** Any JSON: zod's schema for it refers to itself through names of zod's own. */
const anyJson: Record<string, Schema> = {
  JsonValue: { description: 'Any JSON value' },
  ResourceValue: { description: 'Any JSON value, at most 1 MiB as JSON text' },
  Output: { description: 'Any JSON value, at most 1 MiB as JSON text' },
};

export interface Schemas {
  /** Schemas by name: `components.schemas`. */
  named: Record<string, Schema>;
  /** Parameters and result of each verb, with references to the named ones. */
  paramsOf(verb: string): Schema;
  resultOf(verb: string): Schema;
}

export function openApiSchemas(): Schemas {
  const registry = z.registry<{ id: string }>();
  const names: string[] = [];
  for (const module of [fields, shapes, answerShapes, scheduleShapes, manifest])
    for (const [id, schema] of Object.entries(module)) {
      if (!(schema instanceof z.ZodType) || registry.has(schema)) continue;
      registry.add(schema, { id });
      names.push(id);
    }
  for (const [verb, row] of Object.entries(contract)) {
    registry.add(row.params, { id: `${verb}:params` });
    if (!registry.has(row.result)) registry.add(row.result, { id: `${verb}:result` });
  }
  const options = { io: 'input', unrepresentable: 'any', uri: (id: string) => REF + id } as const;
  const all = z.toJSONSchema(registry, options).schemas as Record<string, Schema>;
  const tidy = (schema: Schema) => withoutZodsOwn(schema, all);
  const named = Object.fromEntries(
    names.sort().map((name) => [name, anyJson[name] ?? { ...tolerant(tidy(all[name]!)), ...limits[name] }]),
  );
  return {
    named,
    paramsOf: (verb) => tidy(all[`${verb}:params`]!),
    resultOf: (verb) => {
      const { result } = contract[verb as keyof typeof contract];
      const id = registry.get(result)!.id;
      return id.endsWith(':result') ? tolerant(tidy(all[id]!)) : { $ref: REF + id };
    },
  };
}

const ZODS_OWN: ReadonlySet<string> = new Set(['$schema', '$id', '$defs']);
/** Every whole number of JavaScript is no limit worth reading. */
const isNoLimit = (value: unknown) => value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;

/** Without what only zod needs; its own names for "any JSON" become ours, a verb's result inside of another is written out. */
function withoutZodsOwn(schema: Schema, all: Record<string, Schema>): Schema {
  const copy = JSON.parse(
    JSON.stringify(schema, (key, value) => (ZODS_OWN.has(key) || isNoLimit(value) ? undefined : value)),
  ) as Schema;
  return mapped(copy, (s) => {
    if ((s.$ref !== undefined && /__shared|__schema/.test(s.$ref)) || isAnyJson(s)) return { $ref: `${REF}JsonValue` };
    return s.$ref?.includes(':') ? withoutZodsOwn(all[s.$ref.slice(REF.length)]!, all) : s;
  });
}

/** A reader must not stumble over a field that a newer coordinator adds. */
const tolerant = (schema: Schema): Schema =>
  mapped(schema, (s) => {
    if (s.additionalProperties !== false) return s;
    const { additionalProperties: _, ...rest } = s;
    return rest;
  });

const isAnyJson = (s: Schema) =>
  (s.anyOf ?? []).length >= 5 && s.anyOf!.some((u) => u.type === 'null') && s.anyOf!.some((u) => u.type === 'object');

function mapped(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const s = change(schema);
  const list = (of: Schema[] | undefined) => of?.map((one) => mapped(one, change));
  const object = (of: Record<string, Schema>) =>
    Object.fromEntries(Object.entries(of).map(([name, one]) => [name, mapped(one, change)]));
  return {
    ...s,
    ...(s.anyOf ? { anyOf: list(s.anyOf)! } : {}),
    ...(s.oneOf ? { oneOf: list(s.oneOf)! } : {}),
    ...(s.items ? { items: mapped(s.items, change) } : {}),
    ...(s.properties ? { properties: object(s.properties) } : {}),
    ...(typeof s.additionalProperties === 'object'
      ? { additionalProperties: mapped(s.additionalProperties, change) }
      : {}),
  };
}
