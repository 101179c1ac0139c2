/** What a script searches by, and how it travels (Q37). */
import type { ParamsIn } from '../protocol/contract.ts';
import { instant, type Lock, wireLock } from './lock.ts';

export interface Range<V> {
  from?: V;
  to?: V;
}
export interface Condition {
  /** At least one of these. */
  tags?: string[];
  /** Every one of these. */
  allTags?: string[];
  /** Default: both. */
  status?: 'new' | 'in_progress' | ('new' | 'in_progress')[];
  /** Inclusive. */
  priority?: Range<number>;
  created?: Range<Date | number>;
  updated?: Range<Date | number>;
  /** Default `priority`: higher first, then oldest. */
  sort?: 'priority' | 'oldest' | 'newest';
}
export interface GetOptions {
  lock?: Lock;
  /** ms to wait for a match or a foreign lock: 0 = try once, -1 = until the run ends, default 30 000 (Q31). */
  timeout?: number;
}

/** `atMost` takes what there is up to n, `exactly` waits for n and takes n or nothing, `all` takes everything (Q38). */
export type TakeCount = 'all' | { atMost: number } | { exactly: number };
export interface GetManyOptions extends Condition, GetOptions {
  /** At most 1 000, and 4 MiB of values: `all` and `exactly` beyond it are refused with `TooLarge`. */
  count: TakeCount;
}
export interface PeekOptions extends Condition {
  /** 1 to 500, default 50. */
  limit?: number;
}
export interface CountOptions {
  /** Default: both. */
  status?: 'new' | 'in_progress' | ('new' | 'in_progress')[];
  /** At least one of these. */
  tags?: string[];
  /** Every one of these. */
  allTags?: string[];
}

export type GetParams = ParamsIn<'resource.get'>;

export function byCondition(queue: string, options: Condition & GetOptions): GetParams {
  const { lock, timeout, created, updated, ...plain } = options;
  const filter = { ...plain, ...range('created', created), ...range('updated', updated) };
  return { queue, filter, ...asked({ lock, timeout }) };
}

export const byId = (queue: string, id: string, options: GetOptions): GetParams => ({ queue, id, ...asked(options) });

const asked = ({ lock, timeout }: GetOptions) => ({
  ...(lock === undefined ? {} : { lock: wireLock(lock) }),
  ...(timeout === undefined ? {} : { timeout }),
});

function range(name: 'created' | 'updated', r: Range<Date | number> | undefined) {
  if (!r) return {};
  return {
    [name]: {
      ...(r.from === undefined ? {} : { from: instant(r.from, `${name}.from`) }),
      ...(r.to === undefined ? {} : { to: instant(r.to, `${name}.to`) }),
    },
  };
}
