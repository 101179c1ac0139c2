/** The services that make secrets for people: passwords, sign-in links, API tokens, users (X1–X3). */
import { refuse } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import type { Auth } from './auth.ts';
import { hashPassword } from './auth.ts';
import { behalfOf, personAsking } from './behalf.ts';
import type { Core } from './core.ts';
import { hasRole } from './domain/principal.ts';
import { theUser, userView } from './domain/user.ts';
import type { Behalf } from './domain/view.ts';
import { hashOf } from './ids.ts';
import { type Place, signInLink } from './place.ts';
import type { Asker, Services } from './router.ts';

type UserVerb = 'user.setPassword' | 'user.create' | 'user.link' | 'token.create' | 'session.makeLink';

export function userServices(core: Core, auth: Auth, place: Place): Pick<Services, UserVerb> {
  return {
    'user.setPassword': async ({ password }, asker) => {
      await asOneself(auth, asker, 'a new password');
      const token = asker.cookies?.token;
      const passwordHash = await hashPassword(password);
      const keepToken = token === undefined ? '' : hashOf(token);
      const behalf = behalfOf(asker, 'user.setPassword', `user ${personAsking(asker).name}`);
      return core.system('user.passwordSet', { user: personAsking(asker).user, passwordHash, keepToken }, behalf);
    },
    'session.makeLink': async (_, asker) => {
      await asOneself(auth, asker, 'a sign-in link');
      const { user, name } = personAsking(asker);
      return linkFor(auth, place, user, behalfOf(asker, 'session.makeLink', `user ${name}`));
    },
    'user.create': async ({ name, fullName = '', role, evidence }, asker) => {
      const behalf = behalfOf(asker, 'user.create', `user ${name}`);
      const made = await core.system('user.created', { name, fullName, role, passwordHash: '', evidence }, behalf);
      const user = userView(await auth.user(made.id));
      return { user, ...(await linkFor(auth, place, user.id, behalf)) };
    },
    'user.link': async ({ user }, asker) => {
      const { id, name } = await core.store.read((view) => theUser(view, personAsking(asker).workspace, user));
      return linkFor(auth, place, id, behalfOf(asker, 'user.link', `user ${name}`));
    },
    'token.create': async ({ name, forMs, role: wanted }, asker) => {
      const role = wanted ?? personAsking(asker).role;
      const behalf = behalfOf(asker, 'token.create', `token ${name}`);
      if (!hasRole(personAsking(asker).role, role))
        refuse(
          'Forbidden',
          say`you are ${{ role: personAsking(asker).role }} here: a token can't be ${{ role2: role }}`,
          { field: 'role' },
        );
      return auth.make('api', personAsking(asker).user, { name, forMs, role, behalf });
    },
  };
}

export async function linkFor(auth: Auth, place: Place, user: string, behalf: Behalf) {
  const { token, expires } = await auth.make('link', user, { behalf });
  return { link: signInLink(place.url(), token), expires };
}

/** What would give more than a token for less is allowed: only somebody who may all that the user may. */
export async function asOneself(auth: Auth, asker: Asker, what: string): Promise<void> {
  const { user, role } = personAsking(asker);
  if ((await auth.user(user)).role !== role)
    refuse('Forbidden', say`${{ what }} is nothing for a token that is ${{ role }} only; sign in as yourself`);
}
