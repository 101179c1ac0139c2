/** A fleet whose coordinator has a certificate of the operator's own authority. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as assert from 'uvu/assert';
import { Installation, type Program, type RunOptions } from '../support/installation.ts';
import { OwnCa } from '../support/own-ca.ts';
import { suite } from '../support/suite.ts';

const t = suite('a fleet with TLS');
const ca = new OwnCa();
let fleet: TlsInstallation;

/** What is no agent trusts the authority by its environment; agents and their scripts have `--ca` alone. */
class TlsInstallation extends Installation {
  override launch(args: string[], options: RunOptions = {}): Program {
    const ofAgent = args[0] === 'agent' ? [...args, ...(args[1] === 'enroll' ? ['--ca', ca.file] : [])] : undefined;
    if (ofAgent) return super.launch(ofAgent, options);
    return super.launch(args, { ...options, env: { NODE_EXTRA_CA_CERTS: ca.file, ...options.env } });
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
  await fleet.ok('login', '--link', fleet.link);
  await fleet.ok('pool', 'create', 'all');
  await fleet.addAgent('desk-1');
});
t.after(() => fleet?.stop());

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
