/** Who is signed in; keeps the live socket and the clock in step with it. */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';
import type { Result } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Role } from '../../protocol/fields.ts';
import { call } from '../api/call.ts';
import { live, queryClient } from '../api/queries.ts';
import { draftsBelongTo, setCoordinatorClock } from '../environment.ts';

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
        draftsBelongTo(session.user.id);
        ended = false;
        return session;
      } catch (error) {
        if (error instanceof GantryError && error.code === 'Unauthenticated') {
          noticeEnd(error);
          return null;
        }
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
  queryClient.setQueryData(KEY, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  await queryClient.invalidateQueries({ queryKey: KEY });
}

let ended = false;
/** Did the last session end without a sign-out? Then somebody may be in the middle of their work. */
export const hasEnded = (): boolean => ended;

// A session that ended elsewhere shows itself by the first refusal, of a read or of a write: back to the sign-in page; the
// address stays, and so do the drafts of forms.
queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type === 'updated' && query.queryKey[0] !== KEY[0]) noticeEnd(query.state.error);
});
queryClient.getMutationCache().subscribe(({ type, mutation }) => {
  if (type === 'updated') noticeEnd(mutation.state.error);
});

// A page that only shows reads nothing by itself: when its socket is gone it asks whether the session is, too.
live.onState(() => {
  if (live.state === 'lost') void queryClient.invalidateQueries({ queryKey: KEY });
});

function noticeEnd(error: Error | null): void {
  if (!(error instanceof GantryError) || error.code !== 'Unauthenticated' || !queryClient.getQueryData(KEY)) return;
  ended = true;
  queryClient.setQueryData(KEY, null);
}
