/** Whom the CLI trusts to be its coordinator: besides the machine's authorities the operator's own one (X4). */
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { certificateProblem } from '../protocol/certificate.ts';
import { GantryError, refuse } from '../protocol/errors.ts';

/** From now on, in this process; `file` is PEM. Without one nothing changes. */
export function trust(file: string | undefined): void {
  if (file === undefined) return;
  if (!tls.setDefaultCACertificates)
    // Node 22.19 and later have it
    refuse('ValidationError', `this Node cannot take --ca: set NODE_EXTRA_CA_CERTS=${file}, or upgrade Node`, {
      field: 'ca',
    });
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates(), readFileSync(file, 'utf8')]);
  } catch (cause) {
    const says = `ca: ${file} is no certificate authority that can be read (${(cause as Error).message}): name its PEM file`;
    throw new GantryError('ValidationError', says, { field: 'ca', cause });
  }
}

/** What to say when the certificate is why nobody was reached; `undefined`: it is not. */
export function notTrusted(origin: string, cause: unknown): GantryError | undefined {
  const says = certificateProblem(cause, 'sign in with "gantry login --ca FILE", or set GANTRY_CA');
  if (says === undefined) return undefined;
  return new GantryError('Unavailable', `the coordinator at ${origin} is not trusted: ${says}`, {
    retry: 'never',
    cause,
  });
}
