import { rmSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { isOn, runPaths } from '../../agent/run-folder.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('the folder of a run');

t('J9: a run is on from its order to its exit record, and not while its folder is cleared away', () => {
  const run = folder('run');
  const { order, exit } = runPaths(run);
  assert.is(isOn(run), false, 'nothing there yet');
  writeFileSync(order, '{}');
  assert.is(isOn(run), true);
  writeFileSync(exit, '{}');
  assert.is(isOn(run), false, 'it ended');
  rmSync(order);
  assert.is(isOn(run), false, 'its order is cleared away');
  rmSync(exit);
  assert.is(isOn(run), false, 'its exit record too, the folder is still there');
});

t.run();
