/** The program of a supervisor: `node agent/supervisor/main.ts <runs/run folder>`. Its log goes to standard output. */
import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { logOwn } from './log.ts';

if (import.meta.main) await main(process.argv[2]);

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    process.stderr.write('usage: node agent/supervisor/main.ts <folder of a run, with its order.json>\n');
    process.exit(64);
  }
  // Compiled (and type-stripped) code is kept between runs: a run's start is what people wait for.
  enableCompileCache(resolve(folder, '..', '..', 'cache', 'compiled'));
  process.stdout.on('error', () => {}); // its own log on a full disk: the run is worth more
  process.on('SIGHUP', () => {}); // the agent's terminal may go; the run does not
  try {
    const { supervise } = await import('./run.ts');
    await supervise(resolve(folder));
    process.exit(0);
  } catch (error) {
    logOwn('error', { error }, 'the supervisor could not work');
    process.exit(70);
  }
}
