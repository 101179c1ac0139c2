/** A resource as the tiny model keeps it, its locks, and what a verb may come to instead of an answer. */

export interface Held {
  owner: string;
  /** 0 = no date. */
  until: number;
}
export interface Effect {
  /** Whose intent it is. */
  run: string;
  done: boolean;
  result: unknown;
}
export interface Item {
  id: string;
  queue: string;
  status: 'new' | 'in_progress' | 'processed' | 'error';
  left: number;
  /** How often the limit had been changed when `left` was counted. */
  limitOf: number;
  value: unknown;
  tags: string[];
  priority: number;
  key: string;
  read: Held | undefined;
  write: Held | undefined;
  lastRun: string;
  failedBy: Set<string>;
  effects: Map<string, Effect>;
  created: number;
  updated: number;
  /** Kinds of what happened, in order; without what the clock did. */
  history: string[];
}
export interface Asker {
  /** `run:ID` or `user:ID`. */
  owner: string;
  /** '' for people. */
  run: string;
  now: number;
  waited: boolean;
}
export type Params = Record<string, unknown> & { queue: string };

/** What a verb of the model throws instead of an answer. */
export class Refused {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}
export const WAITS = Symbol('waits');

export const alive = (item: Item): boolean => item.status === 'new' || item.status === 'in_progress';

export const heldAt = (held: Held | undefined, now: number): Held | undefined =>
  held && (held.until === 0 || held.until > now) ? held : undefined;

/** Takes this owner's locks away; true when it had one. */
export function release(item: Item, owner: string, which: 'all' | 'undated'): boolean {
  let had = false;
  for (const kind of ['read', 'write'] as const) {
    const held = item[kind];
    if (held?.owner !== owner || (which === 'undated' && held.until > 0)) continue;
    item[kind] = undefined;
    had = true;
  }
  return had;
}
