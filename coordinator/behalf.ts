/** For whom a service acts: the person who asked, as the audit tells it (X11). */
import { refuse } from '../protocol/errors.ts';
import type { Person } from './auth.ts';
import type { Behalf } from './domain/view.ts';
import type { Asker } from './router.ts';

/** A request of a person who is known already. */
export interface PersonAsking {
  who: Person;
  from: string;
}

export function personAsking({ who }: Pick<Asker, 'who'>): Person {
  return who.kind === 'person' ? who : refuse('Unauthenticated', 'sign in first');
}

/** `verb`: what the person asked for; `target`: what it is about, in words. */
export function behalfOf(asker: Pick<Asker, 'who' | 'from'>, verb: string, target: string): Behalf {
  const { user, name } = personAsking(asker);
  return { by: { kind: 'user', id: user, name }, from: asker.from, verb, target };
}
