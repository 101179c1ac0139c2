/** When the run must end: one AbortSignal fed by the supervisor, SIGTERM and the coordinator (S3, S4). */
import { setMaxListeners } from 'node:events';
import { GantryError } from '../protocol/errors.ts';
import { Hands } from './hands.ts';

export class Stop {
  readonly #controller = new AbortController();
  readonly #whenWatched: () => void;
  /** What must outlive the resources in hand (the browser) waits until there are none. */
  readonly hands = new Hands(() => this.#rest());
  readonly #atRest: (() => void)[] = [];
  #watched = false;

  /** `whenWatched` is called once, when somebody first looks: only then is SIGTERM ours to handle. */
  constructor(whenWatched: () => void) {
    this.#whenWatched = whenWatched;
    setMaxListeners(0, this.#controller.signal); // one for every get that waits
    this.#controller.signal.addEventListener('abort', () => this.#rest());
  }

  get signal(): AbortSignal {
    if (!this.#watched) {
      this.#watched = true;
      process.on('SIGTERM', () => this.abort('the process was asked to end (SIGTERM)'));
      this.#whenWatched();
    }
    return this.#controller.signal;
  }

  /** Has the end begun? Looks without watching. */
  get aborted(): boolean {
    return this.#controller.signal.aborted;
  }

  abort(because: string): void {
    this.#controller.abort(
      new GantryError('RunEnded', `the run is ending: ${because}; finish what is in hand and return`),
    );
  }

  /** Calls back once, when the run is ending and nothing is in hand. */
  onceAtRest(then: () => void): void {
    void this.signal;
    this.#atRest.push(then);
    this.#rest();
  }

  #rest(): void {
    if (this.aborted && this.hands.empty) for (const then of this.#atRest.splice(0)) then();
  }
}
