/** When users were last seen: by the newest entry of the audit that is theirs. */
import { setImmediate as turn } from 'node:timers/promises';
import type { UserView } from '../protocol/calls-users.ts';
import type { Core } from './core.ts';

/** Users of one step: a millisecond in which nobody else has a turn. */
const PORTION = 50;

export async function withSeen({ store }: Core, users: readonly UserView[]): Promise<UserView[]> {
  const seen: UserView[] = [];
  for (const user of users) {
    const { items } = await store.query('audit', { actor: user.id, limit: 1 });
    seen.push(items[0] ? { ...user, seen: items[0].at } : user);
    if (seen.length % PORTION === 0) await turn();
  }
  return seen;
}
