/** Tokens kept as hashes (X2): made for sessions, API, links and enrolment; spent once. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { thePool } from './lookup.ts';
import type { TokenRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** `expires` 0 = never. An enrolment token may be bound to a pool, by id or name. */
export function makeToken(view: View, p: Params<'token.made'>, ctx: Ctx): Result<'token.made'> {
  const { workspace } = ctx.who;
  const user = view.get('user', p.user) ?? refuse('UserNotFound', `there is no user ${p.user}`);
  if (user.disabled) refuse('Forbidden', `the user ${user.name} is disabled`);
  const pool = p.pool === '' ? '' : thePool(view, workspace, p.pool).id;
  const { hash: id, kind, name, expires } = p;
  view.put('token', { id, workspace, kind, subject: p.user, name, pool, epoch: 0, created: ctx.now, expires });
  return {};
}

export function tokenSpent(view: View, p: Params<'token.spent'>, ctx: Ctx): Result<'token.spent'> {
  return { user: spend(view, p.hash, p.kind, ctx).subject };
}

const advice = {
  link: 'this sign-in link was used or is out of date; start the coordinator with --sign-in-link for a new one',
  enrol: 'this enrolment token was used or is out of date; add the robot again for a new one',
  session: 'this session is over; sign in again',
} as const;

/** Takes the token away: a second time, after its date, or for another use it is refused. */
export function spend(view: View, hash: string, kind: 'link' | 'enrol' | 'session', ctx: Ctx): Readonly<TokenRow> {
  const token = view.get('token', hash);
  const good = token?.kind === kind && (token.expires === 0 || token.expires > ctx.now);
  if (!token || !good) return refuse('Unauthenticated', advice[kind]);
  view.drop('token', hash);
  return token;
}
