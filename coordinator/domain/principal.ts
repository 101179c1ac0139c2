/** Who may send a write verb (X2, X3): checked inside the transaction that applies it, against the user's row as it is. */
import { contract, type WriteVerb } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { Role } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { Look } from './lookup.ts';
import type { UserRow } from './rows.ts';
import type { Principal } from './view.ts';

/** Each role has the rights of those before it. */
const ranks: readonly Role[] = Role.options;

export const hasRole = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);

/** Refuses `Forbidden` (wrong kind of sender, role too low) or `Unauthenticated` (the user is gone or disabled). */
export function may(view: Look, verb: WriteVerb, who: Principal): void {
  const row = contract[verb];
  const senders: readonly string[] = row.who;
  if (!senders.includes(who.kind))
    refuse('Forbidden', say`${{ verb }} is not for ${{ kind: who.kind === 'person' ? 'people' : who.kind }}`);
  if (who.kind !== 'person') return;
  mustHaveRole(view, who.user, row.role, verb);
  if (!hasRole(who.role, row.role))
    refuse(
      'Forbidden',
      say`${{ verb }} needs the role ${{ role: row.role }}; this token is for ${{ role2: who.role }}`,
    );
}

/** The user's row, if the user may do what asks for at least the role `least`. */
export function mustHaveRole(view: Look, user: string, least: Role, what: string): Readonly<UserRow> {
  const row = view.get('user', user);
  if (!row) return refuse('Unauthenticated', 'this user no longer exists; sign in as another one');
  if (row.disabled)
    return refuse('Unauthenticated', say`the user ${{ name: row.name }} is disabled; ask an administrator`);
  if (hasRole(row.role, least)) return row;
  return refuse(
    'Forbidden',
    say`${{ what }} needs the role ${{ least }}; ${{ name: row.name }} is ${{ role: row.role }}. An administrator can change that`,
  );
}

/** Videos, screenshots, files and logs are a right of their own (X3). */
export function mayHaveEvidence(who: Extract<Principal, { kind: 'person' }>): void {
  if (!who.evidence)
    refuse(
      'Forbidden',
      say`${{ who: who.name }} may not see videos, screenshots and logs of runs; an administrator can change that`,
    );
}
