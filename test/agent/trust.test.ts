import { mkdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { type RunFile, runPaths } from '../../agent/run-folder.ts';
import { commandEnvironment, type EnvironmentParts } from '../../agent/supervisor/command-environment.ts';
import { provideTrust } from '../../agent/supervisor/trust.ts';
import { folder } from '../support/folder.ts';
import { OwnCa } from '../support/own-ca.ts';
import { suite } from '../support/suite.ts';

const t = suite('whom a command trusts');

/** As on a machine whose operator has set nothing. */
t.before.each(() => {
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']) delete process.env[name];
});

async function variablesWith(ca: string | undefined): Promise<Record<string, string>> {
  const paths = runPaths(folder('run'));
  mkdirSync(paths.folder, { recursive: true });
  const trust = await provideTrust({ ca } as RunFile, paths);
  const tools = { browser: { missing: 'none' }, ffplay: { missing: 'none' } } as unknown as EnvironmentParts['tools'];
  const order = { params: {}, run: 'r_1', scriptToken: 't' } as unknown as EnvironmentParts['order'];
  const rest = { url: 'https://x', socket: 's', output: 'o', profile: 'p', screen: undefined };
  return commandEnvironment({ order, tools, trust, ...rest });
}

t('X4: the CA is there alone, and for programs that know one file with all that the machine trusts', async () => {
  const { pem } = new OwnCa();
  const env = await variablesWith(pem);
  assert.is(readFileSync(env.GANTRY_CA!, 'utf8'), pem);
  assert.is(env.NODE_EXTRA_CA_CERTS, env.GANTRY_CA);
  const all = readFileSync(env.SSL_CERT_FILE!, 'utf8');
  assert.ok(all.includes(pem.trim()));
  assert.ok(all.split('BEGIN CERTIFICATE').length > 20, 'public authorities stay trusted');
});

t('X4: what the operator has set for the agent wins, and GANTRY_CA is there all the same', async () => {
  process.env.SSL_CERT_FILE = '/operator/all.pem';
  process.env.NODE_EXTRA_CA_CERTS = '/operator/extra.pem';
  const env = await variablesWith(new OwnCa().pem);
  assert.equal([env.SSL_CERT_FILE, env.NODE_EXTRA_CA_CERTS], ['/operator/all.pem', '/operator/extra.pem']);
  assert.match(env.GANTRY_CA!, /ca\.pem$/);
});

t('X12: without a CA there is nothing of it', async () => {
  const env = await variablesWith(undefined);
  assert.is(env.GANTRY_CA, undefined);
  assert.is(env.SSL_CERT_FILE, undefined);
});

t.run();
