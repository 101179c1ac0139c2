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

/** Notes the wish to stop and goes on; a second one ends the process at once. `says` is told at the first. */
export function onInterrupt(says: string): { readonly happened: boolean; forget(): void } {
  let happened = false;
  const listen = () => {
    if (happened) process.exit(130);
    happened = true;
    note(`\n${says}`);
  };
  process.on('SIGINT', listen);
  return {
    get happened() {
      return happened;
    },
    forget: () => void process.removeListener('SIGINT', listen),
  };
}

/** Ends the process at the first wish to stop, with these words; what was started elsewhere goes on. */
export function leaveOnInterrupt(says: () => string): () => void {
  const leave = () => {
    note(`\n${says()}`);
    process.exit(130);
  };
  process.once('SIGINT', leave);
  return () => void process.removeListener('SIGINT', leave);
}
