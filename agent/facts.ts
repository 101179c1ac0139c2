/** What this agent says of its machine: system, account, tools, screen, disk. */
import { statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, hostname, release, type, userInfo } from 'node:os';
import type { Facts } from '../protocol/shapes-fleet.ts';
import type { Tool, Tools } from './capture/index.ts';
import { openScreen } from './capture/x11.ts';
import { bootId } from './process-identity.ts';

const MIB = 1024 * 1024;

export async function factsOf(data: string, labels: string[], tools: Tools): Promise<Facts> {
  return {
    machine: hostname(),
    account: userInfo().username,
    os: `${type()} ${release()}`,
    arch: arch(),
    agentVersion: ownVersion(),
    node: process.versions.node,
    labels,
    screen: screenOf(tools),
    ...(await screenSize(tools)),
    ...optional('browser', tools.browser),
    ...optional('ffmpeg', tools.ffmpeg),
    freeDiskMb: freeDiskMb(data),
    boot: bootId(),
  };
}

/** MiB that this account may still write there. */
export function freeDiskMb(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / MIB);
}

function screenOf(tools: Tools): Facts['screen'] {
  if (tools.display) return 'real';
  if (tools.platform === 'linux') return tools.xvfb.missing ? 'none' : 'virtual';
  return 'real';
}

/** Of a real display; a virtual one is made as large as a package needs it. */
async function screenSize({ display }: Tools): Promise<Pick<Facts, 'screenSize'>> {
  if (!display) return {};
  try {
    const screen = await openScreen(display.name, display.authority);
    screen.close();
    return { screenSize: `${screen.width}x${screen.height}` };
  } catch {
    return {}; // it is away just now; a run that needs it says so (E9)
  }
}

function optional(name: 'browser' | 'ffmpeg', tool: Tool): { [K in 'browser' | 'ffmpeg']?: string } {
  return tool.missing ? {} : { [name]: `${tool.path} ${tool.version}`.slice(0, 400) };
}

/** The version in this package's own package.json, wherever it is: beside the sources or above `dist`. */
function ownVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const found = require(path) as { name?: string; version?: string };
      if (found.name === 'gantry' && found.version) return found.version;
    } catch {
      // not this one: from `dist` it is one folder further up
    }
  }
  return '0.0.0';
}
