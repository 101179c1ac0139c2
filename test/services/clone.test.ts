/** A copied agent folder: two machines with one key chase each other away, and that is said (P3, J8). */
import * as assert from 'uvu/assert';
import { fakeFacts } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { stage } from './support/stage.ts';

const t = suite('two machines with one key');

t('the newer one replaces the older one; after three times robot and log say which two machines', async () => {
  const log: string[] = [];
  const s = await stage({ logLevel: 'warn', logTo: { write: (line) => void log.push(line) } });
  try {
    const agent = await s.agent('r1');
    const because = async () => (await s.api('robot.show', { robot: 'r1' })).because;
    const copy = { facts: fakeFacts({ machine: 'copy of it', boot: 'boot-of-copy' }) };
    for (let hello = 1; hello <= 3; hello++) {
      assert.is(await because(), '');
      const older = agent.socket!;
      agent.socket = undefined; // the older one stays connected until it is replaced
      await agent.connect([], hello % 2 === 1 ? copy : {});
      assert.is((await until('the older one is closed', () => older.closedWith)).code, 4001);
    }
    const says = "two machines use this robot's key: copy of it and machine of r1; enrol one of them anew";
    assert.is(await because(), says);
    assert.is(log.filter((line) => line.includes(says)).length, 1);
    s.clock.advance(11 * 60_000);
    assert.is(await because(), '');
  } finally {
    await s.close();
  }
});

t.run();
