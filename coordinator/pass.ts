/**
 * What changed in one queue on its way along those who stand there (turns.ts): whose turn is it? Of all whom any of the
 * changed resources may help, the one who came first: the rule may give it another of them than the one that helped.
 */
import type { ResourceRow } from './domain/rows.ts';
import { mayHelp } from './domain/sought.ts';
import type { Effect } from './domain/view.ts';
import type { Group, Stander, Standing } from './standing.ts';
import type { Look } from './store/store.ts';

export interface Passing extends Stander {
  /** Its wait is over: it must not be served any more. */
  readonly over: unknown;
}

export type Wake = Extract<Effect, { kind: 'wake' }>;

/** One group on the way: each of it is tried at most once, until something changes anew. */
interface Lane {
  readonly group: Group;
  /** What may help it; `undefined`: it is tried without a judgement. */
  readonly rows: readonly string[] | undefined;
  /** Those before it help nobody of the group. */
  cursor: number;
  at: Stander | undefined;
  /** Owners whose own locks are what stops everybody else (Q24). */
  holders: Set<string> | undefined;
  /** Owners tried in vain: another request of theirs for the same would come to the same. */
  refused: Set<string> | undefined;
}

export class Pass<S extends Passing> {
  readonly #queue: string;
  readonly #standing: Standing<S>;
  /** Changed, and not yet known to help no search. */
  #changed: string[] = [];
  /** Changed, and somebody waits for it by its id. */
  readonly #named = new Set<string>();
  #unjudged: 'nobody' | 'searches' | 'everybody' = 'nobody';
  #lanes: Lane[] | undefined;
  #tried: Lane | undefined;

  constructor(queue: string, standing: Standing<S>) {
    this.#queue = queue;
    this.#standing = standing;
  }

  /** Begins anew with what is left: an earlier one may be helped by what changed now. */
  add({ resource, entered, gone }: Wake): void {
    const searches = this.#lanes?.filter((lane) => lane.rows === this.#changed) ?? [];
    // A row that helps only its own holder is looked at again as long as the holder was not reached.
    const done = searches.map((lane) => (lane.holders && lane.at ? 0 : lane.cursor));
    const known = done.length === 0 ? 0 : Math.min(...done);
    this.#changed = this.#changed.slice(known);
    this.#lanes = undefined;
    for (const id of entered ?? (resource === '' ? [] : [resource])) {
      this.#changed.push(id);
      if (this.#standing.at(this.#queue, id).length > 0) this.#named.add(id);
    }
    if (resource !== '' || entered) return;
    this.#unjudged = gone ? 'everybody' : this.#unjudged === 'everybody' ? 'everybody' : 'searches';
  }

  /** `undefined`: nobody stands whom it may help. */
  next(view: Look, now: number): S | undefined {
    this.#lanes ??= this.#build();
    let first: Lane | undefined;
    for (const lane of this.#lanes) {
      advance(lane, view, now);
      if (lane.at && (!first || lane.at.order < first.at!.order)) first = lane;
    }
    this.#tried = first;
    const seeker = first?.at as S | undefined;
    if (first) first.at = first.at!.behind;
    return seeker;
  }

  /** The last one named was tried in vain. */
  refused(seeker: S): void {
    const lane = this.#tried;
    if (!lane) return;
    lane.refused ??= new Set();
    lane.refused.add(seeker.owner);
  }

  #build(): Lane[] {
    const lanes = (groups: Group[], rows: readonly string[] | undefined) =>
      groups.map(
        (group): Lane => ({
          group,
          rows: group.sought && rows,
          cursor: 0,
          at: group.first,
          holders: undefined,
          refused: undefined,
        }),
      );
    if (this.#unjudged === 'everybody') return lanes(this.#standing.all(this.#queue), undefined);
    const searches = this.#standing.at(this.#queue, '');
    const byId = [...this.#named].flatMap((id) => lanes(this.#standing.at(this.#queue, id), [id]));
    return [...byId, ...lanes(searches, this.#unjudged === 'searches' ? undefined : this.#changed)];
  }
}

/** To the next of the lane whom anything may help; to its end if there is none. */
function advance(lane: Lane, view: Look, now: number): void {
  if (!lane.at) return;
  const anybody = lane.rows === undefined || helpsAnybody(lane, lane.rows, view, now);
  if (!anybody && !lane.holders) lane.at = undefined;
  while (lane.at && passedOver(lane, lane.at as Passing, anybody)) lane.at = lane.at.behind;
}

/** Moves to the first row that helps whoever stands there; notes those whom alone the others help. */
function helpsAnybody(lane: Lane, rows: readonly string[], view: Look, now: number): boolean {
  for (; lane.cursor < rows.length; lane.cursor++) {
    const row = view.get('resource', rows[lane.cursor]!);
    const { sought, owners } = lane.group;
    if (mayHelp(sought!, row, '', now)) return true;
    for (const owner of row ? ownersOf(row) : [])
      if (owners.has(owner) && mayHelp(sought!, row, owner, now)) {
        lane.holders ??= new Set();
        lane.holders.add(owner);
      }
  }
  return false;
}

const ownersOf = ({ readOwner, writeOwner }: Readonly<ResourceRow>): string[] => [readOwner, writeOwner];

const passedOver = (lane: Lane, seeker: Passing, anybody: boolean): boolean =>
  seeker.over !== undefined ||
  lane.refused?.has(seeker.owner) === true ||
  !(anybody || lane.holders?.has(seeker.owner) === true);
