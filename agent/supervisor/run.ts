/** The life of a supervisor: fresh run, or what an earlier supervisor of this run left behind; then reporting to the end. */
import { existsSync } from 'node:fs';
import { VANISHED_AND_ENDED } from '../../protocol/end-words.ts';
import { identityOf } from '../process-identity.ts';
import { readRunFile, runPaths } from '../run-folder.ts';
import { writeDurablySync } from '../spool/durable-file.ts';
import { conclude, judgeVideo, linger, tellEnd } from './conclude.ts';
import { groupOf } from './control-group.ts';
import { type Ending, readExit, writeExit } from './exit-record.ts';
import { type Lived, live } from './live.ts';
import { takeLock } from './lock.ts';
import { logOwn } from './log.ts';
import { openScene, type Scene } from './scene.ts';
import { killTree } from './tree.ts';

/** Runs, or finishes, the run in `folder`; resolves when the coordinator has everything and the folder is gone. */
export async function supervise(folder: string): Promise<void> {
  const paths = runPaths(folder);
  const lock = takeLock(paths.lock);
  if (!lock.held) return logOwn('info', { by: lock.by.pid }, 'another supervisor has this run');
  const file = readRunFile(folder);
  if (!file) throw new Error(`${paths.order} is missing or torn: there is nothing to run`);
  const before = existsSync(paths.spawned) || existsSync(paths.exit);
  writeDurablySync(paths.supervisor, JSON.stringify(identityOf(process.pid)));
  const scene = openScene(file);
  scene.link.start();
  scene.uploader.start();
  void scene.reporter.run().catch((error: unknown) => fatal(error));
  process.on('SIGTERM', () => scene.stopping.ask('cancelled', file.order.stopGraceMs));
  if (before) await recover(scene);
  else await runFresh(scene);
  await linger(scene);
}

async function runFresh(scene: Scene): Promise<void> {
  try {
    const { refusal } = scene.file.order;
    const { ending, capture } = refusal === undefined ? await live(scene) : refused(scene, refusal);
    await conclude(scene, ending, capture);
  } catch (error) {
    logOwn('error', { error }, 'the supervisor failed');
    const text = `the supervisor failed: ${(error as Error).message}`;
    scene.journal.say('error', text);
    await killTree({ mark: scene.file.order.run, root: 0, group: groupOf(scene.paths.folder) });
    await conclude(scene, { state: 'failed', reason: 'internal', error: text }, undefined);
  }
}

/** The coordinator gave the order without what it needs: nothing of it is fetched or spawned (J7). */
function refused({ journal }: Scene, refusal: string): Lived {
  journal.say('error', refusal);
  return { ending: { state: 'failed', reason: 'asset', error: refusal }, capture: undefined };
}

/** The command was spawned once and never is again (P6): without an exit record the run is lost. */
async function recover(scene: Scene): Promise<void> {
  const { paths, file, journal } = scene;
  await scene.live.stop();
  const known = readExit(paths.exit);
  if (known) return tellEnd(scene, known);
  await killTree({ mark: file.order.run, root: 0, group: groupOf(paths.folder) });
  const error = String(VANISHED_AND_ENDED);
  const ending: Ending = { state: 'lost', reason: 'supervisor-vanished', error };
  journal.say('error', error);
  const { leftVideo } = await import('../capture/index.ts');
  await judgeVideo(scene, ending, await leftVideo(paths.folder, file.tools));
  const record = { ...ending, atMs: journal.atMs };
  await scene.spool.flush();
  await writeExit(paths.exit, record);
  tellEnd(scene, record);
}

/** Nothing sensible can follow: the agent sees the supervisor vanish and starts another one that reports. */
function fatal(error: unknown): never {
  logOwn('error', { error }, 'the supervisor ends');
  process.exit(70);
}
