/** The package `gantry` that runs find by resolution (J5): a shim that re-exports the agent's own SDK. */
import { mkdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeDurablySync } from '../spool/durable-file.ts';

/** `.ts` in a checkout, `.js` in the built package: siblings end as this file ends. */
export const OWN_EXTENSION = extname(import.meta.filename);

/** Puts `node_modules/gantry` into `runs`, above every run's working folder; rewrites it only when it differs. */
export function provideSdk(runs: string): void {
  const folder = join(runs, 'node_modules', 'gantry');
  const sdk = join(import.meta.dirname, '..', '..', 'sdk', `index${OWN_EXTENSION}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const manifest = {
    name: 'gantry',
    version: '0.0.0',
    type: 'module',
    main: './index.js',
    exports: { '.': './index.js' },
  };
  replace(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  replace(join(folder, 'index.js'), `export * from ${JSON.stringify(pathToFileURL(sdk).href)};\n`);
}

function replace(path: string, text: string): void {
  if (current(path) !== text) writeDurablySync(path, text, 0o644);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not there yet
  }
}
