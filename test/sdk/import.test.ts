import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('importing the SDK');
const ROOT = join(import.meta.dirname, '../..');

/** sdk/ and protocol/ as they are published: plain JavaScript. */
function built(): string {
  const at = folder('sdk');
  for (const file of globSync('{sdk,protocol}/*.ts', { cwd: ROOT })) {
    const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    mkdirSync(dirname(join(at, file)), { recursive: true });
    writeFileSync(join(at, file.replace(/\.ts$/, '.js')), code.replace(/(from\s*'\.[^']*)\.ts'/g, "$1.js'"));
  }
  writeFileSync(join(at, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(at, 'node_modules'));
  return join(at, 'sdk/index.js');
}

function run(source: string, ...flags: string[]): string {
  const options = { encoding: 'utf8' as const, env: { PATH: process.env.PATH ?? '' } };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', source], options);
  assert.is(status, 0, stderr);
  return stdout;
}

/** CPU ms of importing a module, the best of some: other programs share this machine. */
function importing(module: string): { again(): void; best(): number } {
  const spent = 'const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);';
  const source = `const before = process.cpuUsage(); await import(${JSON.stringify(module)}); ${spent}`;
  const times: number[] = [];
  return { again: () => times.push(Number(run(source, '--input-type=module'))), best: () => Math.min(...times) };
}

// The rule's 50 ms are about half of what zod takes; in ms a slow machine would fail what is no heavier.
t('S13: is light: importing it takes clearly less than importing zod alone would', () => {
  const [sdk, zod] = [importing(built()), importing(import.meta.resolve('zod'))];
  for (let round = 0; round < 5; round++) {
    sdk.again();
    zod.again();
  }
  assert.ok(sdk.best() < 0.75 * zod.best(), `${sdk.best()} ms, and zod ${zod.best()} ms`);
});

t('S13: starts nothing, connects nothing, loads no dependency, not even ws, until first used', () => {
  const source = `
    import { registerHooks } from 'node:module';
    import 'node:util'; // Node opens its own stderr with this one
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const before = process.getActiveResourcesInfo();
    const { robot, connect } = await import(${JSON.stringify(built())});
    robot.queue('q'); connect({ url: 'https://nowhere.example', token: 'x' });
    const alive = process.getActiveResourcesInfo();
    console.log(JSON.stringify({ before, alive, foreign: loaded.filter((u) => u.includes('node_modules')) }));
  `;
  const { before, alive, foreign } = JSON.parse(run(source, '--input-type=module'));
  assert.equal([alive, foreign], [before, []]);
});

t(
  'S13: at run time it imports nothing but Node, ws, protocol files without zod and (for the browser) puppeteer by name',
  () => {
    const allowed = /^(node:|ws$|\.\/|\.\.\/protocol\/(errors|certificate|frame|client|backoff|version)\.ts$)/;
    const wrong = globSync('sdk/*.ts', { cwd: ROOT }).flatMap((file) => {
      const source = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
      const code = source.replace(/\/\*[\s\S]*?\*\//g, '');
      const names = [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!);
      return names.filter((name) => !allowed.test(name)).map((name) => `${file}: ${name}`);
    });
    assert.equal(wrong, []);
  },
);

t('require works too', () => {
  const keys = run(`console.log(Object.keys(require(${JSON.stringify(built())})).sort().join())`);
  assert.is(keys.trim(), 'BusinessError,GantryError,connect,robot');
});

t.run();
