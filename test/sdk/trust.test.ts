import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { connect } from '../../sdk/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { type Certificate, OwnCa } from '../support/own-ca.ts';
import { suite } from '../support/suite.ts';

const t = suite('whom a script trusts');
const own = new OwnCa();

/** What a script hears that asks a server with this certificate; with a limit of a minute, which is never waited for. */
async function heardOf(certificate: Certificate, ca?: string): Promise<string> {
  const server = await serve(certificate);
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const robot = connect({ url, token: 'token', outageMs: 60_000, ca });
  try {
    const began = performance.now();
    const error = await refusalOf(robot.queue('q').count());
    assert.ok(performance.now() - began < 20_000, 'at once');
    assert.is(error.code === 'Unavailable' ? error.retry : 'never', 'never');
    return `${error.code}: ${error.message}`;
  } finally {
    robot.close();
    server.close();
  }
}

/** Refuses every token: to hear so, a script must have trusted the certificate. */
async function serve({ cert, key }: Certificate): Promise<Server> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

t('X4: a certificate of the own authority is trusted when its file is named', async () => {
  assert.match(await heardOf(own.sign('good'), own.file), /^Unauthenticated: .*does not accept the token/);
});

t('S10: a certificate that is not trusted ends a call at once, in words with the next step', async () => {
  assert.match(await heardOf(own.sign('unknown')), /is not trusted: no authority .*--ca FILE.*GANTRY_CA/);
  assert.match(
    await heardOf(new OwnCa('Foreign').sign('foreign'), own.file),
    /is not trusted: no authority .*--ca FILE/,
  );
});

t('X4: an expired certificate is refused as what it is, whoever signed it', async () => {
  assert.match(await heardOf(own.sign('old', -1), own.file), /is not trusted: .*has expired: renew it/);
});

t('X4: an authority that cannot be read is named', async () => {
  assert.match(await heardOf(own.sign('any'), '/nowhere/ca.pem'), /^ValidationError: ca: .*nowhere.*cannot be read/);
});

t.run();
