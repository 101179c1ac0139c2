/** Gantry's own version, read from its package.json (beside bin/ in a checkout, above dist/ in an installed package). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the whole package: examples, docs and the built console lie in it. */
export const packageRoot = [join(import.meta.dirname, '..'), join(import.meta.dirname, '..', '..')].find((folder) =>
  existsSync(join(folder, 'package.json')),
)!;

export const VERSION: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;
