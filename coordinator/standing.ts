/**
 * Who stands where (Q32): per resource, and per queue for those who search it, grouped by what they look for, each group
 * in the order in which its members came. Knows no transaction and no time.
 */
import { type Sought, soughtKey } from './domain/sought.ts';
import type { Wait } from './domain/view.ts';

/** One who stands; the links are this file's. */
export interface Stander {
  /** Place over all groups: given once, kept over all tries. */
  readonly order: number;
  /** Whose locks do not restrict it (Q24). */
  readonly owner: string;
  group?: Group | undefined;
  ahead?: Stander | undefined;
  behind?: Stander | undefined;
}

/** Those of one place who look for the same: what helps one helps each of them, but for locks of their own. */
export interface Group {
  readonly queue: string;
  /** '' = they search the queue. */
  readonly resource: string;
  readonly key: string;
  /** Absent: any change may help. */
  readonly sought: Sought | undefined;
  first: Stander | undefined;
  last: Stander | undefined;
  /** How many stand here for each owner. */
  readonly owners: Map<string, number>;
}

/** Groups by what they look for, of each resource ('' = the searches), of each queue. */
type Places = Map<string, Map<string, Group>>;

export class Standing<S extends Stander> {
  readonly #queues = new Map<string, Places>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Lines up at its order: at the end, unless it stood here before. Standing there already is fine. */
  join(stander: S, { queue, resource, sought }: Pick<Wait, 'queue' | 'resource' | 'sought'>): void {
    const key = sought ? soughtKey(sought) : '';
    const { group } = stander;
    if (group && group.queue === queue && group.resource === resource && group.key === key) return;
    this.leave(stander);
    link(this.#group(queue, resource, key, sought), stander);
    this.#size++;
  }

  /** Not standing is fine. */
  leave(stander: S): void {
    const { group } = stander;
    if (!group) return;
    unlink(group, stander);
    this.#size--;
    if (group.first) return;
    const places = this.#queues.get(group.queue);
    const groups = places?.get(group.resource);
    groups?.delete(group.key);
    if (groups?.size === 0) places?.delete(group.resource);
    if (places?.size === 0) this.#queues.delete(group.queue);
  }

  /** Does anybody stand in this queue? */
  in(queue: string): boolean {
    return this.#queues.has(queue);
  }

  /** The groups of those who wait for this resource; '' = of those who search the queue. */
  at(queue: string, resource: string): Group[] {
    const groups = this.#queues.get(queue)?.get(resource);
    return groups ? [...groups.values()] : [];
  }

  /** Every group of a queue. */
  all(queue: string): Group[] {
    return [...(this.#queues.get(queue)?.values() ?? [])].flatMap((groups) => [...groups.values()]);
  }

  #group(queue: string, resource: string, key: string, sought: Sought | undefined): Group {
    const places = fetched(this.#queues, queue, () => new Map());
    const groups = fetched(places, resource, () => new Map());
    return fetched(groups, key, () => ({
      queue,
      resource,
      key,
      sought,
      first: undefined,
      last: undefined,
      owners: new Map(),
    }));
  }
}

function fetched<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Before the first one who came later; looked for from the end, where it nearly always is. */
function link(group: Group, stander: Stander): void {
  let ahead = group.last;
  while (ahead && ahead.order > stander.order) ahead = ahead.ahead;
  const behind = ahead ? ahead.behind : group.first;
  stander.group = group;
  stander.ahead = ahead;
  stander.behind = behind;
  if (ahead) ahead.behind = stander;
  else group.first = stander;
  if (behind) behind.ahead = stander;
  else group.last = stander;
  group.owners.set(stander.owner, (group.owners.get(stander.owner) ?? 0) + 1);
}

function unlink(group: Group, stander: Stander): void {
  const { ahead, behind } = stander;
  if (ahead) ahead.behind = behind;
  else group.first = behind;
  if (behind) behind.ahead = ahead;
  else group.last = ahead;
  const others = (group.owners.get(stander.owner) ?? 1) - 1;
  if (others === 0) group.owners.delete(stander.owner);
  else group.owners.set(stander.owner, others);
  stander.group = stander.ahead = stander.behind = undefined;
}
