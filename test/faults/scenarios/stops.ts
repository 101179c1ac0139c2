/** SIGSTOP: processes that stand still, for a moment or past the lease, and go on afterwards as if nothing had been. */
import * as assert from 'uvu/assert';
import { kill, processesOfRun } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { LOST_AFTER_MS, PATIENCE_MS, type Site } from '../support/site.ts';

export const stops: Scenario[] = [
  {
    name: 'stop-agent',
    proves: 'P4, P5',
    says: 'the agent stands still: its robot gets no new work, its run is untouched',
    happen: async (site) => {
      const work = await site.begin();
      const agent = site.agent.process.pid!;
      kill(agent, 'SIGSTOP');
      await site.robotIs(false);
      kill(agent, 'SIGCONT');
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
  {
    name: 'stop-supervisor',
    proves: 'P3, P5, P9, J27',
    says: 'the supervisor and its script stand still past the lease: lost; what it tells later changes nothing, its tree dies',
    short: true,
    happen: async (site) => {
      const work = await site.begin();
      const still = [site.supervisorOf(work.run)!, ...processesOfRun(work.run).map(({ pid }) => pid)];
      await standPastTheLease(site, work.run, still);
      await until('its tree is dead', () => processesOfRun(work.run).length === 0, PATIENCE_MS);
      for (const pid of still) kill(pid, 'SIGCONT');
      const { runs } = await site.expectEnds(work, 'lost', 'succeeded');
      assert.is(runs[0]!.reason, 'agent-lost');
    },
  },
  {
    name: 'stop-machine',
    proves: 'P3, P4, P5, P9, J27',
    says: 'the whole robot stands still past the lease, as a notebook that is closed: lost, and killed when it comes back',
    happen: async (site) => {
      const work = await site.begin();
      const still = [site.agent.process.pid!, site.supervisorOf(work.run)!];
      still.push(...processesOfRun(work.run).map(({ pid }) => pid));
      await standPastTheLease(site, work.run, still);
      for (const pid of still) kill(pid, 'SIGCONT');
      const { runs } = await site.expectEnds(work, 'lost', 'succeeded');
      assert.is(runs[0]!.reason, 'agent-lost');
    },
  },
  {
    name: 'stop-coordinator',
    proves: 'P5',
    says: 'the coordinator stands still: its robots wait and come back, its own stall counts against nobody',
    happen: (site) => stallCoordinator(site, 0),
  },
  {
    name: 'stop-coordinator-long',
    proves: 'P5',
    says: 'the coordinator stands still for longer than the lease: no run is lost by it',
    happen: (site) => stallCoordinator(site, LOST_AFTER_MS + 5_000),
  },
];

async function stallCoordinator(site: Site, atLeastMs: number): Promise<void> {
  const work = await site.begin();
  const coordinator = site.coordinator!.process.pid!;
  const said = site.agent.out.length;
  kill(coordinator, 'SIGSTOP');
  const start = performance.now();
  const noticed = () => site.agent.out.indexOf('not connected', said) > 0 && performance.now() - start > atLeastMs;
  await until('the robot has noticed', noticed, PATIENCE_MS);
  kill(coordinator, 'SIGCONT');
  const { runs } = await site.expectEnds(work, 'succeeded');
  assert.is(runs[0]!.id, work.run);
}

/** They stand still until the coordinator has dropped the connections; then the time of the lease passes. */
async function standPastTheLease(site: Site, run: string, still: number[]): Promise<void> {
  for (const pid of still) kill(pid, 'SIGSTOP');
  const lost = async () => {
    site.tell(`pass ${Math.ceil(LOST_AFTER_MS / 10)}`);
    return (await site.api.call('run.show', { run })).run.state === 'lost';
  };
  await until('the run is lost', lost, PATIENCE_MS);
}
