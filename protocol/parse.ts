/** Turns `unknown` into a checked value, or into a refusal that names the field and the reason. */
import type { z } from 'zod';
import { GantryError } from './errors.ts';

/** `value` as `schema` sees it, or `ValidationError` with the first problem's path and reason. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, prefix = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = issueOf(result.error);
  const field = issue.path || 'params';
  throw new GantryError('ValidationError', `${prefix}${field}: ${issue.message}`, { field });
}

/** The first problem of a failed check: its path and its reason. */
export function issueOf(error: z.core.$ZodError): { path: string; message: string } {
  const { path, message } = deepest(error.issues[0]!);
  return { path: path.join('.'), message };
}

/** A union reports one issue for all its branches: the branch that got furthest says more. */
function deepest(issue: z.core.$ZodIssue, base: PropertyKey[] = []): { path: PropertyKey[]; message: string } {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return { path: [...path, issue.keys[0]!], message: 'is not a known parameter' };
  if (issue.code !== 'invalid_union') return { path, message: issue.message };
  const branches = issue.errors.flatMap((e) => (e[0] ? [deepest(e[0], path)] : []));
  return branches.sort((a, b) => b.path.length - a.path.length)[0] ?? { path, message: issue.message };
}
