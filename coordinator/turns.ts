/**
 * Whose turn it is (Q32): while a batch runs, everybody whom a command may have helped is tried right after it, in the
 * same transaction and in the order in which they came. What this promises:
 *
 * - Nobody who came later is faster: a command of the batch runs only when nobody in line can be helped by those before.
 * - A change tries whom it may help, judged by what they look for (`mayHelp`), until nobody is left whom it may help: one
 *   resource added or freed runs one rule, as a rule, however many stand in line.
 * - Nothing is lost: one that was tried in vain keeps its place and the change is offered to the next; one that took
 *   something leaves, and what it changed is offered in turn; one that joins in this batch counts from there on.
 * - Nothing is certain before the commit: a batch that is run again, or not kept, finds everybody where they stood.
 */
import type { ResourceRow } from './domain/rows.ts';
import { mayHelp } from './domain/sought.ts';
import type { Effect } from './domain/view.ts';
import type { Group, Stander, Standing } from './standing.ts';
import type { Command, InTurn, Look, Outcome } from './store/store.ts';

/** One who asks for something that it may have to wait for. */
export interface Seeker extends Stander {
  /** Its command as it is run again, once it stands in line. */
  again: Command | undefined;
  /** Its wait is over: it must not be served any more. */
  readonly over: unknown;
}

/** The last try of a seeker in a batch: of its first command, or of `again`. */
export interface Try {
  command: Command;
  outcome: Outcome;
}

export interface TurnsOptions<S extends Seeker> {
  standing: Standing<S>;
  seekerOf: (command: Command) => S | undefined;
  /** `again` was made: from now on `seekerOf` knows it, too. */
  stands: (seeker: S, again: Command) => void;
  /** The batch is on the disk: what its seekers came to. */
  kept: (tries: ReadonlyMap<S, Try>) => void;
  /** Nothing of it was kept: everybody stands where they stood. */
  dropped: () => void;
}

type Wake = Extract<Effect, { kind: 'wake' }>;

export class Turns<S extends Seeker> implements InTurn {
  readonly #options: TurnsOptions<S>;
  #running = false;
  #now = 0;
  #passes: Pass<S>[] = [];
  #pass: Pass<S> | undefined;
  #undo: (() => void)[] = [];
  #tries = new Map<S, Try>();

  constructor(options: TurnsOptions<S>) {
    this.#options = options;
  }

  /** Is a batch under way that may serve somebody? */
  get running(): boolean {
    return this.#running;
  }

  begin(now: number): void {
    this.#back();
    this.#running = true;
    this.#now = now;
  }

  came(command: Command, outcome: Outcome): void {
    const { seekerOf, standing } = this.#options;
    const seeker = seekerOf(command);
    if (seeker) this.#seekerCame(seeker, { command, outcome });
    if (outcome.kind !== 'ok' || standing.size === 0) return;
    for (const effect of outcome.effects) if (effect.kind === 'wake') this.#woken(effect);
  }

  next(view: Look): Command | undefined {
    for (;;) {
      this.#pass ??= this.#passes.shift();
      if (!this.#pass) return undefined;
      const seeker = this.#pass.next(view, this.#now);
      if (seeker) return seeker.again;
      this.#pass = undefined;
    }
  }

  keep(): void {
    const tries = this.#tries;
    this.#end();
    this.#options.kept(tries);
  }

  drop(): void {
    this.#back();
    this.#options.dropped();
  }

  #back(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#end();
  }

  #end(): void {
    this.#running = false;
    if (this.#tries.size > 0) this.#tries = new Map();
    if (this.#undo.length > 0) this.#undo = [];
    this.#passes = [];
    this.#pass = undefined;
  }

  #seekerCame(seeker: S, one: Try): void {
    const { standing, stands } = this.#options;
    const { command, outcome } = one;
    const { group } = seeker;
    if (group) {
      this.#tries.set(seeker, one);
      if (outcome.kind === 'wait') this.#pass?.refused(seeker);
      else {
        standing.leave(seeker);
        this.#undo.push(() => standing.join(seeker, group));
      }
    } else if (outcome.kind === 'wait') {
      this.#tries.set(seeker, one);
      if (!seeker.again) stands(seeker, { ...command, waited: true });
      standing.join(seeker, outcome.on);
      this.#undo.push(() => standing.leave(seeker));
    }
  }

  #woken({ queue, resource, entered, gone }: Wake): void {
    const { standing } = this.#options;
    if (!standing.in(queue)) return;
    if (entered) for (const id of entered) this.#passes.push(new Pass(id, () => standing.around(queue, id)));
    else if (resource === '' && gone) this.#passes.push(new Pass('', () => standing.all(queue)));
    else this.#passes.push(new Pass(resource, () => standing.around(queue, resource)));
  }
}

/** One change's way along those who stand: in the order in which they came, each at most once. */
class Pass<S extends Seeker> {
  /** '' = nobody knows which: everybody may be helped. */
  readonly #resource: string;
  readonly #groups: () => Group[];
  #lanes: Lane[] | undefined;
  #tried: Lane | undefined;

  constructor(resource: string, groups: () => Group[]) {
    this.#resource = resource;
    this.#groups = groups;
  }

  next(view: Look, now: number): S | undefined {
    this.#lanes ??= this.#groups().map((group) => ({ group, at: group.first, refused: undefined }));
    const row = this.#resource === '' ? undefined : view.get('resource', this.#resource);
    let first: Lane | undefined;
    for (const lane of this.#lanes) {
      this.#advance(lane, row, now);
      if (lane.at && (!first || lane.at.order < first.at!.order)) first = lane;
    }
    this.#tried = first;
    const seeker = first?.at as S | undefined;
    if (first) first.at = first.at!.behind;
    return seeker;
  }

  /** In vain: another of the same owner who looks for the same would come to the same. */
  refused(seeker: S): void {
    const lane = this.#tried;
    if (!lane) return;
    lane.refused ??= new Set();
    lane.refused.add(seeker.owner);
  }

  /** To the next of the lane whom the row may help; to its end if there is none. */
  #advance(lane: Lane, row: Readonly<ResourceRow> | undefined, now: number): void {
    const { sought, owners } = lane.group;
    const helps = (owner: string) => this.#resource === '' || !sought || mayHelp(sought, row, owner, now);
    if (!lane.at) return;
    let holders: string[] | undefined;
    if (!helps('')) {
      holders = row ? [row.readOwner, row.writeOwner].filter((owner) => owners.has(owner) && helps(owner)) : [];
      if (holders.length === 0) lane.at = undefined;
    }
    while (lane.at && passedOver(lane, lane.at as S, holders)) lane.at = lane.at.behind;
  }
}

interface Lane {
  group: Group;
  at: Stander | undefined;
  refused: Set<string> | undefined;
}

/** Over, tried for its owner in vain, or (`holders`) not one of those whose own lock it is that stops the others. */
const passedOver = (lane: Lane, seeker: Seeker, holders: readonly string[] | undefined): boolean =>
  seeker.over !== undefined || lane.refused?.has(seeker.owner) === true || holders?.includes(seeker.owner) === false;
