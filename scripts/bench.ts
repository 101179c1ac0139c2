/** `npm run bench -- NAME [options]`: runs a program of bench/ on the Node that the checkout brought along. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'bench');
const [name = '', ...options] = process.argv.slice(2);
const file = join(folder, `${name}.ts`);
if (!/^[a-z]+$/.test(name) || !existsSync(file)) {
  const names = globSync('[a-z]*.ts', { cwd: folder }).filter((f) => !f.includes('-'));
  process.stderr.write(`say which one: ${names.map((f) => basename(f, '.ts')).join(', ')}\n`);
  process.exit(2);
}
const env = { ...process.env, NODE_NO_WARNINGS: '1' };
process.exit(spawnSync(process.execPath, [file, ...options], { stdio: 'inherit', env }).status ?? 1);
