/** The end of a run, in the order of P8: recorder stopped, exit record, `ended`, then uploads, then the folder goes. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunEntry } from '../../protocol/calls-run.ts';
import type { Capture, Recorded } from '../capture/index.ts';
import { clip, type Ending, type ExitRecord, writeExit } from './exit-record.ts';
import { logOwn } from './log.ts';
import { recordingSays, videoFate } from './recording.ts';
import type { Scene } from './scene.ts';

/** Writes down how the run ended and tells it; everything before is in the spool, the tree is empty. */
export async function conclude(scene: Scene, ending: Ending, capture: Capture | undefined): Promise<void> {
  const { paths, journal, screenshots, live } = scene;
  await Promise.all([screenshots.settled(), live.stop()]);
  const recorded = await stopRecorder(scene, capture);
  await judgeVideo(scene, ending, recorded);
  const record: ExitRecord = { ...ending, atMs: journal.atMs };
  await scene.spool.flush();
  await writeExit(paths.exit, record);
  tellEnd(scene, record);
}

/** The `ended` entry; twice is harmless, the first one counts. */
export function tellEnd(scene: Scene, record: ExitRecord): void {
  scene.ended = true;
  const { atMs: _, error, exitCode, signal, ...rest } = record;
  const entry: RunEntry = {
    kind: 'ended',
    ...rest,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(error === undefined ? {} : { error: clip(scene.journal.mask(error)) }),
  };
  scene.journal.entry(entry);
}

async function stopRecorder(scene: Scene, capture: Capture | undefined): Promise<Recorded> {
  try {
    return (await capture?.stop()) ?? { says: 'not recorded: the package needs no screen' };
  } catch (error) {
    logOwn('error', { error }, 'the recorder did not stop cleanly');
    scene.journal.say('warn', `the recording was lost: ${(error as Error).message}`);
    return { says: `not recorded: ${(error as Error).message}` }; // E9: never fails a run
  }
}

/** Uploads, keeps or deletes the video (E10), and says so on the run. */
export async function judgeVideo(scene: Scene, { state }: Ending, recorded: Recorded): Promise<void> {
  const { video, says } = recorded;
  scene.health = recorded.health ? ` (the screen was ${recorded.health})` : '';
  const { file, journal, uploader, paths, thinned } = scene;
  const { recording } = file.order;
  const fate = thinned ? 'delete' : videoFate(recording, state);
  const words = thinned && video ? 'deleted: the disk got short while the coordinator was away' : undefined;
  journal.entry({
    kind: 'recording',
    says: `${words ?? recordingSays(recording, fate, video !== undefined, says)}${scene.health}`.slice(0, 500),
  });
  if (!video) return;
  const name = basename(video.file);
  if (fate === 'delete') return rm(join(paths.evidence, name), { force: true });
  if (fate === 'keep') return;
  const { seconds, width, height, fps, offsetMs } = video;
  await uploader.add({
    kind: 'video',
    name: 'video.mp4',
    file: name,
    mime: 'video/mp4',
    atMs: offsetMs,
    label: '',
    meta: { seconds, width, height, fps, offsetMs },
  });
}

/** Stays until the coordinator has everything, however long that takes (P7), then removes what is no longer needed. */
export async function linger(scene: Scene): Promise<void> {
  const { spool, uploader, journal, paths, file } = scene;
  await spool.ackedUpTo(spool.last);
  await uploader.idle();
  const says = finalSays(scene);
  if (says !== undefined) journal.entry({ kind: 'recording', says });
  await spool.ackedUpTo(spool.last);
  scene.reporter.stop();
  await spool.close();
  scene.link.stop();
  const kept = file.order.recording === 'local' ? ['evidence', 'exit.json'] : [];
  await clear(paths.folder, kept);
}

/** What there is to say once all uploads are over. */
function finalSays({ uploader, health }: Scene): string | undefined {
  const { refused } = uploader;
  if (refused.length > 0) return `not all was taken: ${refused.join('; ')}`.slice(0, 500);
  return uploader.videoSent ? `uploaded${health}` : undefined;
}

/** Removes a run's folder, or all of it but what is kept. `order.json` goes first: without it there is no run here. */
async function clear(folder: string, kept: string[]): Promise<void> {
  await rm(join(folder, 'order.json'), { force: true });
  if (kept.length === 0) return rm(folder, { recursive: true, force: true });
  const { readdir } = await import('node:fs/promises');
  for (const name of await readdir(folder))
    if (!kept.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
}
