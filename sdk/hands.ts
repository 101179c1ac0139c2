/** How many resources this process has in hand: what must outlive them (the browser) waits until there are none. */
export class Hands {
  readonly #whenEmpty: () => void;
  #held = 0;

  constructor(whenEmpty: () => void) {
    this.#whenEmpty = whenEmpty;
  }

  get empty(): boolean {
    return this.#held === 0;
  }

  takeUp(): void {
    this.#held++;
  }

  /** The finish (or release) of one was sent. */
  putDown(): void {
    this.#held--;
    if (this.empty) this.#whenEmpty();
  }
}
