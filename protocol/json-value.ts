/**
 * What a value may be (Q3): plain JSON, not too deep, its size counted in bytes of JSON text. One walk instead of a
 * schema: a value is looked at for every resource that is added.
 */
import { utf8Bytes } from './frame.ts';

export const MAX_VALUE_BYTES = 1024 * 1024;
/** Arrays and objects inside one another: enough for any data, and no reader's stack is in danger. */
export const MAX_VALUE_DEPTH = 200;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What is wrong with `value`, in words that follow its field's name; `undefined` = nothing. */
export function jsonProblem(value: unknown, maxBytes = Number.POSITIVE_INFINITY): string | undefined {
  const most = mostBytes(value, 0);
  if (typeof most === 'string') return most;
  if (most <= maxBytes || utf8Bytes(JSON.stringify(value)) <= maxBytes) return undefined;
  return `must be at most ${maxBytes % MIB === 0 ? `${maxBytes / MIB} MiB` : `${maxBytes / 1024} KiB`} as JSON`;
}

const MIB = 1024 * 1024;
/** `\u0000`: what one UTF-16 unit can become in JSON text. */
const UNIT_BYTES = 6;
/** `-1.2345678901234567e-300` */
const NUMBER_BYTES = 25;

/** The most bytes that it can take as JSON text, cheaply; or what is wrong with it. */
function mostBytes(value: unknown, depth: number): number | string {
  if (typeof value === 'string') return value.length * UNIT_BYTES + 2;
  if (typeof value === 'number')
    return Number.isFinite(value) ? NUMBER_BYTES : 'must be JSON: a number in it is larger than JSON numbers can be';
  if (value === null || typeof value === 'boolean') return 5;
  if (typeof value !== 'object') return 'must be a JSON value';
  if (depth === MAX_VALUE_DEPTH) return `must be at most ${MAX_VALUE_DEPTH} arrays and objects deep`;
  return Array.isArray(value)
    ? mostOfArray(value, depth + 1)
    : mostOfObject(value as Record<string, unknown>, depth + 1);
}

function mostOfArray(items: readonly unknown[], depth: number): number | string {
  let sum = 2;
  for (const item of items) {
    const most = mostBytes(item, depth);
    if (typeof most === 'string') return most;
    sum += most + 1;
  }
  return sum;
}

function mostOfObject(object: Record<string, unknown>, depth: number): number | string {
  let sum = 2;
  for (const key of Object.keys(object)) {
    const most = mostBytes(object[key], depth);
    if (typeof most === 'string') return most;
    sum += key.length * UNIT_BYTES + 4 + most;
  }
  return sum;
}
