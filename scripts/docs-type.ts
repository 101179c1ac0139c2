/** A zod schema as one line of text for the reference: named shapes by their name, limits in words. */
import { z } from 'zod';
import * as agent from '../protocol/calls-agent.ts';
import * as run from '../protocol/calls-run.ts';
import * as fields from '../protocol/fields.ts';
import * as file from '../protocol/file-value.ts';
import * as manifest from '../protocol/manifest.ts';
import type { Schema } from '../protocol/openapi-schema.ts';
import * as shapes from '../protocol/shapes.ts';
import * as answerShapes from '../protocol/shapes-answer.ts';
import * as assetShapes from '../protocol/shapes-asset.ts';
import * as auditShapes from '../protocol/shapes-audit.ts';
import * as bulk from '../protocol/shapes-bulk.ts';
import * as conditionShapes from '../protocol/shapes-condition.ts';
import * as deploymentShapes from '../protocol/shapes-deployment.ts';
import * as effectShapes from '../protocol/shapes-effect.ts';
import * as fleetShapes from '../protocol/shapes-fleet.ts';
import * as jobShapes from '../protocol/shapes-job.ts';
import * as packageShapes from '../protocol/shapes-package.ts';
import * as robotShapes from '../protocol/shapes-robot.ts';
import * as scheduleShapes from '../protocol/shapes-schedule.ts';
import * as webhookShapes from '../protocol/shapes-webhook.ts';

const modules = {
  fields,
  shapes: {
    ...shapes,
    ...conditionShapes,
    ...effectShapes,
    ...fleetShapes,
    ...answerShapes,
    ...auditShapes,
    ...jobShapes,
    ...webhookShapes,
    ...packageShapes,
    ...deploymentShapes,
    ...robotShapes,
    ...file,
    ...scheduleShapes,
    ...assetShapes,
  },
  bulk,
  manifest,
  agent,
  run,
};

const registry = z.registry<{ id: string }>();
const named = (module: object) =>
  Object.entries(module).filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);
for (const module of Object.values(modules))
  for (const [id, schema] of named(module)) if (!registry.has(schema)) registry.add(schema, { id });

/** Everything of a module that has a name, as `[name, text]`; `lines`: objects with a line for each field. */
export function namedTypes(which: keyof typeof modules, lines = true): [string, string][] {
  return named(modules[which]).map(([name, schema]) => [name, text(resolved(schema), lines)]);
}

export interface Field {
  name: string;
  required: boolean;
  text: string;
}

/** The fields of an object schema. */
export function fieldsOf(schema: z.ZodType): Field[] {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).map(([name, s]) => ({ name, required: required.includes(name), text: text(s) }));
}

/** A result's type: the name of a shape, or what it is made of. */
export function typeText(schema: z.ZodType): string {
  const id = registry.get(schema)?.id;
  return id ?? text(resolved(schema));
}

/** The schema itself, with everything named inside of it as a reference. */
function resolved(schema: z.ZodType): Schema {
  const options = { io: 'input', unrepresentable: 'any', metadata: registry } as const;
  const json = z.toJSONSchema(schema, options) as Schema & { $defs?: Record<string, Schema> };
  const ref = json.$ref?.replace('#/$defs/', '');
  return ref !== undefined && json.$defs?.[ref] ? json.$defs[ref] : json;
}

/** `lines`: an object's fields on lines of their own. */
function text(s: Schema, lines = false): string {
  if (s.$ref) return refText(s.$ref);
  if (s.const !== undefined) return JSON.stringify(s.const);
  if (s.enum) return s.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = s.anyOf ?? s.oneOf;
  if (union) return isJson(union) ? 'any JSON' : [...new Set(union.map((u) => text(u)))].join(lines ? '\n| ' : ' | ');
  if (s.type === 'object') return objectText(s, lines);
  if (s.type === 'array') return arrayText(s);
  if (s.type === 'string') return `text${limits(s.minLength, s.maxLength, ' characters')}`;
  if (s.type === 'integer' || s.type === 'number') return `${s.type}${limits(s.minimum, s.maximum, '')}`;
  return Array.isArray(s.type) ? s.type.join(' | ') : (s.type ?? 'any JSON');
}

const refText = (ref: string) => (ref.includes('__schema') ? 'any JSON' : ref.replace('#/$defs/', ''));
/** Zod's own JSON schema is a union of all JSON types that refers to itself. */
const isJson = (union: Schema[]) => union.length >= 5 && union.some((u) => u.type === 'null');

function objectText(s: Schema, lines: boolean): string {
  if (!s.properties) {
    const values = typeof s.additionalProperties === 'object' ? text(s.additionalProperties) : 'any JSON';
    return `{ [name]: ${values} }`;
  }
  const parts = Object.entries(s.properties).map(
    ([name, p]) => `${name}${s.required?.includes(name) ? '' : '?'}: ${text(p)}`,
  );
  if (parts.length === 0) return '{}';
  return lines ? `{\n${parts.map((part) => `  ${part}`).join('\n')}\n}` : `{ ${parts.join(', ')} }`;
}

function arrayText(s: Schema): string {
  const item = text(s.items ?? {});
  const list = /[ |]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  return `${list}${limits(s.minItems, s.maxItems, ' items')}`;
}

function limits(min: number | undefined, max: number | undefined, unit: string): string {
  const low = min === undefined || min <= Number.MIN_SAFE_INTEGER ? undefined : min;
  const high = max === undefined || max >= Number.MAX_SAFE_INTEGER ? undefined : max;
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return ` (to ${high}${unit})`;
  return high === undefined ? ` (from ${low}${unit})` : ` (${low} to ${high}${unit})`;
}
