/** Before the command: package fetched, verified, unpacked; files of parameters; screen and recorder. Side by side: each may be slow. */
import { mkdir, rm } from 'node:fs/promises';
import type { Capture } from '../capture/index.ts';
import { PackageCache } from '../package-cache.ts';
import { identityOf } from '../process-identity.ts';
import { dataPaths } from '../run-folder.ts';
import { type FilePaths, type FileProblem, provideFiles } from './param-files.ts';
import type { Scene } from './scene.ts';
import { provideSdk } from './sdk-shim.ts';
import { unpack } from './unpack.ts';

export interface Prepared {
  capture: Capture | undefined;
  /** Where the files of the parameters lie. */
  files: FilePaths;
  /** Why the command cannot start; undefined = it can. */
  problem: FileProblem | { reason: 'package'; error: string } | undefined;
}

export async function prepare(scene: Scene): Promise<Prepared> {
  const [capture, packageError, files] = await Promise.all([
    openScreen(scene),
    providePackage(scene).then(
      () => undefined,
      (error: Error) => error.message,
    ),
    provideFiles(scene),
  ]);
  if (capture) scene.screenshots.use(capture);
  scene.live.use(capture ?? 'none');
  const problem = packageError === undefined ? files.problem : ({ reason: 'package', error: packageError } as const);
  return { capture, files: files.paths, problem };
}

async function providePackage({ file, paths, journal, stopping }: Scene): Promise<void> {
  const { order, url, ca, data, settings } = file;
  const { cache, runs } = dataPaths(data);
  const packages = new PackageCache(cache, settings.cacheBytes);
  provideSdk(runs);
  try {
    const source = { url, token: order.supervisorToken, ca, signal: stopping.asked };
    const archive = await packages.get(order, source, identityOf(process.pid));
    await rm(paths.work, { recursive: true, force: true });
    await unpack(archive, paths.work);
  } catch (error) {
    if (!stopping.abort) journal.say('error', `package ${order.package} ${order.version}: ${(error as Error).message}`);
    throw error;
  } finally {
    // Unpacked is as good as copied: from here on the archive may go.
    await packages.release(order.sha256, process.pid);
  }
}

/** The run's screen with its recorder; undefined when the package needs none. */
async function openScreen(scene: Scene): Promise<Capture | undefined> {
  const { file, paths, journal, clock } = scene;
  const { needs } = file.order.manifest;
  if (needs.screen === 'none') return undefined;
  const [width, height] = needs.screen.split('x').map(Number) as [number, number];
  await mkdir(paths.evidence, { recursive: true, mode: 0o700 });
  const { openCapture } = await import('../capture/index.ts');
  return openCapture({
    runFolder: paths.folder,
    screen: { width, height },
    recording: file.order.recording,
    tools: file.tools,
    mark: file.order.run,
    startedAt: () => clock.atMs(),
    log: (level, text) => journal.say(level, text),
    tell: (text) => journal.entry({ kind: 'recording', says: text.slice(0, 500) }),
  });
}
