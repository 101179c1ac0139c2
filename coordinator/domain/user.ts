/** Users (X1, X2): created by the coordinator's services, which hash passwords outside the transaction. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { claimName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** Sessions of one user that a new password ends. */
const MAX_SESSIONS = 10_000;

export function createUser(view: View, p: Params<'user.created'>, ctx: Ctx): Result<'user.created'> {
  const { workspace } = ctx.who;
  const { name, fullName, role, passwordHash } = p;
  const id = `u_${ctx.newId()}`;
  claimName(view, 'user', workspace, name, id);
  const row = { id, workspace, name, nameKey: nameKey(name), fullName, role, passwordHash, disabled: 0 } as const;
  view.put('user', { ...row, created: ctx.now });
  return { id, name, fullName, role };
}

/** Every other session of that user ends, and so do sign-in links; API tokens stay. */
export function setPassword(view: View, p: Params<'user.passwordSet'>): Result<'user.passwordSet'> {
  const user = view.get('user', p.user) ?? refuse('UserNotFound', `there is no user ${p.user}`);
  view.put('user', { ...user, passwordHash: p.passwordHash });
  for (const token of view.pick('tokensOf', { subject: user.id }, MAX_SESSIONS))
    if ((token.kind === 'session' || token.kind === 'link') && token.id !== p.keepToken) view.drop('token', token.id);
  return {};
}
