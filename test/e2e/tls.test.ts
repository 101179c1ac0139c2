/** A fleet whose coordinator has a certificate of the operator's own authority. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { Installation, type Program, type RunOptions } from '../support/installation.ts';
import { OwnCa } from '../support/own-ca.ts';
import { suite } from '../support/suite.ts';

const t = suite('a fleet with TLS');
const ca = new OwnCa();
let fleet: TlsInstallation;

/** Nobody has the authority from its environment: agents and their scripts have `--ca`, the command line what it kept at its login. */
class TlsInstallation extends Installation {
  override launch(args: string[], options: RunOptions = {}): Program {
    const ofAgent = args[0] === 'agent' ? [...args, ...(args[1] === 'enroll' ? ['--ca', ca.file] : [])] : undefined;
    if (ofAgent) return super.launch(ofAgent, options);
    return super.launch(args, options);
  }

  override launchCoordinator(port: string): Program {
    const { cert, key } = ca.sign('coordinator');
    const start = ['coordinator', 'start', '--data', this.coordinatorFolder, '--port', port, '--json'];
    return this.launch([...start, '--tls-cert', cert, '--tls-key', key]);
  }
}

const SCRIPT = `import { robot } from 'gantry';
import { execFileSync } from 'node:child_process';
const queue = robot.queue('q');
await queue.add({ text: 'x'.repeat(900_000) });
const plain = (await fetch(process.env.GANTRY_URL + '/')).status;
const curl = execFileSync('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', process.env.GANTRY_URL + '/']).toString();
const ask = 'import os, urllib.request as u; print(u.urlopen(os.environ["GANTRY_URL"] + "/").status)';
const python = execFileSync('python3', ['-c', ask]).toString().trim();
robot.output({ url: process.env.GANTRY_URL.split(':')[0], count: await queue.count(), plain, curl, python });`;

t.before(async () => {
  setDefaultCACertificates([...getCACertificates(), ca.pem]);
  fleet = new TlsInstallation();
  await fleet.startCoordinator();
  await fleet.ok('login', '--link', fleet.link, '--ca', ca.file);
  await fleet.ok('pool', 'create', 'all');
  await fleet.addAgent('desk-1');
});
t.after(() => fleet?.stop());

t('X4: a coordinator that nobody trusts is told from one that is not there, with what to do', async () => {
  const env = { XDG_CONFIG_HOME: folder('elsewhere') };
  const login = ['login', '--url', fleet.url, '--token', 'x'];
  const distrusted = await fleet.run(login, { env });
  assert.is(distrusted.code, 5);
  assert.match(distrusted.err, /is not trusted: .*gantry login --ca FILE/);
  const trusted = await fleet.run(login, { env: { ...env, GANTRY_CA: ca.file } });
  assert.match(trusted.err, /Unauthenticated/, 'it was reached, and only the token is wrong');
  const missing = await fleet.run([...login, '--ca', 'no.pem'], { env });
  assert.equal([missing.code, /ca: .*no\.pem is no certificate authority/.test(missing.err)], [2, true]);
});

t.within(
  240_000,
  'X4: a script of an agent enrolled with --ca reaches its queue, and so do curl and Python',
  async () => {
    await fleet.ok('queue', 'create', 'q');
    await fleet.deployPackage('counts', { 'main.mjs': SCRIPT });
    const ran = await fleet.gantry('job', 'run', 'counts', '--wait');
    assert.is(ran.code, 0, ran.out + ran.err);
    assert.equal(ran.json(), { url: 'https', count: 1, plain: 200, curl: '200', python: '200' });
  },
);

t.run();
