/** Tokens kept as hashes (X2): made for sessions, API, links and enrolment; spent once. */
import type { TokenView } from '../../protocol/calls-users.ts';
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { type Look, thePool } from './lookup.ts';
import { hasRole, mustHaveRole } from './principal.ts';
import type { TokenRow } from './rows.ts';
import { theUser } from './user.ts';
import type { Ctx, Principal, View } from './view.ts';

/** `expires` 0 = never. An enrolment token may be bound to a pool, by id or name. */
export function makeToken(view: View, p: Params<'token.made'>, ctx: Ctx): Result<'token.made'> {
  const { workspace } = ctx.who;
  const user = view.get('user', p.user) ?? refuse('UserNotFound', say`there is no user ${{ user: p.user }}`);
  if (user.disabled) refuse('Forbidden', say`the user ${{ user: user.name }} is disabled`);
  const pool = p.pool === '' ? '' : thePool(view, workspace, p.pool).id;
  const { hash: id, kind, name, expires, role = '' } = p;
  if (role !== '' && !hasRole(user.role, role))
    refuse(
      'Forbidden',
      say`${{ user: user.name }} is ${{ role: user.role }}: a token of theirs can't be ${{ role2: role }}`,
      { field: 'role' },
    );
  view.put('token', { id, workspace, kind, subject: p.user, name, role, pool, epoch: 0, created: ctx.now, expires });
  showTokens(view);
  return {};
}

/** Characters of a token's hash by which people name it. */
const ID_LENGTH = 12;
/** Sessions and tokens of one user. */
const MAX_TOKENS = 10_000;
/** Kinds that belong to people; invitations of robots are spent, not listed. */
const PERSONAL = ['session', 'api', 'link'] as const;

type Personal = Readonly<TokenRow & { kind: (typeof PERSONAL)[number] }>;

const isPersonal = (token: Readonly<TokenRow>): token is Personal =>
  (PERSONAL as readonly string[]).includes(token.kind);

/** Whose tokens are meant: one's own, or as an administrator another user's. */
export function ownerOf(view: Look, who: Principal, named: string | undefined): string {
  if (who.kind !== 'person') return refuse('Forbidden', 'only people have tokens of this kind');
  const user = named === undefined ? who.user : theUser(view, who.workspace, named).id;
  if (user !== who.user) mustHaveRole(view, who.user, 'admin', 'another user’s tokens');
  return user;
}

/** What is out of date is left out, and what is no person's. */
export const isListed = (token: Readonly<TokenRow>, now: number): boolean =>
  isPersonal(token) && (token.expires === 0 || token.expires > now);

/** Of a token that is a person's. */
export function tokenView(token: Readonly<TokenRow>): TokenView {
  const { id, name, role, created, expires } = token;
  const kind = isPersonal(token)
    ? token.kind
    : refuse('Internal', say`a token of the kind ${{ kind: token.kind }} is nobody's`);
  return { id: id.slice(0, ID_LENGTH), name, kind, created, expires, ...(role === '' ? {} : { role }) };
}

/** Subscribers fetch again: the list of tokens, and that of users, who were seen just now. */
const showTokens = (view: View): void => view.emit({ kind: 'changed', topics: ['tokens', 'users'] });

/** Void at once: whoever uses it is not known any more. */
export function deleteToken(view: View, p: Params<'token.delete'>, ctx: Ctx): Result<'token.delete'> {
  const user = ownerOf(view, ctx.who, p.user);
  const found = view
    .pick('tokensOf', { subject: user }, MAX_TOKENS)
    .find((token) => isPersonal(token) && token.id.startsWith(p.tokenId));
  if (!found)
    return refuse('TokenNotFound', say`there is no token ${{ tokenId: p.tokenId }}; list them anew`, {
      field: 'tokenId',
    });
  view.drop('token', found.id);
  showTokens(view);
  view.emit({ kind: 'rights', user });
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
  showTokens(view);
  return token;
}
