/** Group commit: turns single commands into batches by arrival, without timers. Knows nothing about SQL or rules. */
import { GantryError } from '../../protocol/errors.ts';
import { type Command, type Outcome, type Store, StoreBroken, StoreUnavailable } from './store.ts';

/** Commands of one transaction at most: more gains nothing and makes everybody wait for the slowest. */
export const MAX_BATCH = 256;
/** Commands that may wait for their batch; beyond it they are refused with `TooMany` (P11). */
export const MAX_WAITING = 50_000;

export interface WriterOptions {
  store: Store;
  /** ms since 1970. */
  clock: () => number;
  /** The disk failed: end the process; nobody gets an answer any more (P15). Called once. */
  onBroken: (error: StoreBroken) => void;
  /** A rule or the store threw what it should not; the command was refused with `Internal`. */
  onBug: (cause: unknown, command: Command) => void;
}

interface Waiting {
  command: Command;
  resolve: (outcome: Outcome) => void;
}

export class Writer {
  private readonly options: WriterOptions;
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private broken = false;
  private closed = false;

  constructor(options: WriterOptions) {
    this.options = options;
  }

  /** Resolves when the command's batch is on the disk (P2), or refused. Never rejects; after a break it never resolves. */
  submit(command: Command): Promise<Outcome> {
    if (this.closed) return refused('Unavailable', 'the coordinator is stopping; try again in a moment');
    if (this.waiting.length >= MAX_WAITING)
      return refused('TooMany', 'too many commands are waiting; try again in a moment');
    return new Promise((resolve) => {
      this.waiting.push({ command, resolve });
      this.working ??= this.work();
    });
  }

  /** Every command that was taken is answered. */
  get idle(): boolean {
    return this.working === undefined && this.waiting.length === 0;
  }

  /** Takes no more commands and resolves when all that were taken are answered. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.broken) await this.working;
  }

  private async work(): Promise<void> {
    while (!this.broken) {
      await turn(); // what the sockets deliver in this turn of the event loop becomes one batch
      const batch = this.waiting.splice(0, MAX_BATCH);
      await this.commit(batch);
      if (this.waiting.length === 0) break;
    }
    this.working = undefined;
  }

  private async commit(batch: Waiting[]): Promise<void> {
    try {
      const { store, clock } = this.options;
      const outcomes = await store.commit(
        batch.map((w) => w.command),
        clock(),
      );
      batch.forEach(({ command, resolve }, i) => {
        this.report(outcomes[i]!, command);
        resolve(outcomes[i]!);
      });
    } catch (error) {
      await this.failed(batch, error);
    }
  }

  /** Nothing of the batch was kept. One command may have spoiled it for all: then each runs alone, and it alone is refused. */
  private async failed(batch: Waiting[], error: unknown): Promise<void> {
    if (error instanceof StoreBroken) {
      this.broken = true;
      this.options.onBroken(error);
    } else if (error instanceof StoreUnavailable || error instanceof GantryError) {
      const says = `nothing was kept (${error.message}); free disk space may be needed, then try again`;
      for (const { resolve } of batch) resolve(refusal('Unavailable', says, error));
    } else if (batch.length === 1) {
      this.options.onBug(error, batch[0]!.command);
      batch[0]!.resolve(
        refusal('Internal', `${batch[0]!.command.verb} failed inside the coordinator; its log says why`, error),
      );
    } else for (const one of batch) if (!this.broken) await this.commit([one]);
  }

  private report(outcome: Outcome, command: Command): void {
    if (outcome.kind === 'refused' && outcome.error.code === 'Internal')
      this.options.onBug(outcome.error.cause ?? outcome.error, command);
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const refusal = (code: 'Unavailable' | 'TooMany' | 'Internal', message: string, cause?: unknown): Outcome => ({
  kind: 'refused',
  error: new GantryError(code, message, { cause }),
});
const refused = (code: 'Unavailable' | 'TooMany', message: string) => Promise.resolve(refusal(code, message));
