/** Users (X1–X3): made by the coordinator's services, which hash passwords outside the transaction; changed, locked out, deleted. */
import type { UserView } from '../../protocol/calls-users.ts';
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { Look } from './lookup.ts';
import { notFound } from './not-found.ts';
import type { UserRow } from './rows.ts';
import { claimName, findByName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Sessions and tokens of one user. */
const MAX_TOKENS = 10_000;
/** Users of one installation that the search for another administrator looks at. */
const MAX_USERS = 10_000;

export function createUser(view: View, p: Params<'user.created'>, ctx: Ctx): Result<'user.created'> {
  const { workspace } = ctx.who;
  const { name, fullName, role, passwordHash } = p;
  const id = `u_${ctx.newId()}`;
  claimName(view, 'user', workspace, name, id);
  const row = { id, workspace, name, nameKey: nameKey(name), fullName, role, passwordHash, disabled: 0 } as const;
  view.put('user', { ...row, evidence: p.evidence === false ? 0 : 1, created: ctx.now });
  showUsers(view);
  return { id, name, fullName, role };
}

/** By name or id. */
export function theUser(view: Look, workspace: string, name: string): Readonly<UserRow> {
  const row = view.get('user', findByName(view, 'user', workspace, name) ?? name);
  return row?.workspace === workspace ? row : notFound(view, 'user', workspace, name);
}

export function userView(row: Readonly<UserRow>): UserView {
  const { id, name, fullName, role, created } = row;
  const rights = { evidence: row.evidence === 1, disabled: row.disabled === 1 };
  return { id, name, fullName, role, ...rights, password: row.passwordHash !== '', created };
}

export function updateUser(view: View, p: Params<'user.update'>, ctx: Ctx): Result<'user.update'> {
  const kept = theUser(view, ctx.who.workspace, p.user);
  const { fullName = kept.fullName, role = kept.role, evidence = kept.evidence === 1 } = p;
  const disabled = p.disabled ?? kept.disabled === 1;
  const row: UserRow = { ...kept, fullName, role, evidence: evidence ? 1 : 0, disabled: disabled ? 1 : 0 };
  if (row.disabled || row.role !== 'admin') mustLeaveAnAdministrator(view, kept);
  view.put('user', row);
  showUsers(view);
  view.emit({ kind: 'rights', user: row.id });
  return userView(row);
}

export function deleteUser(view: View, p: Params<'user.delete'>, ctx: Ctx): Result<'user.delete'> {
  const row = theUser(view, ctx.who.workspace, p.user);
  mustLeaveAnAdministrator(view, row);
  for (const token of view.pick('tokensOf', { subject: row.id }, MAX_TOKENS)) view.drop('token', token.id);
  freeName(view, 'user', row.workspace, row.name);
  view.drop('user', row.id);
  showUsers(view);
  view.emit({ kind: 'rights', user: row.id });
  return {};
}

/** Subscribers fetch again: the lists of users, and of tokens, which end with their users. */
const showUsers = (view: View): void => view.emit({ kind: 'changed', topics: ['users', 'tokens'] });

/** Without an administrator nobody could make one. */
function mustLeaveAnAdministrator(view: View, but: Readonly<UserRow>): void {
  if (but.role !== 'admin' || but.disabled) return;
  const users = view.pick('users', { workspace: but.workspace }, MAX_USERS);
  if (users.some((user) => user.id !== but.id && user.role === 'admin' && !user.disabled)) return;
  refuse('InUse', say`${{ name: but.name }} is the only administrator; make another one first`, { field: 'user' });
}

/** Every other session of that user ends, and so do sign-in links; API tokens stay. */
export function setPassword(view: View, p: Params<'user.passwordSet'>): Result<'user.passwordSet'> {
  const user = view.get('user', p.user) ?? refuse('UserNotFound', say`there is no user ${{ user: p.user }}`);
  view.put('user', { ...user, passwordHash: p.passwordHash });
  showUsers(view);
  for (const token of view.pick('tokensOf', { subject: user.id }, MAX_TOKENS))
    if ((token.kind === 'session' || token.kind === 'link') && token.id !== p.keepToken) view.drop('token', token.id);
  return {};
}
