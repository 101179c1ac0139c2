/** The generated pages in docs/ are those that the contract and the state tables give now. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { verbNames } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';

const t = suite('generated documentation');
const root = join(import.meta.dirname, '../..');

t('P1: docs/protocol.md and docs/states.md are up to date', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
});

t('P1: the reference has every verb', () => {
  const text = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
  for (const verb of verbNames) assert.ok(text.includes(`\n### ${verb}\n`), verb);
});

t.run();
