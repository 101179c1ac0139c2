/** When users were last seen: by the newest entry of the audit that is theirs. */
import { setImmediate as turn } from 'node:timers/promises';
import type { UserView } from '../protocol/calls-users.ts';
import type { Core } from './core.ts';
import { upTo } from './pages.ts';

/** Users of one step: a millisecond in which nobody else has a turn. */
const PORTION = 50;
/** Users of a list: listing.ts looks at no more, either. */
const MOST_USERS = 50_000;

export async function withSeen(core: Core, users: readonly UserView[]): Promise<UserView[]> {
  const seen = await seenOf(
    core,
    users.map(({ id }) => id),
  );
  return users.map((user) => (seen.has(user.id) ? { ...user, seen: seen.get(user.id) } : user));
}

/** Of all users, for an order by it. */
export async function seenOfAll(core: Core, workspace: string): Promise<Map<string, number>> {
  const users = await upTo(core, 'users', { workspace }, MOST_USERS);
  return seenOf(
    core,
    users.map(({ id }) => id),
  );
}

async function seenOf({ store }: Core, users: readonly string[]): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  for (const [i, id] of users.entries()) {
    const { items } = await store.query('audit', { actor: id, limit: 1 });
    if (items[0]) seen.set(id, items[0].at);
    if ((i + 1) % PORTION === 0) await turn();
  }
  return seen;
}
