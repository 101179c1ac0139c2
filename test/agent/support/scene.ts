/** What the agent's tests start with: a package archive, an order, an agent of its own, and everything ended afterwards. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import type { Tool, Tools } from '../../../agent/capture/index.ts';
import { DEFAULT_SETTINGS } from '../../../agent/config.ts';
import { isAlive } from '../../../agent/process-identity.ts';
import { supervisorOf } from '../../../agent/run-folder.ts';
import { killTree } from '../../../agent/supervisor/tree.ts';
import type { RunOrder } from '../../../protocol/calls-agent.ts';
import type { Manifest } from '../../../protocol/manifest.ts';
import { folder } from '../../support/folder.ts';

const missing: Tool = { missing: true, costs: 'nothing in this test', install: 'nothing' };

/** No screen, no recorder: these tests are about processes. */
export const NO_TOOLS: Tools = {
  platform: process.platform,
  node: missing,
  browser: missing,
  ffmpeg: missing,
  ffprobe: missing,
  ffplay: missing,
  xvfb: missing,
  wm: missing,
  setpriv: missing,
  fonts: { dejavu: missing, cjk: missing },
  env: {},
};

let runs = 0;
/** A run id of its own: it is also the mark in the environment, and tests run side by side. */
export const newRun = (): string => `r_test${process.pid}x${++runs}`;

export async function archiveOf(files: Record<string, string>): Promise<Buffer> {
  const from = folder('package');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(from, name)), { recursive: true });
    writeFileSync(join(from, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  await create(
    { gzip: true, cwd: from, portable: true, file: join(from, 'out.tgz'), filter: (p) => !p.endsWith('.tgz') },
    ['.'],
  );
  return readFileSync(join(from, 'out.tgz'));
}

export interface OrderParts extends Partial<Omit<RunOrder, 'manifest'>> {
  manifest?: Partial<Manifest>;
}

export function orderOf(archive: Buffer, command: string[], parts: OrderParts = {}): RunOrder {
  const { manifest, ...rest } = parts;
  const run = rest.run ?? newRun();
  return {
    run,
    epoch: 7,
    job: 'j_1',
    number: 2,
    attempts: 4,
    deployment: 'invoices daily',
    source: 'manual',
    robot: 'robot one',
    package: 'invoices',
    version: '1.0.3',
    sha256: createHash('sha256').update(archive).digest('hex'),
    bytes: archive.length,
    manifest: {
      name: 'invoices',
      version: '1.0.3',
      title: '',
      description: '',
      command,
      parameters: [],
      outputs: [],
      needs: { screen: 'none', labels: [], freeDiskMb: 0 },
      stopGrace: 10_000,
      ...manifest,
    },
    params: {},
    recording: 'never',
    stopGraceMs: 10_000,
    supervisorToken: `supervisor-token-${run}`,
    scriptToken: `script-token-${run}`,
    ...rest,
  };
}

export { DEFAULT_SETTINGS };

/** Ends every supervisor and tree that a test left in this data folder: by pid, nobody else's. */
export async function endRuns(data: string): Promise<void> {
  const runsFolder = join(data, 'runs');
  for (const name of foldersIn(runsFolder)) {
    const identity = supervisorOf(join(runsFolder, name));
    if (identity && isAlive(identity)) process.kill(identity.pid, 'SIGKILL');
    await killTree({ mark: name, root: 0 });
  }
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => name.startsWith('r_'));
  } catch {
    return []; // the test made none
  }
}
