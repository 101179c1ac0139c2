/** Verbs of people about sessions, passwords, tokens and live updates; about robots and deployments: calls-fleet.ts. */
import { z } from 'zod';
import { DurationMs, Id, Instant, Name, Role } from './fields.ts';
import { DiskView } from './shapes-disk.ts';
import { Nothing, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;

const User = z.strictObject({ id: Id, name: z.string(), fullName: z.string(), role: Role });

export const callsPeople = {
  'session.signIn': service({
    who: ['anyone'],
    params: { name: z.string().max(100), password: z.string().max(1_000) },
    result: z.strictObject({ user: User }),
    http: 'POST /session',
    says: 'Sign in with name and password; sets the session cookie.',
  }),
  'session.useLink': service({
    who: ['anyone'],
    params: { token: z.string().max(200) },
    result: z.strictObject({ user: User, mustSetPassword: z.boolean() }),
    http: 'POST /session/link',
    says: 'Spend a one-time sign-in link; sets the session cookie.',
  }),
  'session.makeLink': service({
    who: people,
    role: 'viewer',
    params: {},
    result: z.strictObject({ link: z.string(), expires: Instant }),
    http: 'POST /session/links',
    says: 'Make a one-time sign-in link for oneself, for another browser; it works for 24 hours.',
  }),
  'session.signOut': service({
    who: people,
    role: 'viewer',
    params: {},
    result: Nothing,
    http: 'DELETE /session',
    says: 'End this session.',
  }),
  'session.show': service({
    who: people,
    role: 'viewer',
    params: {},
    result: z.strictObject({
      user: User,
      coordinator: z.strictObject({ version: z.string(), now: Instant, started: Instant, disk: DiskView }),
    }),
    http: 'GET /session',
    says: 'Who am I, and where.',
  }),
  'user.setPassword': service({
    who: people,
    role: 'viewer',
    params: { password: z.string().min(10, 'must have at least 10 characters').max(1_000) },
    result: Nothing,
    http: 'PUT /session/password',
    says: 'Choose a new password.',
  }),
  'token.create': service({
    who: people,
    role: 'viewer',
    /** `role`: the most that the token may do; absent = as much as oneself. */
    params: { name: Name, role: Role.optional(), forMs: DurationMs.optional() },
    result: z.strictObject({ token: z.string(), expires: Instant }),
    http: 'POST /tokens',
    says: 'Make an API token with one’s own role or a lesser one; it is shown once.',
  }),

  'live.subscribe': service({
    who: people,
    role: 'viewer',
    /**
     * `jobs`, `robots`, `queues`, `conditions`, `settings`, `users`, `tokens`, `webhooks`, `audit`, `coordinator`, `job:ID`,
     * `run:ID`, `queue:NAME`, `picture:RUN`; replaces the earlier ones.
     */
    params: { topics: z.array(z.string().max(100)).max(50) },
    result: Nothing,
    says: 'On the console’s socket: send `changed`, `lines` and `picture` notices for these topics from now on.',
  }),

  'user.created': write({
    who: system,
    params: {
      name: Name,
      fullName: z.string(),
      role: Role,
      passwordHash: z.string(),
      evidence: z.boolean().optional(),
    },
    result: User,
    says: 'Create a user.',
  }),
  'user.passwordSet': write({
    who: system,
    params: { user: Id, passwordHash: z.string(), keepToken: z.string() },
    result: Nothing,
    says: 'Change a password; every other session of that user ends.',
  }),
  'token.made': write({
    who: system,
    params: {
      hash: z.string(),
      kind: z.enum(['session', 'api', 'link', 'enrol']),
      user: Id,
      name: z.string(),
      pool: z.string(),
      role: Role.optional(),
      expires: Instant,
    },
    result: Nothing,
    says: 'Keep a token’s hash.',
  }),
  'token.spent': write({
    who: system,
    params: { hash: z.string(), kind: z.enum(['link', 'enrol', 'session']) },
    result: z.strictObject({ user: Id }),
    says: 'Spend a one-time token or end a session; a second time is refused.',
  }),
};
