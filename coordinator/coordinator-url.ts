/** Under which address a coordinator is reached, and on which addresses it may listen without encryption (X4). */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { refuse } from '../protocol/errors.ts';
import type { CoordinatorOptions } from './config.ts';

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 7_070;

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Refuses unencrypted listening where others could hear it. True when it is unencrypted by the operator's own word. */
export function checkTransport({ host = DEFAULT_HOST, tls, allowPlainText }: CoordinatorOptions): boolean {
  if (tls || isLoopback(host)) return false;
  if (allowPlainText) return true;
  return refuse(
    'ValidationError',
    `listening on ${host} without encryption is refused: give --tls-cert and --tls-key, or say --allow-plain-text ` +
      'if a proxy in front encrypts',
    { field: 'host' },
  );
}

/** What links and printed commands name: other machines must reach it there. `port`: the one it listens on. */
export function urlOf({ host = DEFAULT_HOST, tls, publicUrl }: CoordinatorOptions, port: number): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = everywhere ? ((tls && nameIn(tls.cert)) ?? hostname()) : host;
  return `${tls ? 'https' : 'http'}://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
}

/** The name that the certificate is for: under another one nobody would trust it. */
function nameIn(certificate: string): string | undefined {
  const { subjectAltName = '' } = new X509Certificate(readFileSync(certificate));
  const names = [...subjectAltName.matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name!);
  return names.find((name) => !name.startsWith('*') && name !== 'localhost');
}
