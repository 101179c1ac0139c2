/** Which ffmpeg records: the first of the known places that runs, grabs this system's screen and encodes H.264. */
import { createRequire } from 'node:module';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { cleanEnvironment, type Environment, run, which } from './program.ts';
import type { MissingTool, Tool } from './tools.ts';

const missing: MissingTool = {
  missing: true,
  costs: 'no video and no screenshots of the screen; runs go on without',
  install: 'apt-get install ffmpeg, or set FFMPEG_PATH',
};
/** What ffmpeg calls the grabber of each system's screen. */
const grabbers: Record<string, string> = { linux: 'x11grab', win32: 'gdigrab', darwin: 'avfoundation' };

/** Order: GANTRY_FFMPEG, FFMPEG_PATH, the system's, ffmpeg-static if it runs, @ffmpeg-installer/ffmpeg. */
export async function findFfmpeg(env: Environment): Promise<Tool> {
  const refused: string[] = [];
  for (const [source, path] of candidates(env)) {
    if (!path) continue;
    const checked = await check(path, env);
    if ('version' in checked) return { missing: false, path, version: checked.version, source };
    refused.push(`${path}: ${checked.lacks}`);
  }
  return refused.length === 0 ? missing : { ...missing, costs: `${missing.costs} (not usable: ${refused.join('; ')})` };
}

function candidates(env: Environment): [source: string, path: string | undefined][] {
  return [
    ['GANTRY_FFMPEG', env.GANTRY_FFMPEG],
    ['FFMPEG_PATH', env.FFMPEG_PATH],
    ['system', which(platform() === 'win32' ? 'ffmpeg.exe' : 'ffmpeg', env)],
    ['ffmpeg-static', fromPackage('ffmpeg-static')],
    ['@ffmpeg-installer/ffmpeg', fromPackage('@ffmpeg-installer/ffmpeg')],
  ];
}

/** These packages are optional and may be incomplete (their install script did not run): the check decides. */
function fromPackage(name: string): string | undefined {
  try {
    const exported: unknown = createRequire(import.meta.url)(name);
    if (typeof exported === 'string') return exported;
    return (exported as { path?: string } | null)?.path;
  } catch {
    return undefined; // not installed here, or not made for this system: as good as absent
  }
}

async function check(path: string, env: Environment): Promise<{ version: string } | { lacks: string }> {
  const said = await run(path, ['-version'], { env: cleanEnvironment(env) });
  if (!said.ok) return { lacks: said.says };
  const [devices, encoders] = await Promise.all([
    run(path, ['-hide_banner', '-devices'], { env: cleanEnvironment(env) }),
    run(path, ['-hide_banner', '-encoders'], { env: cleanEnvironment(env) }),
  ]);
  const grabber = grabbers[platform()] ?? 'x11grab';
  if (!new RegExp(`^ *D.* ${grabber}\\b`, 'm').test(devices.stdout)) return { lacks: `has no ${grabber}` };
  if (!/\blibx264\b/.test(encoders.stdout)) return { lacks: 'has no libx264' };
  return { version: /^ffmpeg version (\S+)/.exec(said.stdout)?.[1] ?? 'unknown' };
}

/** For reading a video's facts. */
export const findFfprobe = (env: Environment, ffmpeg: string | undefined): Promise<Tool> =>
  findBeside('ffprobe', 'nothing: the facts of a video are read from ffmpeg instead', env, ffmpeg);

/** For showing the pages of a headless browser on a virtual screen. */
export const findFfplay = (env: Environment, ffmpeg: string | undefined): Promise<Tool> =>
  findBeside('ffplay', 'the pages of a browser without a window are not on the recorded screen', env, ffmpeg);

/** Beside the ffmpeg in use, else in PATH; ffmpeg-static brings neither. */
async function findBeside(program: string, costs: string, env: Environment, ffmpeg: string | undefined): Promise<Tool> {
  const name = platform() === 'win32' ? `${program}.exe` : program;
  const places = [ffmpeg ? which(join(dirname(ffmpeg), name), env) : undefined, which(name, env)];
  for (const path of places) {
    const said = path ? await run(path, ['-version'], { env: cleanEnvironment(env) }) : undefined;
    if (path && said?.ok)
      return {
        missing: false,
        path,
        version: /^\w+ version (\S+)/.exec(said.stdout)?.[1] ?? 'unknown',
        source: 'system',
      };
  }
  return { missing: true, costs, install: 'apt-get install ffmpeg' };
}
