/**
 * What plain JavaScript may hand over by mistake, refused by its field's name before anything is sent (Q3, Q45). JSON would
 * write some of it as something else, without a word.
 */
import { GantryError } from '../protocol/errors.ts';

/** Deeper values are left to the coordinator, which refuses them. */
const DEEPEST = 200;

export function wrong(field: string, says: string): never {
  throw new GantryError('ValidationError', `${field}: ${says}`, { field });
}

export function mustBeFunction(fn: unknown, field: string): void {
  if (typeof fn !== 'function') wrong(field, `must be a function, not ${nameOf(fn)}`);
}

export function mustBeOneOf(value: unknown, field: string, allowed: readonly string[]): void {
  if (!allowed.some((one) => one === value)) wrong(field, `must be ${allowed.join(' or ')}, not ${nameOf(value)}`);
}

/** Refuses what JSON would turn into `null` or `{}`. Absent properties are absent in JSON, too, and dates are texts. */
export function mustSurviveJson(value: unknown, field: string, depth = 0): void {
  if (typeof value === 'number' && !Number.isFinite(value)) wrong(field, `${value} is no number of JSON`);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (value instanceof Map || value instanceof Set)
    wrong(field, `a ${nameOf(value)} would be stored empty: use an object or an array`);
  if (value instanceof Date && Number.isNaN(value.getTime())) wrong(field, 'this date is none');
  if (Array.isArray(value)) {
    for (const [n, item] of value.entries()) {
      if (item === undefined || typeof item === 'function') wrong(`${field}.${n}`, `${nameOf(item)} is no JSON`);
      mustSurviveJson(item, `${field}.${n}`, depth + 1);
    }
    return;
  }
  for (const [key, item] of Object.entries(value)) mustSurviveJson(item, `${field}.${key}`, depth + 1);
}

/** For a refusal: a text in quotes, a number as it is, else its kind. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
