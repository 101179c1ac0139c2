/** The link between robot and coordinator is cut, frozen, one-way or slow: the run goes on, and nothing of it is lost. */
import * as assert from 'uvu/assert';
import type { LinkMode } from '../../../bin/drill/proxy.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { PATIENCE_MS, type Site } from '../support/site.ts';

/** The link is so until the coordinator has noticed; then it is as before, and the same run comes to its end. */
async function noticed(site: Site, mode: LinkMode): Promise<void> {
  const work = await site.begin();
  site.proxy.set(mode);
  await site.robotIs(false);
  site.proxy.set('pass');
  const { runs } = await site.expectEnds(work, 'succeeded');
  assert.is(runs[0]!.id, work.run);
}

const broken: [LinkMode, string, boolean][] = [
  ['cut', 'connections are reset and new ones refused', true],
  ['frozen', 'connections stand, and nothing comes through', true],
  ['up-only', 'the coordinator hears the robot, the robot hears nothing', false],
  ['down-only', 'the robot hears the coordinator, the coordinator hears nothing', false],
];

export const links: Scenario[] = [
  ...broken.map(
    ([mode, says, short]): Scenario => ({
      name: mode,
      proves: mode === 'cut' ? 'P7, P10, S10' : 'P5, P7, P10, S10',
      says,
      short,
      happen: (site) => (mode === 'up-only' ? deaf(site) : noticed(site, mode)),
    }),
  ),
  {
    name: 'slow',
    proves: 'P5, P7',
    says: 'everything takes its time: no lease ends, the same run comes to its end',
    happen: async (site) => {
      site.proxy.set('slow');
      const work = await site.begin({ items: 10 });
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
      site.proxy.set('pass');
    },
  },
  {
    name: 'flapping',
    proves: 'P7, P10, S10',
    says: 'the link is reset again and again within one run',
    happen: async (site) => {
      const work = await site.begin({ items: 40 });
      for (let n = 0; n < 8; n++) {
        const goal = (site.books().lines.get(work.run)?.length ?? 0) + Math.floor(site.roll() * 6);
        site.proxy.set('cut');
        site.proxy.set('pass');
        const more = async () =>
          (site.books().lines.get(work.run)?.length ?? 0) >= goal ||
          (await site.api.call('run.show', { run: work.run })).run.ended;
        await until('the run has gone on', more, PATIENCE_MS);
      }
      await site.expectEnds(work, 'succeeded');
    },
  },
];

/** The coordinator is answered by pings alone: the robot's side must notice that it hears nothing, and come back. */
async function deaf(site: Site): Promise<void> {
  const work = await site.begin();
  const said = site.agent.out.length;
  site.proxy.set('up-only');
  await until('the agent has noticed', () => site.agent.out.indexOf('not connected', said) > 0, PATIENCE_MS);
  site.proxy.set('pass');
  const { runs } = await site.expectEnds(work, 'succeeded');
  assert.is(runs[0]!.id, work.run);
}
