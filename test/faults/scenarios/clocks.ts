/** The coordinator's wall clock jumps: no lease ends by it, and one that is over still ends (P13). */
import * as assert from 'uvu/assert';
import { kill, processesOfRun } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { LOST_AFTER_MS, PATIENCE_MS } from '../support/site.ts';

const DAY_MS = 86_400_000;

const jump = (name: string, ms: number, says: string): Scenario => ({
  name,
  proves: 'P5, P13',
  says,
  happen: async (site) => {
    const work = await site.begin();
    site.proxy.set('cut');
    await site.robotIs(false);
    site.tell(`jump ${ms}`);
    const { run } = await site.api.call('run.show', { run: work.run }); // answered by the jumped clock
    assert.is(run.state, 'running');
    site.proxy.set('pass');
    const { runs } = await site.expectEnds(work, 'succeeded');
    assert.is(runs[0]!.id, work.run);
    site.tell(`jump ${-ms}`);
  },
});

export const clocks: Scenario[] = [
  jump('clock-forward', DAY_MS, 'the wall clock jumps a day ahead while the robot is away: its run is not lost'),
  jump('clock-back', -DAY_MS, 'the wall clock jumps a day back while the robot is away: its run goes on'),
  {
    name: 'clock-back-lost',
    proves: 'P5, P13',
    says: 'the wall clock jumped a day back, then the robot vanishes: its run is lost in its time all the same',
    short: true,
    happen: async (site) => {
      site.tell(`jump ${DAY_MS}`);
      const work = await site.begin();
      site.tell(`jump ${-DAY_MS}`);
      const still = [site.agent.process.pid!, site.supervisorOf(work.run)!];
      still.push(...processesOfRun(work.run).map(({ pid }) => pid));
      for (const pid of still) kill(pid, 'SIGSTOP');
      await site.robotIs(false);
      const lost = async () => {
        site.tell(`pass ${LOST_AFTER_MS / 10}`);
        return (await site.api.call('run.show', { run: work.run })).run.state === 'lost';
      };
      await until('the run is lost', lost, PATIENCE_MS);
      for (const pid of still) kill(pid, 'SIGCONT');
      await site.expectEnds(work, 'lost', 'succeeded');
    },
  },
];
