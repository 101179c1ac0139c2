/** What this machine has for a robot's screen, video and browser: each tool found by really running it. */
import { readdirSync } from 'node:fs';
import { platform } from 'node:os';
import { findBrowser } from './browser-path.ts';
import { findFfmpeg, findFfplay, findFfprobe } from './ffmpeg-path.ts';
import { cleanEnvironment, type Environment, run, which } from './program.ts';

export interface FoundTool {
  missing: false;
  path: string;
  version: string;
  /** Where it came from: a setting, the system, a package of the registry. */
  source: string;
  /** A browser that can't show a window: the SDK mirrors its active page on the recorded screen, with ffplay. */
  headlessOnly?: boolean;
}
export interface MissingTool {
  missing: true;
  /** What does not work without it. */
  costs: string;
  /** What to do about it. */
  install: string;
}
export type Tool = FoundTool | MissingTool;

/** Plain data: the agent finds the tools once and hands them to its supervisors as JSON. */
export interface Tools {
  platform: string;
  node: Tool;
  browser: Tool;
  ffmpeg: Tool;
  ffprobe: Tool;
  ffplay: Tool;
  xvfb: Tool;
  wm: Tool;
  setpriv: Tool;
  fonts: { dejavu: Tool; cjk: Tool };
  /** A real screen to use instead of a virtual one (GANTRY_DISPLAY), with its authority file. */
  display?: { name: string; authority?: string };
  /** The environment that the tools are started with: nothing of Gantry's in it. */
  env: Record<string, string>;
}

/** The path of a tool, if it is there. */
export const pathOf = (tool: Tool): string | undefined => (tool.missing ? undefined : tool.path);

/**
 * Looks for everything at once; takes a second or two, so do it once per process.
 * `env` is the process's environment: PATH, and the settings GANTRY_BROWSER, CHROME_PATH, GANTRY_FFMPEG, FFMPEG_PATH, GANTRY_DISPLAY.
 */
export async function findTools(env: Environment = {}): Promise<Tools> {
  const virtual = platform() === 'linux';
  const [browser, ffmpeg, xvfb, wm, setpriv, dejavu, cjk] = await Promise.all([
    findBrowser(env),
    findFfmpeg(env),
    virtual ? findXvfb(env) : notNeeded('this system has a screen of its own'),
    virtual ? findWindowManager(env) : notNeeded('this system has a window manager of its own'),
    virtual ? findSetpriv(env) : notNeeded('Linux only'),
    findFont(env, 'dejavu'),
    findFont(env, 'cjk'),
  ]);
  const path = pathOf(ffmpeg);
  const [ffprobe, ffplay] = await Promise.all([findFfprobe(env, path), findFfplay(env, path)]);
  const display = env.GANTRY_DISPLAY;
  return {
    platform: platform(),
    node: { missing: false, path: process.execPath, version: process.versions.node, source: 'this process' },
    browser,
    ffmpeg,
    ffprobe,
    ffplay,
    xvfb,
    wm,
    setpriv,
    fonts: { dejavu, cjk },
    ...(display ? { display: { name: display, ...(env.XAUTHORITY ? { authority: env.XAUTHORITY } : {}) } } : {}),
    env: cleanEnvironment(env),
  };
}

const notNeeded = (why: string): Promise<Tool> =>
  Promise.resolve({ missing: false, path: '', version: '', source: `not needed: ${why}` });

async function findXvfb(env: Environment): Promise<Tool> {
  const missing: MissingTool = {
    missing: true,
    costs: 'no virtual screen: robots on a machine without a screen run headless, with no video and no screenshots',
    install: 'apt-get install xvfb',
  };
  const path = which('Xvfb', env);
  if (!path) return missing;
  const ran = await run(path, ['-help'], { env: cleanEnvironment(env) });
  if (!/-displayfd/.test(ran.stdout + ran.stderr))
    return { ...missing, costs: `${path} does not run: ${ran.says}. ${missing.costs}` };
  const said = await run(path, ['-version'], { env: cleanEnvironment(env) });
  return {
    missing: false,
    path,
    version: /X Server ([\d.]+)/.exec(said.stderr + said.stdout)?.[1] ?? '',
    source: 'system',
  };
}

async function findWindowManager(env: Environment): Promise<Tool> {
  const path = which('openbox', env);
  const ran = path ? await run(path, ['--version'], { env: cleanEnvironment(env) }) : undefined;
  if (path && ran?.ok)
    return { missing: false, path, version: /Openbox ([\d.]+)/.exec(ran.stdout)?.[1] ?? '', source: 'system' };
  return {
    missing: true,
    costs:
      'windows on the virtual screen have no focus, no stacking and no frames; desktop automation may type into nothing',
    install: 'apt-get install openbox',
  };
}

async function findSetpriv(env: Environment): Promise<Tool> {
  const path = which('setpriv', env);
  const ran = path
    ? await run(path, ['--pdeathsig', 'KILL', '--', path, '--version'], { env: cleanEnvironment(env) })
    : undefined;
  if (path && ran?.ok)
    return { missing: false, path, version: /([\d.]+)\s*$/.exec(ran.stdout.trim())?.[1] ?? '', source: 'system' };
  return {
    missing: true,
    costs: 'a screen and a recorder may stay behind when their supervisor is killed',
    install: 'apt-get install util-linux',
  };
}

const fonts = {
  dejavu: {
    query: ':family=DejaVu Sans',
    file: /dejavu.*\.ttf$/i,
    costs: 'pages and windows may show boxes instead of letters',
    install: 'apt-get install fonts-dejavu-core',
  },
  cjk: {
    query: ':lang=zh',
    file: /(cjk|wqy|droidsansfallback).*\.(otf|ttc|ttf)$/i,
    costs: 'Chinese, Japanese and Korean text is boxes in pages, screenshots and videos',
    install: 'apt-get install fonts-noto-cjk',
  },
};
const FONT_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts'];

/** By fontconfig when its program is there, else by the names of the files. */
async function findFont(env: Environment, kind: keyof typeof fonts): Promise<Tool> {
  if (platform() !== 'linux') return notNeeded('this system brings its fonts');
  const { query, file, costs, install } = fonts[kind];
  const list = which('fc-list', env);
  const listed = list ? await run(list, [query, 'file', 'family'], { env: cleanEnvironment(env) }) : undefined;
  const [path, family] = listed?.ok ? (listed.stdout.split('\n').sort()[1] ?? '').split(': ') : [fontFile(file), ''];
  return path
    ? { missing: false, path: path.trim(), version: family?.trim() ?? '', source: list ? 'fontconfig' : 'system' }
    : { missing: true, costs, install };
}

function fontFile(pattern: RegExp): string | undefined {
  for (const folder of FONT_FOLDERS) {
    try {
      const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((file) => pattern.test(file));
      if (name) return `${folder}/${name}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}
