/** X3: every write verb × every role × every kind of sender, generated from the contract. */
import * as assert from 'uvu/assert';
import { hasRole, may } from '../../coordinator/domain/principal.ts';
import { rules } from '../../coordinator/domain/rules.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { contract, verbNames, type WriteVerb } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { Role } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';
import { WORKSPACE } from './support/world.ts';

const t = suite('permissions');
const writes = verbNames.filter((verb): verb is WriteVerb => contract[verb].kind === 'write');
const machines: Principal[] = [
  { kind: 'script', run: 'r_1', epoch: 3, workspace: WORKSPACE },
  { kind: 'supervisor', run: 'r_1', epoch: 3, workspace: WORKSPACE },
  { kind: 'agent', robot: 'b_1', session: 's_1', workspace: WORKSPACE },
  { kind: 'anyone', workspace: WORKSPACE },
  { kind: 'system', workspace: WORKSPACE },
];

/** The code of the refusal, or `yes`. */
function verdict(work: () => void): string {
  try {
    work();
    return 'yes';
  } catch (error) {
    if (error instanceof GantryError) return error.code;
    throw error;
  }
}

t('every write verb has a rule', () => {
  assert.equal(Object.keys(rules).sort(), [...writes].sort());
});

for (const verb of writes) {
  const senders: readonly string[] = contract[verb].who;
  t(`X3: ${verb} is for ${senders.join(', ')} only, people from ${contract[verb].role}`, () => {
    const f = fleet();
    for (const who of machines) {
      const wanted = senders.includes(who.kind) ? 'yes' : 'Forbidden';
      assert.is(
        verdict(() => may(f.world.view, verb, who)),
        wanted,
        who.kind,
      );
    }
    for (const role of Role.options) {
      const wanted = senders.includes('person') && hasRole(role, contract[verb].role) ? 'yes' : 'Forbidden';
      assert.is(
        verdict(() => may(f.world.view, verb, f.person(role))),
        wanted,
        role,
      );
    }
  });
}

t('X3: each role has the rights of those before it', () => {
  assert.ok(hasRole('admin', 'viewer'));
  assert.ok(hasRole('developer', 'operator'));
  assert.not(hasRole('operator', 'developer'));
  assert.not(hasRole('viewer', 'operator'));
});

t('X3: the role counts that stands in the row now, not the one of the sign-in', () => {
  const f = fleet();
  const who = f.person('admin');
  f.world.patch('user', who.kind === 'person' ? who.user : '', { role: 'viewer' });
  f.refused('Forbidden', 'pool.create', { name: 'late' }, who);
});

t('X3: a disabled or deleted user may nothing', () => {
  const f = fleet();
  const who = f.person('admin');
  const id = who.kind === 'person' ? who.user : '';
  f.world.patch('user', id, { disabled: 1 });
  f.refused('Unauthenticated', 'pool.create', { name: 'late' }, who);
  f.world.view.drop('user', id);
  f.refused('Unauthenticated', 'pool.create', { name: 'late' }, who);
});

t.run();
