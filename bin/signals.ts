/** Waits for the wish to stop; a second signal ends the process at once. */
import { note } from './output.ts';

export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const s of ['SIGINT', 'SIGTERM'] as const) {
        process.removeListener(s, stop);
        process.on(s, () => {
          note('stopped at once');
          process.exit(130);
        });
      }
      resolve(signal);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
