/** A small fleet for the console's tests: real coordinator, fake agents that report runs as supervisors do, real pictures and video. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParamsIn, Result } from '../../protocol/contract.ts';
import { type Stage, stage } from '../services/support/stage.ts';
import type { FakeRun } from '../support/fake-agent.ts';
import { folder } from '../support/folder.ts';
import { builtConsole } from './console-build.ts';

export const consoleStage = (): Promise<Stage> => stage({ consoleFolder: builtConsole() });

/** A run of `hello` on the robot `falcon`. */
export async function onRobot(s: Stage): Promise<{ supervisor: FakeRun; script: FakeRun; run: string }> {
  await s.api('pool.create', { name: 'office' });
  const agent = await s.agent('falcon', 'office');
  await s.deploy('hello', 'office');
  const { supervisor, script } = await s.running(agent, 'hello');
  return { supervisor, script, run: supervisor.order.run };
}

/** A test picture in ffmpeg's own moving pattern: mp4 of `seconds` at 5 frames a second, or one PNG. */
export function testVideo(seconds: number): Buffer {
  return ffmpeg(
    ['-t', String(seconds), ...'-c:v libx264 -pix_fmt yuv420p -g 10 -movflags +faststart'.split(' ')],
    'v.mp4',
  );
}
export const testPicture = (): Buffer => ffmpeg(['-frames:v', '1'], 'p.png');

function ffmpeg(args: string[], name: string): Buffer {
  const file = join(folder('media'), name);
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=5'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...source, ...args, file]);
  return readFileSync(file);
}

type Announce = Omit<ParamsIn<'artifact.create'>, 'run' | 'epoch' | 'bytes' | 'sha256'>;

/** Announces and uploads a file of a run, as its supervisor does. */
export async function upload(
  url: string,
  run: FakeRun,
  bytes: Buffer,
  what: Announce,
): Promise<Result<'artifact.create'>> {
  const { order } = run;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const about = { run: order.run, epoch: order.epoch, bytes: bytes.length, sha256 };
  const artifact = await run.call('artifact.create', { ...about, ...what });
  const response = await fetch(`${url}/api/v1/artifacts/${artifact.id}?offset=0`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${order.supervisorToken}`,
      'x-sha256': sha256,
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(bytes),
  });
  if (!response.ok) throw new Error(`upload of ${what.name}: ${response.status} ${await response.text()}`);
  return artifact;
}

/** The video of a run whose first frame came `offsetMs` after the start. */
export const uploadVideo = (url: string, run: FakeRun, seconds: number, offsetMs: number) =>
  upload(url, run, testVideo(seconds), {
    kind: 'video',
    name: 'video.mp4',
    mime: 'video/mp4',
    atMs: offsetMs,
    label: '',
    meta: { seconds, width: 640, height: 360, fps: 5, offsetMs },
  });

export const uploadScreenshot = (url: string, run: FakeRun, name: string, atMs: number, label: string) =>
  upload(url, run, testPicture(), { kind: 'screenshot', name, mime: 'image/png', atMs, label, meta: {} });

/** A live picture of a run, as its supervisor sends it while the run is watched. */
export async function sendPicture(url: string, { order }: FakeRun): Promise<void> {
  const response = await fetch(`${url}/api/v1/runs/${order.run}/picture`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${order.supervisorToken}`, 'content-type': 'image/jpeg' },
    body: new Uint8Array(ffmpeg(['-frames:v', '1'], 'p.jpg')),
  });
  if (!response.ok) throw new Error(`live picture: ${response.status} ${await response.text()}`);
}
