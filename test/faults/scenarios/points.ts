/**
 * kill -9 at named points. The link keeps back what the coordinator said or what the robot says, so that one side has done
 * something and the other does not know; the files of a run tell how far its supervisor is.
 */
import { existsSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { kill, processesOfRun } from '../../support/processes.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import { PATIENCE_MS, type Site, type Work } from '../support/site.ts';

/** Stands in the answer to `run.accept` and nowhere else on the agent's connection. */
const ORDER = '"supervisorToken"';
/** Stands in the answer to `run.report` alone. */
const ACKED = '"acked"';
/** Stands in the head of the package's download. */
const PACKAGE = 'application/octet-stream';

export const points: Scenario[] = [
  {
    name: 'accept-agent',
    proves: 'P4, P6',
    says: 'run.accept is committed, its answer never came, the agent dies: the run is lost, another does the work',
    happen: async (site) => {
      const came = site.keepBack(ORDER);
      const work = await site.begin({ after: 0 });
      await came;
      await site.killAgent();
      const run = await site.runOf(work.job);
      await site.restartAgent();
      await site.expectEnds(work, 'lost', 'succeeded');
      assert.not(site.books().spawned.has(run), 'what was never ordered was never spawned');
    },
  },
  {
    name: 'accept-coordinator',
    proves: 'P2, P4, P6',
    says: 'run.accept is committed, the coordinator dies before its answer arrives: lost at the next hello, another does the work',
    short: true,
    happen: async (site) => {
      const came = site.keepBack(ORDER);
      const work = await site.begin({ after: 0 });
      await came;
      await site.killCoordinator();
      await site.startCoordinator();
      await site.expectEnds(work, 'lost', 'succeeded');
    },
  },
  {
    name: 'commit-reply',
    proves: 'P2, P7',
    says: 'a report is committed, the coordinator dies before its answer arrives: it comes again and changes nothing',
    happen: async (site) => {
      const work = await site.begin();
      await site.keepBack(ACKED);
      await site.killCoordinator();
      await site.startCoordinator();
      await site.expectEnds(work, 'succeeded');
    },
  },
  {
    name: 'marker',
    proves: 'P6',
    says: 'the supervisor dies with the spawn marker made and nothing spawned: the run is lost, never spawned',
    short: true,
    happen: async (site) => {
      const { work, run } = await beforeSpawn(site);
      // What a supervisor leaves that dies between marker and spawn.
      writeFileSync(site.runFile(run, 'spawned'), '{"atMs":1}', { flag: 'wx' });
      kill(site.supervisorOf(run)!);
      await site.expectEnds(work, 'lost', 'succeeded');
      assert.not(site.books().spawned.has(run));
    },
  },
  {
    name: 'before-marker',
    proves: 'P6',
    says: 'the supervisor dies before the spawn marker: the next one does the same run, spawned once',
    happen: async (site) => {
      const { work, run } = await beforeSpawn(site);
      kill(site.supervisorOf(run)!);
      const { runs } = await site.expectEnds(work, 'succeeded');
      assert.is(runs[0]!.id, run);
    },
  },
  {
    name: 'first-report',
    proves: 'P6, P7, P9',
    says: 'the supervisor dies after the spawn and before its first report arrived: lost, its tree is dead',
    happen: async (site) => {
      const work = await site.begin({ after: 0 });
      const run = await site.runOf(work.job);
      await site.spawned(run);
      site.proxy.set('frozen');
      kill(site.supervisorOf(run)!);
      await until('its tree is dead', () => processesOfRun(run).length === 0, PATIENCE_MS);
      site.proxy.set('pass');
      await site.expectEnds(work, 'lost', 'succeeded');
    },
  },
  {
    name: 'exit-record',
    proves: 'P7, P8',
    says: 'the supervisor dies after the exit record and before it is sent: the next one tells the very same end',
    short: true,
    happen: async (site) => {
      const work = await site.begin();
      site.proxy.set('frozen');
      for (const { pid } of processesOfRun(work.run)) kill(pid);
      await site.fileOfRun(work.run, 'exit.json');
      kill(site.supervisorOf(work.run)!);
      site.proxy.set('pass');
      const { runs } = await site.expectEnds(work, 'failed', 'succeeded');
      assert.equal([runs[0]!.reason, runs[0]!.signal], ['script-error', 'SIGKILL']);
    },
  },
  {
    name: 'upload',
    proves: 'P7, P8, E12',
    says: 'the supervisor dies in the middle of an upload: the next one goes on where it stopped',
    short: true,
    happen: async (site) => {
      site.proxy.set('slow');
      const { work, run } = await uploading(site);
      kill(site.supervisorOf(run)!);
      site.proxy.set('pass');
      await site.expectEnds(work, 'succeeded');
    },
  },
  {
    name: 'upload-coordinator',
    proves: 'P7, P8, E12',
    says: 'the coordinator dies in the middle of an upload: what is on its disk is not sent again',
    happen: async (site) => {
      site.proxy.set('slow');
      const { work } = await uploading(site);
      await site.killCoordinator();
      site.proxy.set('pass');
      await site.startCoordinator();
      await site.expectEnds(work, 'succeeded');
    },
  },
];

/** A run whose supervisor waits for its package, before anything is spawned. */
async function beforeSpawn(site: Site): Promise<{ work: Work; run: string }> {
  site.forgetPackages();
  const asked = site.keepBack(PACKAGE);
  const work = await site.begin({ after: 0 });
  await asked;
  const run = await site.runOf(work.job);
  await until('it has a supervisor', () => site.supervisorOf(run), PATIENCE_MS);
  assert.not(existsSync(site.runFile(run, 'spawned')));
  return { work, run };
}

/** A run whose file is partly there. */
async function uploading(site: Site): Promise<{ work: Work; run: string }> {
  const work = await site.begin({ after: 0, items: 2, pauseMs: 0, attachBytes: 3 * 1024 * 1024 });
  const run = await site.runOf(work.job);
  const partly = async () => {
    const { artifacts } = await site.api.call('run.show', { run });
    return artifacts.some(({ received, state }) => received > 0 && state === 'uploading');
  };
  await until('a part of its file is there', partly, PATIENCE_MS);
  return { work, run };
}
