/**
 * Which resources this process is working on. A run's own locks do not hide a resource from it (Q24), so with
 * several loops or slots the coordinator may hand out one that is in another hand; this says so.
 */

/** Put-downs remembered: more than takes that can be on their way at once. */
const REMEMBERED = 10_000;

export class Hands {
  readonly #held = new Set<string>();
  /** When each was put down, oldest first; the moment is a count of put-downs. */
  readonly #putDown = new Map<string, number>();
  readonly #whenEmpty: () => void;
  #moment = 0;

  constructor(whenEmpty: () => void) {
    this.#whenEmpty = whenEmpty;
  }

  get empty(): boolean {
    return this.#held.size === 0;
  }

  /** Ask for it before a take is sent. */
  now(): number {
    return this.#moment;
  }

  /** False when another hand has it, or had it when the take was sent: that answer is older than the other's finish. */
  takeUp(resource: string, sent: number): boolean {
    if (this.#held.has(resource) || (this.#putDown.get(resource) ?? -1) >= sent) return false;
    this.#held.add(resource);
    return true;
  }

  /** The finish (or release) of it was sent. */
  putDown(resource: string): void {
    this.#held.delete(resource);
    this.#putDown.delete(resource);
    this.#putDown.set(resource, this.#moment++);
    if (this.#putDown.size > REMEMBERED) this.#putDown.delete(this.#putDown.keys().next().value!);
    if (this.empty) this.#whenEmpty();
  }
}
