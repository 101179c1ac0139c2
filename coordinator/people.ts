/** The services of people and of machines that want to join: sign-in, passwords, API tokens, invitations, enrolment (X1, X2). */
import { refuse } from '../protocol/errors.ts';
import type { Auth, Person } from './auth.ts';
import { hashPassword, publicKeyOf } from './auth.ts';
import type { Core } from './core.ts';
import type { UserRow } from './domain/rows.ts';
import { findByName } from './domain/unique-name.ts';
import { hashOf } from './ids.ts';
import type { Asker, Services } from './router.ts';

export interface Place {
  /** Address under which agents and people reach this coordinator. */
  url(): string;
  version: string;
  started: number;
}

export function peopleServices(core: Core, auth: Auth, place: Place): Services {
  const open = async (user: UserRow, asker: Asker) => {
    const { token } = await auth.make('session', user.id);
    asker.cookies?.set(token);
    core.log.info({ user: user.name, from: asker.from }, 'signed in');
    return { user: userView(user) };
  };
  return {
    'session.signIn': async ({ name, password }, asker) => open(await auth.signIn(name, password), asker),
    'session.useLink': async ({ token }, asker) => {
      const user = await auth.useLink(token);
      return { ...(await open(user, asker)), mustSetPassword: user.passwordHash === '' };
    },
    'session.makeLink': async (_, asker) => {
      const { token, expires } = await auth.make('link', personAsking(asker).user);
      return { link: signInLink(place.url(), token), expires };
    },
    'session.signOut': async (_, asker) => {
      const token = asker.cookies?.token;
      asker.cookies?.clear();
      if (token !== undefined) await core.system('token.spent', { hash: hashOf(token), kind: 'session' });
      return {};
    },
    'session.show': async (_, asker) => {
      const user = userView(await auth.user(personAsking(asker).user));
      return { user, coordinator: { version: place.version, now: core.clock.now(), started: place.started } };
    },
    'user.setPassword': async ({ password }, asker) => {
      const token = asker.cookies?.token;
      const passwordHash = await hashPassword(password);
      const keepToken = token === undefined ? '' : hashOf(token);
      return core.system('user.passwordSet', { user: personAsking(asker).user, passwordHash, keepToken });
    },
    'token.create': async ({ name, forMs }, asker) => auth.make('api', personAsking(asker).user, { name, forMs }),
    'robot.invite': async ({ name = '', pool }, asker) => {
      const { user, workspace } = personAsking(asker);
      const poolId = pool === undefined ? '' : await core.store.read((v) => findByName(v, 'pool', workspace, pool));
      if (poolId === undefined)
        return refuse('PoolNotFound', `there is no pool "${pool}"; create it first`, { field: 'pool' });
      const { token, expires } = await auth.make('enrol', user, { name, pool: poolId });
      const command = `gantry agent enroll --url ${place.url()} --token ${token} && gantry agent start`;
      return { token, expires, command };
    },
    'agent.enrol': async ({ token, name, publicKey, facts }, asker) => {
      publicKeyOf(publicKey);
      const robot = await core.system('robot.enrolled', { tokenHash: hashOf(token), name, publicKey, facts });
      core.log.info({ ...robot, from: asker.from }, 'robot enrolled');
      return robot;
    },
  };
}

/** The token stands behind `#`: it reaches no server log, and the page takes it out of the address (X5). */
export const signInLink = (url: string, token: string): string => `${url}/#/welcome?token=${token}`;

function personAsking({ who }: Asker): Person {
  return who.kind === 'person' ? who : refuse('Unauthenticated', 'sign in first');
}

const userView = ({ id, name, fullName, role }: UserRow) => ({ id, name, fullName, role });
