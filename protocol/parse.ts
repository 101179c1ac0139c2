/** Turns `unknown` into a checked value, or into a refusal that names the field and the reason. */
import type { z } from 'zod';
import { GantryError } from './errors.ts';
import { type Sentence, say } from './sentence.ts';
import { problemOf } from './zod-problem.ts';

/** `value` as `schema` sees it, or `ValidationError` with the first problem's path and reason. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, prefix = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = issueOf(result.error);
  const field = issue.path || 'params';
  throw new GantryError('ValidationError', say`${{ where: prefix }}${{ field }}: ${{ problem: issue.says }}`, {
    field,
  });
}

/** The first problem of a failed check: its path and its reason. */
export function issueOf(error: z.core.$ZodError): { path: string; message: string; says: Sentence | string } {
  const { path, says } = deepest(error.issues[0]!);
  return { path: path.join('.'), message: String(says), says };
}

/** A union reports one issue for all its branches: the branch that got furthest says more. */
function deepest(issue: z.core.$ZodIssue, base: PropertyKey[] = []): { path: PropertyKey[]; says: Sentence | string } {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return { path: [...path, issue.keys[0]!], says: 'is not a known parameter' };
  if (issue.code !== 'invalid_union') return { path, says: problemOf(issue) };
  const branches = issue.errors.flatMap((e) => (e[0] ? [deepest(e[0], path)] : []));
  return branches.sort((a, b) => b.path.length - a.path.length)[0] ?? { path, says: issue.message };
}
