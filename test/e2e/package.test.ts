/** What `npm pack` makes is whole: installed elsewhere it runs coordinator, agent and command line from built files, with types. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JobDetail } from '../../protocol/shapes.ts';
import { folder } from '../support/folder.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('installed package');
const ROOT = join(import.meta.dirname, '..', '..');
/** ms: building takes 15 s, the download of the dependencies most of the rest. */
const LIMIT_MS = 5 * 60_000;
const at = folder('package');
const installed = join(at, 'prefix', 'lib', 'node_modules', 'gantry');
let fleet: Installation | undefined;

t.after(() => fleet?.stop());

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, npm_config_cache: join(at, 'cache') };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env, timeout: LIMIT_MS });
  assert.is(status, 0, `${command} ${args.join(' ')}:\n${stdout}\n${stderr}`);
  return stdout.trim();
}

t.within(
  LIMIT_MS,
  'the README’s npm run build && npm pack gives a tarball that npm i -g installs without running scripts',
  () => {
    assert.match(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'npm run build && npm pack && npm i -g ./gantry-*.tgz');
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    run('npm', ['run', 'build'], ROOT);
    const packed = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', at], ROOT)) as unknown;
    const [{ filename, files }] = Object.values(packed as object) as [{ filename: string; files: { path: string }[] }];
    const paths = files.map((f) => f.path);
    for (const needed of [
      'README.md',
      'LICENSE',
      'examples/hello/process.json',
      'docs/architecture.md',
      'dist/bin/gantry.js',
    ])
      assert.ok(paths.includes(needed), `${needed} is missing`);
    assert.equal(
      paths.filter((p) => /(^|\/)(test|node_modules)\/|\.test\.|(?<!\.d)\.ts$/.test(p)),
      [],
    );
    const options = ['--prefix', join(at, 'prefix'), '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    run('npm', ['install', '--global', ...options, join(at, filename)], at);
    const version = run(join(at, 'prefix', 'bin', 'gantry'), ['--version'], at);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.not(existsSync(join(installed, 'node_modules', 'puppeteer')), 'puppeteer stays the author’s choice');
  },
);

t.within(LIMIT_MS, 'coordinator, agent and command line run from the built files', async () => {
  fleet = await Installation.start(['desk-1'], join(installed, 'dist', 'bin', 'gantry.js'));
  assert.match((await fleet.ok('doctor')).out, /ok +Node/);
  const page = await fetch(fleet.url, { headers: { accept: 'text/html' } });
  const html = await page.text();
  assert.match(html, '<script', 'the console is there');
  await fleet.ok('publish', join(installed, 'examples', 'hello'));
  await fleet.ok('deploy', 'hello', '--pool', 'all');
  const [job] = (await fleet.gantry('run', 'hello', '--param', 'name=Built', '--json')).json<JobDetail[]>();
  assert.is(job!.state, 'succeeded', job!.message);
  assert.equal(job!.output, { greeting: 'Hello, Built!' });
  assert.equal(await fleet.stop(), []);
});

const ROBOT = `
import { BusinessError, robot, type Resource } from 'gantry';
interface Invoice { number: number; customer?: string }
let entered: number = 0;
await robot.queue<Invoice>('invoices').each(async (invoice: Resource<Invoice>) => {
  if (!invoice.value.customer) throw new BusinessError('no customer');
  entered += invoice.value.number;
}, { lock: 'both', tags: ['eu'] });
robot.output({ entered });
// @ts-expect-error there is no such lock
void robot.queue('invoices').each(async () => {}, { lock: 'all' });
`;

t('a robot in TypeScript compiles against the installed types', () => {
  const project = join(at, 'project');
  mkdirSync(join(project, 'node_modules', '@types'), { recursive: true });
  symlinkSync(installed, join(project, 'node_modules', 'gantry'));
  symlinkSync(join(ROOT, 'node_modules', '@types', 'node'), join(project, 'node_modules', '@types', 'node'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'robot.ts'), ROBOT);
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  run(
    join(ROOT, 'node_modules', '.bin', 'tsc'),
    [...strict, '--preserveSymlinks', '--skipLibCheck', 'robot.ts'],
    project,
  );
});

t('S14: the example of docs/sdk.md tests a robot with gantry/testing, without agent, server or screen', () => {
  const project = join(at, 'tested');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(installed, join(project, 'node_modules', 'gantry'));
  const [, example] = /^## Testing a robot$[\s\S]*?^```js$\n([\s\S]*?)^```$/m.exec(
    readFileSync(join(ROOT, 'docs', 'sdk.md'), 'utf8'),
  )!;
  writeFileSync(join(project, 'robot.test.mjs'), example!);
  const told = run(process.execPath, ['--test', '--test-reporter=tap', 'robot.test.mjs'], project);
  assert.match(told, /^# pass 2$/m);
});

t('import and require both give the SDK', () => {
  const project = join(at, 'use');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(installed, join(project, 'node_modules', 'gantry'));
  const same = `import { robot } from 'gantry'; import { createRequire } from 'node:module';
    process.stdout.write(String(createRequire(import.meta.url)('gantry').robot === robot));`;
  writeFileSync(join(project, 'use.mjs'), same);
  assert.is(run(process.execPath, ['use.mjs'], project), 'true');
  assert.ok(readdirSync(project).length > 0);
});

t.run();
