/** Who is signed in; keeps the live socket and the clock in step with it. */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';
import type { Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Role } from '../../protocol/fields.ts';
import { call } from '../api/call.ts';
import { live, queryClient } from '../api/queries.ts';
import { setCoordinatorClock } from '../environment.ts';

export type Session = Result<'session.show'>;

const KEY = ['session.show'];
export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of whoever looks at this page; only inside the signed-in part. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of the signed-in part');
  return session;
}

const ranks: readonly Role[] = ['viewer', 'operator', 'developer', 'admin'];
const atLeast = (has: Role, wanted: Role): boolean => ranks.indexOf(has) >= ranks.indexOf(wanted);

/** Has the user at least this role? Greys out what the coordinator would refuse anyway. */
export function useMay(role: Role): boolean {
  return atLeast(useSession().user.role, role);
}

/** The same as a question for many; no role = everybody may. */
export function useMayRead(): (role: Role | undefined) => boolean {
  const { role: has } = useSession().user;
  return (wanted) => wanted === undefined || atLeast(has, wanted);
}

/** `null` = nobody is signed in. */
export function useSessionQuery() {
  const query = useQuery<Session | null, Error>({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      try {
        const session = await call('session.show', {}, signal);
        setCoordinatorClock(session.coordinator.now);
        return session;
      } catch (error) {
        if (error instanceof GantryError && error.code === 'Unauthenticated') return null;
        throw error;
      }
    },
  });
  const signedIn = Boolean(query.data);
  useEffect(() => {
    if (!signedIn) return;
    live.start();
    return () => live.stop();
  }, [signedIn]);
  return query;
}

/** After signing in or out: ask again who we are, forget what the other user saw. */
export async function sessionChanged(): Promise<void> {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  await queryClient.invalidateQueries({ queryKey: KEY });
}

// A session that ended elsewhere shows itself by the first refusal: back to the sign-in page, the address stays.
queryClient.getQueryCache().subscribe(({ type, query }) => {
  const { error } = query.state;
  if (type !== 'updated' || query.queryKey[0] === KEY[0]) return;
  if (error instanceof GantryError && error.code === 'Unauthenticated') queryClient.setQueryData(KEY, null);
});
