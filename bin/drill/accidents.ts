/** The accidents of a drill, in their order: each is let happen, and over when work goes on. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fill, isSmallDisk, SMALL_DISK_MIB } from './small-disk.ts';
import { awaited, type Stage } from './stage.ts';

/** ms until work goes on after an accident; a lost link is noticed after 15 s, a lost run is tried again at once. */
const RECOVERY_LIMIT_MS = 120_000;
/** ms that the disk stays full at most. */
const FULL_MS = 5_000;

export interface Accident {
  name: string;
  says: string;
  /** Why it cannot be rehearsed here; undefined = it can. */
  cannot?: (stage: Stage) => string | undefined;
  happen(stage: Stage): Promise<void>;
}

export const accidents: Accident[] = [
  {
    name: 'robot',
    says: 'kill -9 of the agent, started again',
    happen: async (stage) => {
      await stage.killAgent();
      await stage.startAgent();
    },
  },
  {
    name: 'supervisor',
    says: 'kill -9 of the supervisor: the run is lost, another one goes on',
    happen: async (stage) => {
      await awaited('a run is on', RECOVERY_LIMIT_MS, async () => stage.supervisor() !== undefined);
      process.kill(stage.supervisor()!, 'SIGKILL');
    },
  },
  {
    name: 'link',
    says: 'the network between robot and coordinator is cut',
    happen: async (stage) => {
      stage.proxy.set('cut');
      await stage.robotIs(false);
      stage.proxy.set('pass');
    },
  },
  {
    name: 'coordinator',
    says: 'kill -9 of the coordinator, started again',
    happen: async (stage) => {
      await stage.killCoordinator();
      await stage.startCoordinator();
    },
  },
  {
    name: 'disk',
    says: `the robot’s disk (${SMALL_DISK_MIB} MiB) is full, then it has space again`,
    cannot: ({ options }) =>
      isSmallDisk(options.robotFolder) ? undefined : 'only root may mount a small disk (tmpfs)',
    happen: async (stage) => {
      const ballast = join(stage.options.robotFolder, 'ballast');
      fill(ballast);
      try {
        const before = await stage.processed();
        const more = async () => (await stage.processed()) > before;
        await awaited('another item', FULL_MS, more).catch(() => {}); // it waits: that is allowed
      } finally {
        await rm(ballast, { force: true });
      }
    },
  },
];

/** Lets it happen, and waits until the next item is processed. Answers the ms that this took. */
export async function rehearse(stage: Stage, { happen }: Accident): Promise<number> {
  const start = performance.now();
  await happen(stage);
  const before = await stage.processed();
  const done = async () => (await stage.processed()) > before || before === stage.options.items;
  await awaited('work goes on', RECOVERY_LIMIT_MS, done);
  return Math.round(performance.now() - start);
}
