/**
 * What webhooks are told is written in the transaction in which it happened: after each command of a batch, what it says
 * has happened becomes one more command of the same batch, `webhook.tell`. Nobody wants to know: nothing is done.
 */
import type { Effect, Happening } from './domain/view.ts';
import type { Command, InTurn, Look, Outcome } from './store/store.ts';

export interface HappeningsOptions {
  /** Those who stand in line for what a batch changes: they go on behind this. */
  inner: InTurn;
  /** `webhook.tell` for what happened. */
  command: (happened: readonly Happening[]) => Command;
  /** Carries out what the tellings changed, after the commit. */
  apply: (effects: readonly Effect[]) => void;
  /** A telling failed: a defect of ours that nobody else suffers from. */
  onBug: (cause: unknown) => void;
}

export class Happenings implements InTurn {
  readonly #options: HappeningsOptions;
  /** What somebody wants to be told; within a batch also what somebody wanted before it. */
  #wanted: ReadonlySet<string> = new Set();
  #wantedNext: readonly string[] | undefined;
  /** By the command that made it: a batch that is run again names the same ones. */
  readonly #made = new Map<Command, Command>();
  readonly #outcomes = new Map<Command, Outcome | undefined>();
  #waiting: Command[] = [];

  constructor(options: HappeningsOptions) {
    this.#options = options;
  }

  /** Before the first batch: what the webhooks that there are want. */
  want(events: readonly string[]): void {
    this.#wanted = new Set(events);
  }

  begin(now: number): void {
    this.#waiting = [];
    this.#outcomes.clear();
    this.#wantedNext = undefined;
    this.#options.inner.begin(now);
  }

  came(command: Command, outcome: Outcome): void {
    if (this.#outcomes.size > 0 && this.#outcomes.has(command)) {
      this.#outcomes.set(command, outcome);
      return;
    }
    this.#options.inner.came(command, outcome);
    if (outcome.kind === 'ok' && outcome.effects.length > 0) this.#scan(command, outcome.effects);
  }

  next(view: Look): Command | undefined {
    return this.#waiting.shift() ?? this.#options.inner.next(view);
  }

  keep(): void {
    if (this.#wantedNext) this.#wanted = new Set(this.#wantedNext);
    this.#wantedNext = undefined;
    const outcomes = [...this.#outcomes.values()];
    this.#forget();
    this.#options.inner.keep();
    for (const outcome of outcomes) {
      if (outcome?.kind === 'ok') this.#options.apply(outcome.effects);
      else if (outcome?.kind === 'refused') this.#options.onBug(outcome.error.cause ?? outcome.error);
    }
  }

  drop(): void {
    this.#wantedNext = undefined;
    this.#forget();
    this.#options.inner.drop();
  }

  #forget(): void {
    if (this.#made.size === 0) return;
    this.#made.clear();
    this.#outcomes.clear();
    this.#waiting = [];
  }

  #scan(command: Command, effects: readonly Effect[]): void {
    let happened: Happening[] | undefined;
    for (const effect of effects) {
      if (effect.kind === 'webhook') this.#wantedNext = effect.wanted;
      else if (effect.kind === 'happened' && this.#isWanted(effect.what)) {
        happened ??= [];
        happened.push(effect.what);
      }
    }
    if (!happened) return;
    const known = this.#made.get(command);
    const tell = this.#options.command(happened);
    const made = known ? Object.assign(known, { params: tell.params }) : tell;
    this.#made.set(command, made);
    this.#outcomes.set(made, undefined);
    this.#waiting.push(made);
  }

  #isWanted({ event }: Happening): boolean {
    if (this.#wanted.size === 0 && !this.#wantedNext) return false;
    const name = event === 'robot.offline' ? 'robot.lost' : event;
    return this.#wanted.has(name) || (this.#wantedNext?.includes(name) ?? false);
  }
}
