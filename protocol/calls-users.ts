/** Verbs about users and their API tokens (X2, X3): who may what, and how one comes in for the first time. */
import { z } from 'zod';
import { Id, Instant, Name, Role } from './fields.ts';
import { flag, listing, listOf } from './listing.ts';
import { many } from './shapes-bulk.ts';
import { Nothing, read, service, write } from './verb.ts';

const people = ['person'] as const;

export const UserView = z.strictObject({
  id: Id,
  name: z.string(),
  fullName: z.string(),
  role: Role,
  /** May see videos, screenshots, files and logs of runs: a right of its own (X3). */
  evidence: z.boolean(),
  disabled: z.boolean(),
  /** Has a password; without one only a sign-in link leads in. */
  password: z.boolean(),
  created: Instant,
  /** When they last signed in or out, changed something or tried to, as far as the audit goes back. */
  seen: Instant.optional(),
});
export type UserView = z.output<typeof UserView>;

const TokenKind = z.enum(['session', 'api', 'link']);
export const TokenView = z.strictObject({
  /** The beginning of its hash: enough to name it, nothing to sign in with. */
  id: z.string(),
  name: z.string(),
  kind: TokenKind,
  /** The most that it may do; a user with less may less. */
  role: Role.optional(),
  created: Instant,
  expires: Instant,
});
export type TokenView = z.output<typeof TokenView>;

const FullName = z.string().trim().max(200);
const NewUser = { name: Name, fullName: FullName.optional(), role: Role, evidence: z.boolean().optional() };
const Link = { link: z.string(), expires: Instant };

export const callsUsers = {
  'user.list': read({
    who: people,
    role: 'admin',
    params: {
      /** `text`: part of the name or the full name. `role`: the least rights first. */
      ...listing(['name', 'created', 'role', 'seen']),
      role: many(Role, 4).optional(),
      disabled: flag.optional(),
    },
    result: listOf(UserView),
    http: 'GET /users',
    says: 'Users with role and rights.',
  }),
  'user.show': read({
    who: people,
    role: 'admin',
    params: { user: Name },
    result: UserView,
    http: 'GET /users/:user',
    says: 'One user.',
  }),
  'user.create': service({
    who: people,
    role: 'admin',
    params: NewUser,
    result: z.strictObject({ user: UserView, ...Link }),
    http: 'POST /users',
    says: 'Create a user; the answer has a one-time sign-in link for them, good for 24 hours.',
  }),
  'user.link': service({
    who: people,
    role: 'admin',
    params: { user: Name },
    result: z.strictObject(Link),
    http: 'POST /users/:user/links',
    says: 'A new one-time sign-in link for a user who lost the password.',
  }),
  'user.update': write({
    who: people,
    role: 'admin',
    params: {
      user: Name,
      fullName: FullName.optional(),
      role: Role.optional(),
      evidence: z.boolean().optional(),
      disabled: z.boolean().optional(),
    },
    result: UserView,
    http: 'PATCH /users/:user',
    says: 'Change a user’s role or rights, or lock the user out; it counts at once, in open sessions too.',
  }),
  'user.delete': write({
    who: people,
    role: 'admin',
    params: { user: Name },
    result: Nothing,
    http: 'DELETE /users/:user',
    says: 'Delete a user with all sessions and tokens; what they did keeps their name.',
  }),
  'token.list': read({
    who: people,
    params: {
      ...listing(['name', 'created', 'expires']),
      /** Another’s only for administrators. */
      user: Name.optional(),
      kind: many(TokenKind, 3).optional(),
    },
    result: listOf(TokenView),
    http: 'GET /tokens',
    says: 'One’s own sessions, links and API tokens; of another user for administrators.',
  }),
  'token.delete': write({
    who: people,
    role: 'viewer',
    params: {
      tokenId: z.string().regex(/^[0-9a-f]{12}$/, 'must be an id as the list of tokens gives it'),
      user: Name.optional(),
    },
    result: Nothing,
    http: 'DELETE /tokens/:tokenId',
    says: 'Make a token, link or session void at once.',
  }),
};
