/** The services of people who sign in and of machines that want to join: sessions, invitations, enrolment (X1, X2). */
import type { Author } from '../protocol/fields.ts';
import type { Auth } from './auth.ts';
import { publicKeyOf } from './auth.ts';
import { behalfOf, personAsking } from './behalf.ts';
import type { Core } from './core.ts';
import { thePool } from './domain/lookup.ts';
import type { UserRow } from './domain/rows.ts';
import type { Behalf } from './domain/view.ts';
import { hashOf } from './ids.ts';
import type { Place } from './place.ts';
import type { Asker, Services } from './router.ts';

export function peopleServices(core: Core, auth: Auth, place: Place): PeopleServices {
  return { ...sessionServices(core, auth, place), ...joiningServices(core, auth, place) };
}

/** The services of other files have verbs of their own. */
type PeopleServices = Pick<Services, SessionVerb | JoiningVerb>;
type JoiningVerb = 'robot.invite' | 'agent.enrol';
type Some<V extends keyof Services> = Pick<Services, V>;
type SessionVerb = 'session.signIn' | 'session.useLink' | 'session.signOut' | 'session.show';

function sessionServices(core: Core, auth: Auth, place: Place): Some<SessionVerb> {
  const open = async (user: UserRow, asker: Asker, verb: string) => {
    const { token } = await auth.make('session', user.id, { behalf: signedIn(user, asker, verb) });
    asker.cookies?.set(token);
    core.log.info({ user: user.name, from: asker.from }, 'signed in');
    return { user: userShort(user) };
  };
  return {
    'session.signIn': async ({ name, password }, asker) =>
      open(await auth.signIn(name, password), asker, 'session.signIn'),
    'session.useLink': async ({ token }, asker) => {
      const user = await auth.useLink(token);
      return { ...(await open(user, asker, 'session.useLink')), mustSetPassword: user.passwordHash === '' };
    },
    'session.signOut': async (_, asker) => {
      const token = asker.cookies?.token;
      asker.cookies?.clear();
      const behalf = behalfOf(asker, 'session.signOut', `user ${personAsking(asker).name}`);
      if (token !== undefined) await core.system('token.spent', { hash: hashOf(token), kind: 'session' }, behalf);
      return {};
    },
    'session.show': async (_, asker) => {
      const user = userShort(await auth.user(personAsking(asker).user));
      const { version, started } = place;
      return { user, coordinator: { version, now: core.clock.now(), started, disk: core.disk.view } };
    },
  };
}

function joiningServices(core: Core, auth: Auth, place: Place): Some<JoiningVerb> {
  return {
    'robot.invite': async ({ name = '', pool }, asker) => {
      const { user, workspace } = personAsking(asker);
      const behalf = behalfOf(asker, 'robot.invite', name ? `robot ${name}` : 'robot');
      const poolId = pool === undefined ? '' : await core.store.read((view) => thePool(view, workspace, pool).id);
      const { token, expires } = await auth.make('enrol', user, { name, pool: poolId, behalf });
      const command = `gantry agent enroll --url ${place.url()} --token ${token} && gantry agent start`;
      return { token, expires, command };
    },
    'agent.enrol': async ({ token, name, publicKey, facts }, asker) => {
      publicKeyOf(publicKey);
      const by: Author = { kind: 'robot', id: '', name, machine: facts.machine, account: facts.account };
      const behalf = { by, from: asker.from, verb: 'agent.enrol', target: `robot ${name}` };
      const enrolment = { tokenHash: hashOf(token), name, publicKey, facts };
      const robot = await core.system('robot.enrolled', enrolment, behalf);
      core.log.info({ ...robot, from: asker.from }, 'robot enrolled');
      return robot;
    },
  };
}

const signedIn = (user: Readonly<UserRow>, { from }: Asker, verb: string): Behalf => ({
  ...{ by: { kind: 'user', id: user.id, name: user.fullName || user.name }, from, verb },
  target: `user ${user.name}`,
});

const userShort = ({ id, name, fullName, role }: UserRow) => ({ id, name, fullName, role });
