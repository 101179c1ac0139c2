/** The console as it is in the tree now, built once for all test files that look at it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Beside the compile cache of the test runner: what is in there may be deleted at any time. */
const CACHE = join(ROOT, 'node_modules/.cache');

/** The folder with the built console; made when no build of these very sources is there. */
export function builtConsole(): string {
  const built = join(CACHE, `console-${fingerprint()}`);
  if (existsSync(built)) return built;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'console-making-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', 'console', '--logLevel', 'error', '--outDir', making], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  place(making, built);
  return built;
}

/** Another test file may have been quicker: then its build, of the same sources, stays. */
function place(making: string, built: string): void {
  try {
    renameSync(making, built);
  } catch (error) {
    if (!existsSync(built)) throw error;
    rmSync(making, { recursive: true });
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = globSync(['console/**/*.{ts,tsx,css,html,svg}', 'protocol/*.ts', 'package-lock.json'], { cwd: ROOT });
  for (const file of files.filter((name) => !name.startsWith('console/dist')).sort())
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}
