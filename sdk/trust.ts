/** Whom a script trusts to be its coordinator: the operator's own CA, and what is said when that does not hold (X4). */
import { readFileSync } from 'node:fs';
import { certificateProblem } from '../protocol/certificate.ts';
import { GantryError } from '../protocol/errors.ts';

const GIVE_CA = 'enrol the agent with --ca FILE; outside of a run say connect({ ca: FILE }) or set GANTRY_CA';

/** PEM text of this file. */
export function pemOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const says = `ca: ${file} cannot be read; name the PEM file of the authority, in connect({ ca }) or in GANTRY_CA`;
    throw new GantryError('ValidationError', says, { field: 'ca', cause });
  }
}

/** The error to end with when this failure is about the certificate: no retry helps. */
export function notTrusted(url: string, cause: Error): GantryError | undefined {
  const says = certificateProblem(cause, GIVE_CA);
  if (says === undefined) return undefined;
  return new GantryError('Unavailable', `the coordinator at ${url} is not trusted: ${says}`, { retry: 'never', cause });
}
