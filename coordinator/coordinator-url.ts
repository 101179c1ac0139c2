/** Under which address a coordinator is reached, and on which addresses it may listen without encryption (X4). */
import { isIP } from 'node:net';
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

export function urlOf({ host = DEFAULT_HOST, tls, publicUrl }: CoordinatorOptions, port: number): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${tls ? 'https' : 'http'}://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
}
