/** The services of people and of machines that want to join: sign-in, passwords, API tokens, invitations, enrolment (X1, X2). */
import { refuse } from '../protocol/errors.ts';
import type { Author } from '../protocol/fields.ts';
import type { Auth, Person } from './auth.ts';
import { hashPassword, publicKeyOf } from './auth.ts';
import type { Core } from './core.ts';
import { hasRole } from './domain/principal.ts';
import type { UserRow } from './domain/rows.ts';
import { findByName } from './domain/unique-name.ts';
import { theUser, userView } from './domain/user.ts';
import type { Behalf } from './domain/view.ts';
import { hashOf } from './ids.ts';
import type { Asker, Services } from './router.ts';

export interface Place {
  /** Address under which agents and people reach this coordinator. */
  url(): string;
  version: string;
  started: number;
}

export function peopleServices(core: Core, auth: Auth, place: Place): PeopleServices {
  return { ...sessionServices(core, auth, place), ...accessServices(core, auth, place) };
}

/** The services of other files have verbs of their own. */
type PeopleServices = Pick<Services, SessionVerb | AccessVerb>;
type AccessVerb = 'user.setPassword' | 'user.create' | 'user.link' | 'token.create' | 'robot.invite' | 'agent.enrol';
type Some<V extends keyof Services> = Pick<Services, V>;
type SessionVerb = 'session.signIn' | 'session.useLink' | 'session.makeLink' | 'session.signOut' | 'session.show';

function sessionServices(core: Core, auth: Auth, place: Place): Some<SessionVerb> {
  const open = async (user: UserRow, asker: Asker, verb: string) => {
    const { token } = await auth.make('session', user.id, { behalf: behalfOf(user, asker, verb) });
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
    'session.makeLink': async (_, asker) => {
      await asOneself(auth, asker, 'a sign-in link');
      return linkFor(auth, place, personAsking(asker).user, personsBehalf(asker, 'session.makeLink'));
    },
    'session.signOut': async (_, asker) => {
      const token = asker.cookies?.token;
      asker.cookies?.clear();
      const behalf = personsBehalf(asker, 'session.signOut');
      if (token !== undefined) await core.system('token.spent', { hash: hashOf(token), kind: 'session' }, behalf);
      return {};
    },
    'session.show': async (_, asker) => {
      const user = userShort(await auth.user(personAsking(asker).user));
      return { user, coordinator: { version: place.version, now: core.clock.now(), started: place.started } };
    },
  };
}

function accessServices(core: Core, auth: Auth, place: Place): Some<AccessVerb> {
  return {
    'user.setPassword': async ({ password }, asker) => {
      await asOneself(auth, asker, 'a new password');
      const token = asker.cookies?.token;
      const passwordHash = await hashPassword(password);
      const keepToken = token === undefined ? '' : hashOf(token);
      const behalf = personsBehalf(asker, 'user.setPassword');
      return core.system('user.passwordSet', { user: personAsking(asker).user, passwordHash, keepToken }, behalf);
    },
    'user.create': async ({ name, fullName = '', role, evidence }, asker) => {
      const behalf = { ...personsBehalf(asker, 'user.create'), target: `user ${name}` };
      const made = await core.system('user.created', { name, fullName, role, passwordHash: '', evidence }, behalf);
      const user = userView(await auth.user(made.id));
      return { user, ...(await linkFor(auth, place, user.id, behalf)) };
    },
    'user.link': async ({ user }, asker) => {
      const { id, name } = await core.store.read((view) => theUser(view, personAsking(asker).workspace, user));
      return linkFor(auth, place, id, { ...personsBehalf(asker, 'user.link'), target: `user ${name}` });
    },
    'token.create': async ({ name, forMs, role: wanted }, asker) => {
      const role = wanted ?? personAsking(asker).role;
      const behalf = { ...personsBehalf(asker, 'token.create'), target: `token ${name}` };
      if (!hasRole(personAsking(asker).role, role))
        refuse('Forbidden', `you are ${personAsking(asker).role} here: a token can't be ${role}`, { field: 'role' });
      return auth.make('api', personAsking(asker).user, { name, forMs, role, behalf });
    },
    'robot.invite': async ({ name = '', pool }, asker) => {
      const { user, workspace } = personAsking(asker);
      const behalf = { ...personsBehalf(asker, 'robot.invite'), target: name ? `robot ${name}` : 'robot' };
      const poolId = pool === undefined ? '' : await core.store.read((v) => findByName(v, 'pool', workspace, pool));
      if (poolId === undefined)
        return refuse('PoolNotFound', `there is no pool "${pool}"; create it first`, { field: 'pool' });
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

async function linkFor(auth: Auth, place: Place, user: string, behalf: Behalf) {
  const { token, expires } = await auth.make('link', user, { behalf });
  return { link: signInLink(place.url(), token), expires };
}

/** What would give more than a token for less is allowed: only somebody who may all that the user may. */
async function asOneself(auth: Auth, asker: Asker, what: string): Promise<void> {
  const { user, role } = personAsking(asker);
  if ((await auth.user(user)).role !== role)
    refuse('Forbidden', `${what} is nothing for a token that is ${role} only; sign in as yourself`);
}

/** The token stands behind `#`: it reaches no server log, and the page takes it out of the address (X5). */
export const signInLink = (url: string, token: string): string => `${url}/#/welcome?token=${token}`;

const behalfOf = (user: Readonly<UserRow>, { from }: Asker, verb: string): Behalf => ({
  ...{ by: { kind: 'user', id: user.id, name: user.fullName || user.name }, from, verb },
  target: `user ${user.name}`,
});

/** What the audit says of a person whose wish the coordinator carries out itself (X11). */
function personsBehalf(asker: Asker, verb: string): Behalf {
  const { user, name } = personAsking(asker);
  return { by: { kind: 'user', id: user, name }, from: asker.from, verb, target: `user ${name}` };
}

function personAsking({ who }: Asker): Person {
  return who.kind === 'person' ? who : refuse('Unauthenticated', 'sign in first');
}

const userShort = ({ id, name, fullName, role }: UserRow) => ({ id, name, fullName, role });
