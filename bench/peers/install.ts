/** Gets the peers' packages in their pinned versions into bench/peers/node_modules; nothing to do = done at once. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
/** A copy of the lock file as it was installed: dates mean nothing after a checkout. */
const DONE = join(here, 'node_modules', '.installed-lock.json');

/** `npm ci` when they are missing or of another lock file; its output goes to standard error. */
export function installPeers(): void {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  if (existsSync(DONE) && readFileSync(DONE, 'utf8') === lock) return;
  process.stderr.write('installing the peers into bench/peers/node_modules\n');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel', 'error', '--ignore-scripts'];
  const { status, error } = spawnSync('npm', args, { cwd: here, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`npm ci failed in bench/peers: ${error?.message ?? 'its message stands above'}`, { cause: error });
  writeFileSync(DONE, lock);
}

/** Version of a peer's package as pinned. */
export function versionOf(name: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies[name] ?? '';
}
