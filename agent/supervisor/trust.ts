/** The operator's own CA as files of the run, so that its command trusts the coordinator by whatever means it has (X4). */
import { writeFileSync } from 'node:fs';
import type { RunFile, RunPaths } from '../run-folder.ts';

export interface Trust {
  /** The operator's CA alone. */
  ca: string;
  /** It and all that this machine trusts: for programs that know one file only. */
  all: string;
}

/** Undefined when the coordinator's certificate needs no CA of one's own. */
export async function provideTrust({ ca }: RunFile, paths: RunPaths): Promise<Trust | undefined> {
  if (ca === undefined) return undefined;
  const { getCACertificates } = await import('node:tls');
  const system = getCACertificates('system');
  const known = system.length > 0 ? system : getCACertificates('bundled');
  writeFileSync(paths.ca, ca, { mode: 0o600 });
  writeFileSync(paths.trusted, [...known, ca].map((pem) => `${pem.trim()}\n`).join(''), { mode: 0o600 });
  return { ca: paths.ca, all: paths.trusted };
}

/** For Node, and for what asks OpenSSL (Python, curl). What the operator has set stands after these and wins. */
export const trustVariables = (trust: Trust | undefined): Record<string, string> =>
  trust ? { GANTRY_CA: trust.ca, NODE_EXTRA_CA_CERTS: trust.ca, SSL_CERT_FILE: trust.all } : {};
