/** Sends a run's spool to the coordinator in order, each entry at least once, and stores what was acknowledged (P7). */
import { setTimeout as pause } from 'node:timers/promises';
import { reconnectDelay } from '../../protocol/backoff.ts';
import type { RunEntry } from '../../protocol/calls-run.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { SpoolEntry } from '../spool/segment.ts';
import type { Spool } from '../spool/spool.ts';

/** Reports on their way at once: enough to fill the line, few enough to start again cheaply. */
const MAX_IN_FLIGHT = 4;
/** Entries and about bytes of a report; the coordinator takes 2,000, a frame 1 MiB. */
const MAX_ENTRIES = 1_000;
const MAX_BYTES = 256 * 1024;

export interface ReporterOptions {
  spool: Spool;
  run: string;
  epoch: number;
  call: (verb: string, params: unknown) => Promise<unknown>;
  dice: () => number;
  /** The coordinator says that this run instance is over. */
  onStop: (because: string) => void;
  /** A report was refused; it is tried again. */
  onRefused: (error: GantryError) => void;
}

export class Reporter {
  readonly #options: ReporterOptions;
  readonly #flying = new Set<Promise<void>>();
  #sent: number;
  /** Set by a failed report: everything after the acknowledged number is sent again. */
  #back: GantryError | undefined;
  #failures = 0;
  #mostEntries = MAX_ENTRIES;
  #stopped = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#sent = options.spool.acked;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Runs until stopped; sending survives reconnects in the link's client. */
  async run(): Promise<void> {
    const { spool } = this.#options;
    while (!this.#stopped) {
      await spool.readable(this.#sent);
      while (this.#flying.size >= MAX_IN_FLIGHT) await Promise.race(this.#flying);
      if (this.#back) await this.#goBack();
      const entries = await spool.read(this.#sent, this.#mostEntries, MAX_BYTES);
      if (entries.length === 0) continue;
      this.#sent = entries.at(-1)!.n;
      const flight = this.#send(entries).finally(() => this.#flying.delete(flight));
      this.#flying.add(flight);
      // A large one travels another way (HTTP) and could be overtaken: nothing else is on its way with it.
      if (entries.some((entry) => isLarge(entry.e))) await Promise.all(this.#flying);
    }
  }

  async #send(entries: SpoolEntry[]): Promise<void> {
    const { call, run, epoch, spool, onStop } = this.#options;
    try {
      const answer = (await call('run.report', { run, epoch, entries })) as { acked: number; stop?: string };
      spool.ack(answer.acked);
      this.#failures = 0;
      if (answer.acked < entries.at(-1)!.n) this.#back ??= new GantryError('Unavailable', 'entries are missing there');
      else this.#mostEntries = MAX_ENTRIES;
      if (answer.stop !== undefined) onStop(answer.stop);
    } catch (error) {
      this.#back ??= error instanceof GantryError ? error : new GantryError('Internal', (error as Error).message);
    }
  }

  /** Waits for what is on its way, then starts again after the last acknowledged entry. */
  async #goBack(): Promise<void> {
    await Promise.all(this.#flying);
    const error = this.#back!;
    this.#back = undefined;
    const { spool, onRefused, onStop, dice } = this.#options;
    this.#sent = spool.acked;
    onRefused(error);
    if (error.code === 'RunEnded') onStop(error.message);
    const poisoned = error.code === 'ValidationError' && !error.field?.endsWith('.n');
    if (poisoned && this.#mostEntries === 1) return this.#replaceFirst(error);
    if (poisoned) this.#mostEntries = 1; // one by one until the entry that is refused stands alone
    await pause(error.retryInMs ?? reconnectDelay(this.#failures++, dice()));
  }

  /** An entry that the coordinator will never take must not hold up all that follow: a note stands in its place. */
  async #replaceFirst(error: GantryError): Promise<void> {
    const [entry] = await this.#options.spool.read(this.#sent, 1, MAX_BYTES);
    if (!entry) return;
    const text = `an entry (${entry.e.kind}) was refused by the coordinator: ${error.message}`.slice(0, 2_000);
    const ended = entry.e.kind === 'ended' ? { ...entry.e, error: text } : undefined;
    this.#sent = entry.n;
    await this.#send([{ ...entry, e: ended ?? { kind: 'line', level: 'warn', source: 'system', text } }]);
    this.#mostEntries = MAX_ENTRIES;
  }
}

const isLarge = (e: RunEntry) => e.kind === 'output' && JSON.stringify(e.value).length > MAX_BYTES;
