/** What the first page tells at a glance (C1): robots that are gone, all that waits; and on every page that the disk is full. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { fill, mountSmallDisk, unmount } from '../../bin/drill/small-disk.ts';
import { stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { eyes } from './console-browser.ts';
import { builtConsole } from './console-build.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('console: overview');
const { withConsole, browser } = consoleTests(t);

t('C1: which robot is gone, why, and the way to it; all that waits is counted, not what is listed', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'p' });
    const desk = await s.agent('desk-7', 'p');
    for (let n = 0; n < 12; n++) {
      await s.api('queue.create', { name: `q${n}` });
      await s.api('resource.addMany', { queue: `q${n}`, items: [{ value: 1 }, { value: 2 }] });
    }
    await enter(s, see);
    await see.sees(/Resources to do\s+24\s+in 12 queues/);
    assert.not.match(await see.text(), 'is gone');
    desk.close();
    await see.sees('A robot is gone');
    await see.sees('no contact since');
    await see.accessible('overview with a robot that is gone');
    await see.click('desk-7');
    await see.page.waitForFunction(`location.hash === '#/robots/desk-7'`);
  }),
);

const data = folder('small-disk');
const mounted = mountSmallDisk(data);
t.after(() => unmount(data));

if (!mounted) t.skip('P15: a full disk is said on every page', 'this account may not mount a small one');
else
  t('P15: a full disk is said on every page, with what still goes, until there is room', async () => {
    const s = await stage({ data, consoleFolder: builtConsole(), timers: { diskLookMs: 20, reserveAfterMs: 0 } });
    const see = await eyes(browser(), s.url);
    try {
      await enter(s, see);
      await see.go('/queues');
      await see.sees('No queues');
      assert.not.match(await see.text(), 'disk');
      fill(join(data, 'ballast'));
      await see.sees(/disk is full, .* only what ends, lets go or deletes/);
      await see.accessible('queues with a full disk');
      rmSync(join(data, 'ballast'));
      await see.page.waitForFunction(`document.querySelector('[data-disk]') === null`);
    } finally {
      await see.close();
      await s.close();
    }
  });

t.run();
