/** A disk is full for a while: everything waits, nothing is lost, and it is told in words. */
import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { GantryError } from '../../../protocol/errors.ts';
import { processesOfRun } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { PATIENCE_MS, type Site } from '../support/site.ts';

const cannot = (site: Site) => (site.smallDisk ? undefined : 'a small disk can be mounted by root only');

export const disks: Scenario[] = [
  {
    name: 'disk-run',
    proves: 'P7',
    says: 'the disk fills up in the middle of a run: its lines wait, its supervisor lives, the same run comes to its end',
    cannot,
    happen: async (site) => {
      const work = await site.begin();
      const free = site.fillDisk('robot');
      const lines = () => site.books().lines.get(work.run)?.length ?? 0;
      const goal = lines() + 4;
      await until('the run has gone on', () => lines() >= goal, PATIENCE_MS).finally(free);
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
  {
    name: 'disk-end',
    proves: 'P7, P8',
    says: 'the disk is full when the command ends: the end waits for room and is told as it was',
    short: true,
    cannot,
    happen: async (site) => {
      const work = await site.begin({ items: 4, after: 1, pauseMs: 100 });
      const free = site.fillDisk('robot');
      await until('its command has ended', () => processesOfRun(work.run).length === 0, PATIENCE_MS).finally(free);
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
  {
    name: 'disk-offer',
    proves: 'P6, P7',
    says: 'a robot whose disk is full takes no work and says why; no attempt is spent',
    cannot,
    happen: async (site) => {
      const free = site.fillDisk('robot');
      try {
        const work = await site.begin({ after: 0 });
        const refused = async () => /disk/.test((await site.api.call('job.show', { job: work.job })).message);
        await until('the job says that the disk is full', refused, PATIENCE_MS);
        assert.is((await site.api.call('job.show', { job: work.job })).attempts, 0);
        free();
        await site.expectEnds(work, 'succeeded');
      } finally {
        free();
      }
    },
  },
  {
    name: 'disk-coordinator',
    proves: 'P2, P15',
    says: 'the coordinator’s disk is full: it says so and takes nothing it cannot keep; with room again all goes on',
    cannot,
    happen: async (site) => {
      const work = await site.begin({ items: 40 });
      const free = site.fillDisk('coordinator');
      try {
        const refused = await until('an add is refused', () => refusal(site, work.queue), PATIENCE_MS);
        assert.is(refused.code, 'Unavailable');
        assert.match(refused.message, /disk/);
      } finally {
        free();
      }
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, work.run);
    },
  },
];

/** Adds one more item; what it was refused with. An item that was taken counts. */
async function refusal(site: Site, queue: string): Promise<GantryError | undefined> {
  const key = `${queue}-more-${randomUUID()}`;
  try {
    await site.api.call('resource.add', { queue, value: { key, ballast: 'x'.repeat(100_000) }, key });
    site.added.push(key);
    return undefined;
  } catch (error) {
    if (error instanceof GantryError) return error;
    throw error;
  }
}
