#!/usr/bin/env node
/** The `gantry` command: looks at Node before anything else is loaded, and turns every error into words and an exit code. */
import './check-node.ts';

// Loaded only now: an old Node would stumble over the first name that it lacks, before it could be told so.
const { enableCompileCache } = await import('node:module');
enableCompileCache(); // from the second time on a command starts in half of the time
const { buildProgram } = await import('./program.ts');
const { endWithReader, printError } = await import('./output.ts');
endWithReader();
try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = printError(error, process.argv.includes('--json'));
}
