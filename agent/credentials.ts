/** Who this agent is: its key pair, made at enrolment and never leaving the machine (X2), and where its coordinator is. */

import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { refuse } from '../protocol/errors.ts';
import { makeDataFolder } from './data-folder.ts';
import { dataPaths, readJson } from './run-folder.ts';
import { writeDurably } from './spool/durable-file.ts';

/** `agent.json`, mode 0600. */
export interface Credentials {
  url: string;
  robot: string;
  name: string;
  labels: string[];
  /** PKCS #8, PEM. */
  privateKey: string;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
}

export function newKeyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** The answer to the coordinator's challenge: an Ed25519 signature over the nonce, base64. */
export function signNonce(privateKey: string, nonce: string): string {
  return sign(null, Buffer.from(nonce), createPrivateKey(privateKey)).toString('base64');
}

export const isEnrolled = (data: string): boolean => existsSync(dataPaths(data).credentials);

/** The credentials in `data`, or `Unauthenticated` saying how to enrol. */
export function readCredentials(data: string): Credentials {
  const path = dataPaths(data).credentials;
  if (!existsSync(path))
    refuse('Unauthenticated', `this agent is not enrolled (no ${path}); run: gantry agent enroll --url … --token …`);
  const found = readJson<Credentials>(path);
  if (!found?.privateKey || !found.url || !found.robot)
    refuse('Unauthenticated', `${path} cannot be read as credentials; delete it and enrol this agent again`);
  return found;
}

export async function keepCredentials(data: string, credentials: Credentials): Promise<void> {
  makeDataFolder(data);
  await writeDurably(dataPaths(data).credentials, `${JSON.stringify(credentials, null, 2)}\n`, 0o600);
}
