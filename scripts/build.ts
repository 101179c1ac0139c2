/** Builds what is published: JavaScript and types in dist/, the console beside them, the command made executable. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

function run(what: string, command: string, ...args: string[]): void {
  process.stdout.write(`${what}\n`);
  const { status } = spawnSync(join(root, 'node_modules', '.bin', command), args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`${what}: failed\n`);
    process.exit(1);
  }
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('compiling', 'tsc', '-p', 'tsconfig.build.json');
const pageFiles = join('coordinator', 'reference', 'static'); // as they are: the browser reads them
cpSync(join(root, pageFiles), join(root, 'dist', pageFiles), { recursive: true });
// Straight into dist/: console/dist belongs to those who work in the checkout.
run(
  'building the console',
  'vite',
  'build',
  'console',
  '--outDir',
  join(root, 'dist', 'console', 'dist'),
  '--logLevel',
  'warn',
);
for (const file of [
  'bin/gantry.js',
  'sdk/index.js',
  'testing/index.js',
  'coordinator/index.js',
  'coordinator/reference/static/page.js',
  'coordinator/store/sqlite/applier-thread.js',
  'agent/supervisor/main.js',
  'console/dist/index.html',
]) {
  if (!existsSync(join(root, 'dist', file))) {
    process.stderr.write(`the build lacks dist/${file}\n`);
    process.exit(1);
  }
}
chmodSync(join(root, 'dist', 'bin', 'gantry.js'), 0o755);
process.stdout.write('built dist/\n');
