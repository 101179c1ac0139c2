/** kill -9 of each process in the middle of a run, and of anything at any time. */
import * as assert from 'uvu/assert';
import { kill, processesOfRun } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { PATIENCE_MS, type Site, type Work } from '../support/site.ts';

const ROLLS = 6;

/** A work whose accident comes after a random number of items. */
const begin = (site: Site) => site.begin({ after: 1 + Math.floor(site.roll() * 6) });

export const kills: Scenario[] = [
  {
    name: 'kill-agent',
    proves: 'P4',
    says: 'the agent is killed: the run goes on, the next agent finds it',
    short: true,
    happen: async (site) => {
      const work = await begin(site);
      const supervisor = site.supervisorOf(work.run);
      await site.killAgent();
      assert.ok(supervisor !== undefined);
      assert.is(site.supervisorOf(work.run), supervisor, 'its supervisor goes on');
      await site.restartAgent();
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
  {
    name: 'kill-supervisor',
    proves: 'P6, P9',
    says: 'the supervisor is killed: its tree dies, the run is lost and retried',
    short: true,
    happen: async (site) => {
      const work = await begin(site);
      kill(site.supervisorOf(work.run)!);
      await until('its tree is dead', () => processesOfRun(work.run).length === 0, PATIENCE_MS);
      const { runs } = await site.expectEnds(work, 'lost', 'succeeded');
      assert.is(runs[0]!.reason, 'supervisor-vanished');
    },
  },
  {
    name: 'kill-tree',
    proves: 'J22, P8, P9',
    says: 'the user’s processes are killed: the run fails, its item comes back, the job is retried',
    short: true,
    happen: async (site) => {
      const work = await begin(site);
      for (const { pid } of processesOfRun(work.run)) kill(pid);
      const { runs } = await site.expectEnds(work, 'failed', 'succeeded');
      assert.is(runs[0]!.signal, 'SIGKILL');
    },
  },
  {
    name: 'kill-coordinator',
    proves: 'P2, P7, S10',
    says: 'the coordinator is killed: the run only waits, nothing is lost or done twice',
    short: true,
    happen: async (site) => {
      const work = await begin(site);
      await site.killCoordinator();
      assert.ok(site.supervisorOf(work.run), 'its supervisor goes on');
      await site.startCoordinator();
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
  {
    name: 'kill-random',
    proves: 'P2, P4, P6, P7, P9, S10',
    says: 'any process at any time, again and again within one job',
    happen: async (site) => {
      const work = await site.begin({ items: 60, retries: 10 });
      for (let n = 0; n < ROLLS; n++) {
        if ((await site.api.call('job.show', { job: work.job })).ended) break;
        await killAny(site, work);
      }
      await site.end(work);
    },
  },
];

async function killAny(site: Site, work: Work): Promise<void> {
  const run = await site.runOf(work.job);
  const said = () => site.books().lines.get(run)?.length ?? 0;
  const goal = said() + Math.floor(site.roll() * 8);
  const over = async () => (await site.api.call('run.show', { run })).run.ended !== undefined;
  await until('the run has gone on', async () => said() >= goal || (await over()), PATIENCE_MS);
  const dice = Math.floor(site.roll() * 4);
  if (dice === 0) await site.killAgent().then(() => site.restartAgent());
  if (dice === 1) await site.killCoordinator().then(() => site.startCoordinator());
  const supervisor = site.supervisorOf(run);
  if (dice === 2 && supervisor !== undefined) kill(supervisor);
  if (dice === 3) for (const { pid } of processesOfRun(run)) kill(pid);
}
