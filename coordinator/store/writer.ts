/** Group commit: turns single commands into batches by arrival, without timers. Knows nothing about SQL or rules. */
import { GantryError } from '../../protocol/errors.ts';
import { type Command, type InTurn, type Outcome, type Store, StoreBroken, StoreUnavailable } from './store.ts';

/** Commands of one transaction at most: more gains nothing and makes everybody wait for the slowest. */
export const MAX_BATCH = 256;
/** Commands that may wait for their batch; beyond it they are refused with `TooMany` (P11). */
export const MAX_WAITING = 50_000;

export interface WriterOptions {
  store: Store;
  /** Those who stand in line for what a batch changes (Q32). */
  inTurn?: InTurn | undefined;
  /** ms since 1970. */
  clock: () => number;
  /** The disk failed: end the process; nobody gets an answer any more (P15). Called once. */
  onBroken: (error: StoreBroken) => void;
  /** Nothing of a batch could be kept for now: the disk is full, or the database busy. */
  onUnavailable?: ((error: StoreUnavailable) => void) | undefined;
  /** A batch of so many commands was on the disk after `ms`. */
  onCommit?: ((ms: number, commands: number) => void) | undefined;
  /** A rule or the store threw what it should not; the command was refused with `Internal`. */
  onBug: (cause: unknown, command: Command) => void;
}

interface Waiting {
  command: Command;
  done: (outcome: Outcome) => void;
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
    return new Promise((resolve) => this.run(command, resolve));
  }

  /** The same without a promise: the replies of a batch leave in one go. */
  run(command: Command, done: (outcome: Outcome) => void): void {
    if (this.closed) done(refusal('Unavailable', 'the coordinator is stopping; try again in a moment'));
    else if (this.waiting.length >= MAX_WAITING)
      done(refusal('TooMany', 'too many commands are waiting; try again in a moment'));
    else {
      this.waiting.push({ command, done });
      this.working ??= this.work();
    }
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
      const { store, clock, inTurn } = this.options;
      const commands = batch.map((w) => w.command);
      const from = performance.now();
      const outcomes = await store.commit(commands, clock(), inTurn);
      this.options.onCommit?.(performance.now() - from, batch.length);
      for (const [i, one] of batch.entries()) this.answer(one, outcomes[i]!);
      this.guarded(commands[0]!, () => inTurn?.keep());
    } catch (error) {
      if (!(error instanceof StoreBroken)) this.options.inTurn?.drop();
      await this.failed(batch, error);
    }
  }

  private answer({ command, done }: Waiting, outcome: Outcome): void {
    if (outcome.kind === 'refused' && outcome.error.code === 'Internal')
      this.options.onBug(outcome.error.cause ?? outcome.error, command);
    this.guarded(command, () => done(outcome));
  }

  /** What goes wrong with an answer is no reason to leave the others unanswered: the batch is on the disk. */
  private guarded(command: Command, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.options.onBug(error, command);
    }
  }

  /** Nothing of the batch was kept. One command may have spoiled it for all: then each runs alone, and it alone is refused. */
  private async failed(batch: Waiting[], error: unknown): Promise<void> {
    if (error instanceof StoreBroken) {
      this.broken = true;
      this.options.onBroken(error);
    } else if (error instanceof StoreUnavailable || error instanceof GantryError) {
      if (error instanceof StoreUnavailable) this.options.onUnavailable?.(error);
      const says = `nothing was kept (${error.message}); free disk space may be needed, then try again`;
      for (const { done } of batch) done(refusal('Unavailable', says, error));
    } else if (batch.length === 1) {
      const { command } = batch[0]!;
      this.answer(
        batch[0]!,
        refusal('Internal', `${command.verb} failed inside the coordinator; its log says why`, error),
      );
    } else for (const one of batch) if (!this.broken) await this.commit([one]);
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** ms after which scripts ask again what the disk refused (S10). */
const COME_BACK_MS = 1_000;

const refusal = (code: 'Unavailable' | 'TooMany' | 'Internal', message: string, cause?: unknown): Outcome => ({
  kind: 'refused',
  error: new GantryError(code, message, { cause, retryInMs: code === 'Unavailable' ? COME_BACK_MS : undefined }),
});
