/** The manifest `process.json` of a process package (J1), and the check of parameter values against it (J13). */
import { z } from 'zod';
import { refuse } from './errors.ts';
import { type Json, JsonValue, PackageName, Semver, TimerMs } from './fields.ts';
import { FileValue } from './file-value.ts';
import { parse } from './parse.ts';
import { say } from './sentence.ts';

const ParameterType = z.enum(['text', 'number', 'boolean', 'json', 'credential', 'file']);

export const Parameter = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'must start with a letter and have letters, digits and _ only'),
  type: ParameterType,
  required: z.boolean().default(false),
  default: JsonValue.optional(),
  description: z.string().max(2_000).optional(),
  choices: z.array(JsonValue).max(200).optional(),
});

/** `none`, or the size of the screen that the robot needs: `1280x720`. */
const Screen = z.union([
  z.literal('none'),
  z.string().regex(/^[1-9]\d{2,3}x[1-9]\d{2,3}$/, 'must be "none" or a size like "1280x720"'),
]);

export const Manifest = z.strictObject({
  name: PackageName,
  version: Semver,
  title: z.string().max(200).default(''),
  description: z.string().max(4_000).default(''),
  command: z.array(z.string().min(1).max(4_000)).min(1, 'must be an argv array such as ["node", "main.js"]').max(100),
  parameters: z.array(Parameter).max(200).default([]),
  outputs: z
    .array(z.strictObject({ name: z.string().max(100), description: z.string().max(2_000).optional() }))
    .max(200)
    .default([]),
  needs: z
    .strictObject({
      screen: Screen.default('none'),
      labels: z.array(z.string().min(1).max(60)).max(50).default([]),
      freeDiskMb: z.int().min(0).default(0),
    })
    .default({ screen: 'none', labels: [], freeDiskMb: 0 }),
  /** ms a run instance may take; absent = no limit (J28). A deployment may override it. */
  timeout: TimerMs.optional(),
  /** ms between the abort signal and the kill (J26). */
  stopGrace: TimerMs.default(10_000),
});
export type Manifest = z.output<typeof Manifest>;
export type Parameter = z.output<typeof Parameter>;

/** The manifest in `json`, or `ValidationError` naming the field and the reason (J2). */
export function parseManifest(json: unknown): Manifest {
  return checkParameters(parse(Manifest, json, 'process.json: '));
}

function checkParameters(manifest: Manifest): Manifest {
  const seen = new Set<string>();
  manifest.parameters.forEach((p, i) => {
    const field = `parameters.${i}`;
    if (seen.has(p.name))
      refuse('ValidationError', say`process.json: ${{ field }}.name: "${{ name: p.name }}" is there twice`, {
        field: `${field}.name`,
      });
    seen.add(p.name);
    refuseDefault(p, field);
    if (p.default !== undefined) checkValue(p, p.default, `process.json: ${field}.default`, `${field}.default`);
  });
  return manifest;
}

const instead = {
  file: 'read a file of the package by its path there',
  credential: 'everybody who gets the package could read it; type it into a deployment, or bind it to an asset',
};

/** What comes with a deployment or a run: what belongs to the package lies in its folder already, and a secret never does. */
function refuseDefault({ type, ...p }: Parameter, field: string): void {
  if (type !== 'file' && type !== 'credential') return;
  for (const key of ['default', 'choices'] as const) {
    if (p[key] === undefined) continue;
    const says = say`process.json: ${{ field }}.${{ key }}: a ${{ type }} parameter has none; ${{ next: instead[type] }}`;
    refuse('ValidationError', says, { field: `${field}.${key}` });
  }
}

/**
 * Values for a run: what was given, else the manifest's default. Refuses an unknown name, a missing required value and
 * a wrong type, each with the field `params.NAME`.
 */
export function resolveParams(manifest: Manifest, given: Record<string, Json>): Record<string, Json> {
  const known = new Map(manifest.parameters.map((p) => [p.name, p]));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) {
      const list = [...known.keys()].join(', ') || 'none';
      refuse(
        'ValidationError',
        say`params.${{ name }}: the package ${{ manifest: manifest.name }} has no such parameter (it has: ${{ list }})`,
        { field: `params.${name}` },
      );
    }
  }
  const resolved: Record<string, Json> = {};
  for (const p of manifest.parameters) {
    const value = given[p.name] ?? p.default;
    if (value === undefined || value === null) {
      if (p.required)
        refuse(
          'ValidationError',
          say`params.${{ name: p.name }}: is required (${{ type: p.type }}) and has no default`,
          {
            field: `params.${p.name}`,
          },
        );
      continue;
    }
    checkValue(p, value, `params.${p.name}`, `params.${p.name}`);
    resolved[p.name] = value;
  }
  return resolved;
}

function checkValue(p: Parameter, value: Json, what: string, field: string): void {
  const problem = valueProblem(p, value);
  if (problem !== undefined) refuse('ValidationError', say`${{ what }}: ${{ problem }}`, { field });
  if (p.type === 'file') checkFile(value, what, field);
}

/** What is wrong with a value for this parameter, in words that do not repeat it; `undefined` = nothing. */
export function valueProblem(p: Parameter, value: Json): string | undefined {
  const ok =
    p.type === 'json' ||
    (p.type === 'number' && typeof value === 'number') ||
    (p.type === 'boolean' && typeof value === 'boolean') ||
    (p.type === 'text' && typeof value === 'string') ||
    p.type === 'file' ||
    (p.type === 'credential' && typeof value === 'object');
  if (!ok) return `must be ${p.type}, not ${describe(value)}`;
  if (p.choices && !p.choices.some((c) => JSON.stringify(c) === JSON.stringify(value)))
    return `must be one of ${p.choices.map((c) => JSON.stringify(c)).join(', ')}`;
  return undefined;
}

function checkFile(value: Json, what: string, field: string): void {
  const parsed = FileValue.safeParse(value);
  if (parsed.success) return;
  const isObject = typeof value === 'object' && value !== null;
  const issue = isObject ? parsed.error.issues[0] : undefined;
  const path = issue && issue.path.length > 0 ? `.${issue.path.join('.')}` : '';
  const says = issue && path !== '' ? issue.message : `must be a file, not ${describe(value)}`;
  const next =
    'upload it first (PUT /api/v1/files; the command line does it for NAME=@PATH) and send what that answers';
  refuse('ValidationError', say`${{ what }}${{ path }}: ${{ says }}; ${{ next }}`, { field: `${field}${path}` });
}

const describe = (value: Json) => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value);
