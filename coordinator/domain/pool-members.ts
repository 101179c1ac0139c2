/** Which robot is in which pool (J10). */
import type { Ctx, View } from './view.ts';

/** Pools that one robot is looked up in, and robots of one pool. */
export const MAX_POOLS = 1_000;
export const MAX_MEMBERS = 10_000;

export const memberId = (pool: string, robot: string): string => `${pool}:${robot}`;

export const isMember = (view: Pick<View, 'get'>, pool: string, robot: string): boolean =>
  view.get('member', memberId(pool, robot)) !== undefined;

/** A robot that is there already stays as it is; a new one looks for work. */
export function addMember(view: View, pool: string, robot: string, ctx: Pick<Ctx, 'now'>): void {
  if (isMember(view, pool, robot)) return;
  view.put('member', { id: memberId(pool, robot), pool, robot, created: ctx.now });
  view.emit({ kind: 'changed', topics: ['robots'] });
  view.emit({ kind: 'dispatch', robot });
}
