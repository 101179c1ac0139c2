/** Has the script come to its end? Known for a script that is an ES module and awaits its work at the top level. */
import { realpathSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ownVariables } from './environment.ts';

/**
 * Resolves when the evaluation of the main module is over, rejected or not; `undefined` where that says nothing: in a
 * CommonJS script, and where the main module's address cannot be known for sure (asking for another one would run it twice).
 */
export function mainModuleDone(): Promise<void> | undefined {
  const main = process.argv[1];
  const plain = process.execArgv.length === 0 && ownVariables().NODE_OPTIONS === undefined;
  if (!plain || main === undefined || process.mainModule !== undefined) return undefined;
  if (!statSync(main, { throwIfNoEntry: false })?.isFile()) return undefined;
  // The module that is running already: the loader gives back the one it has. Its failure is Node's to tell.
  return import(pathToFileURL(realpathSync(main)).href).then(nothing, nothing);
}

const nothing = () => {};
