/** Tells the coordinator when the machine is not as it was at the hello: a disk that fills up, a display that changed. */
import type { Facts } from '../protocol/shapes-fleet.ts';

/** A disk counts as changed when its free space moved by this share: less would only be noise. */
const DISK_SHARE = 0.1;

export interface FactsWatchOptions {
  /** ms between two looks. */
  everyMs: number;
  read(): Promise<Facts>;
  /** Resolves when the coordinator has them; rejects when it could not be told now. */
  tell(facts: Facts): Promise<unknown>;
  onTrouble(error: Error): void;
}

export class FactsWatch {
  readonly #options: FactsWatchOptions;
  #known: Facts | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(options: FactsWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), this.#options.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The coordinator has heard these by a hello. */
  told(facts: Facts): void {
    this.#known = facts;
  }

  /** Something changed that nobody should learn of late. */
  now(): void {
    void this.#look();
  }

  async #look(): Promise<void> {
    const before = this.#known;
    if (this.#looking || !before) return; // before the first hello there is nobody to tell
    this.#looking = true;
    try {
      const facts = await this.#options.read();
      if (!differs(before, facts)) return;
      await this.#options.tell(facts);
      this.#known = facts;
    } catch (error) {
      this.#options.onTrouble(error as Error); // the next look tries again
    } finally {
      this.#looking = false;
    }
  }
}

function differs({ freeDiskMb: before, ...one }: Facts, { freeDiskMb: now, ...other }: Facts): boolean {
  if (Math.abs(now - before) > DISK_SHARE * Math.max(before, 1)) return true;
  return JSON.stringify(one) !== JSON.stringify(other);
}
