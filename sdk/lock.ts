/** From the ways a script may name locks to the one that travels (Q22, Q35). */
import type { ParamsIn } from '../protocol/contract.ts';
import { wrong } from './input.ts';

/** `true`: until the run ends. A date (or milliseconds since 1970): until then, also after the run's end (Q29). */
export type LockUntil = true | { until: Date | number };
/** `'both'`, `'read'`, `'write'` last until the run ends; or each kind with its date. */
export type Lock = 'both' | 'read' | 'write' | { read?: LockUntil; write?: LockUntil };

export type WireLock = NonNullable<ParamsIn<'resource.get'>['lock']>;

export function wireLock(lock: Lock): WireLock {
  if (lock === 'both') return { read: true, write: true };
  if (lock === 'read') return { read: true };
  if (lock === 'write') return { write: true };
  return {
    ...(lock.read === undefined ? {} : { read: wireUntil(lock.read, 'lock.read') }),
    ...(lock.write === undefined ? {} : { write: wireUntil(lock.write, 'lock.write') }),
  };
}

function wireUntil(until: LockUntil, field: string) {
  if (until === true) return true;
  if (typeof until !== 'object' || until === null) wrong(field, 'must be true or { until: date }');
  return { until: instant(until.until, `${field}.until`) };
}

/** Milliseconds since 1970, whichever way it was written; `field` names it in the refusal. */
export function instant(at: Date | number, field: string): number {
  const ms = typeof at === 'number' ? at : at instanceof Date ? at.getTime() : Number.NaN;
  return Number.isFinite(ms) ? Math.ceil(ms) : wrong(field, 'must be a date, or milliseconds since 1970');
}
