import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from './folder.ts';
import { suite } from './suite.ts';

const t = suite('the runner cannot pass silently');

function runSource(source: string): { status: number | null; stdout: string } {
  const file = join(folder('suite'), 'sample.mjs');
  writeFileSync(file, `import { suite } from ${JSON.stringify(join(import.meta.dirname, 'suite.ts'))};\n${source}`);
  const { status, stdout } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return { status, stdout };
}

t('a throwing hook fails the file', () => {
  const { status, stdout } = runSource(
    `const t = suite('a'); t.before(() => { throw new Error('no'); }); t('x', () => {}); t.run();`,
  );
  assert.is.not(status, 0);
  assert.match(stdout, /never ran|"failed":1/);
});

t('a forgotten run() fails the file', () => {
  const { status, stdout } = runSource(`const t = suite('a'); t('x', () => {});`);
  assert.is.not(status, 0);
  assert.match(stdout, /never called run/);
});

t('an endless test fails with its name', () => {
  const { status, stdout } = runSource(
    `const t = suite('a'); t.within(50, 'slow one', () => new Promise(() => {})); t.run();`,
  );
  assert.is.not(status, 0);
  assert.match(stdout, /slow one/);
});

t('a passing file passes and counts', () => {
  const { status, stdout } = runSource(`const t = suite('a'); t('x', () => {}); t('y', () => {}); t.run();`);
  assert.is(status, 0);
  assert.match(stdout, /"passed":2,"failed":0/);
});

t.run();
