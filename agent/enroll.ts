/** Makes this machine a robot: spends an enrolment token, leaves a public key, keeps the private one. */

import { readFileSync } from 'node:fs';
import { GantryError, refuse } from '../protocol/errors.ts';
import { findTools } from './capture/index.ts';
import { toolEnvironment } from './config.ts';
import { isEnrolled, keepCredentials, newKeyPair } from './credentials.ts';
import { makeDataFolder } from './data-folder.ts';
import { factsOf } from './facts.ts';
import { dataPaths } from './run-folder.ts';
import { refusal, request } from './spool/request.ts';

export interface EnrollOptions {
  /** The agent's data folder. */
  data: string;
  /** The coordinator, `http(s)://host:port`. */
  url: string;
  token: string;
  name: string;
  labels?: string[];
  /** File with the CA of the coordinator's certificate, PEM. */
  ca?: string;
}

/**
 * Enrols and keeps the credentials in `data/agent.json`. Throws `Conflict` when this folder is enrolled already,
 * `Unavailable` when no coordinator answers, and what the coordinator refuses with (a wrong or spent token).
 */
export async function enroll(options: EnrollOptions): Promise<{ robot: string; name: string }> {
  const { data, token, name, labels = [] } = options;
  const url = coordinatorUrl(options.url);
  if (isEnrolled(data))
    refuse('Conflict', `this agent is enrolled already (${dataPaths(data).credentials}); use another --data folder`);
  const ca = options.ca === undefined ? undefined : readCa(options.ca);
  makeDataFolder(data);
  const facts = await factsOf(data, labels, await findTools(toolEnvironment()));
  const { publicKey, privateKey } = newKeyPair();
  const answer = await request({
    method: 'POST',
    url: `${url}/api/v1/enrol`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name, publicKey, facts }),
    ca,
  });
  if (answer.status >= 300) throw explained(refusal(answer, 'enrol this agent'));
  const made = JSON.parse(answer.text) as { robot: string; name: string };
  await keepCredentials(data, { url, robot: made.robot, name: made.name, labels, privateKey, ca });
  return made;
}

function explained(error: GantryError): GantryError {
  if (error.code !== 'Unauthenticated' && error.code !== 'Forbidden') return error;
  const hint = 'a token works once, for 15 minutes; make a new one in the console (Robots → Add robot)';
  return new GantryError(error.code, `${error.message}; ${hint}`, { cause: error });
}

function coordinatorUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin + url.pathname.replace(/\/+$/, '');
  return refuse('ValidationError', `url: ${JSON.stringify(text)} is no address like https://robots.example`, {
    field: 'url',
  });
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    return refuse('ValidationError', `ca: ${path} cannot be read`, { field: 'ca', cause });
  }
}
