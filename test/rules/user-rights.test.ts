/** X2, X3: users change, are locked out and go; tokens may less than their user; nobody gets more than they have. */
import * as assert from 'uvu/assert';
import { isListed, ownerOf, tokenView } from '../../coordinator/domain/token.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { suite } from '../support/suite.ts';
import { fleet } from './support/fleet.ts';

const t = suite('rules: users and their rights');
const idOf = (who: Principal) => (who.kind === 'person' ? who.user : '');

t('X3: an administrator changes role, evidence and name; what is not said stays', () => {
  const f = fleet();
  const vera = f.person('viewer', 'vera');
  const view = f.do('user.update', { user: 'vera', role: 'developer', evidence: false }, f.person());
  assert.equal([view.role, view.evidence, view.fullName, view.disabled], ['developer', false, 'Full vera', false]);
  assert.equal(
    f.effects('rights').map((e) => e.user),
    [idOf(vera)],
  );
  f.refused('UserNotFound', 'user.update', { user: 'nobody' }, f.person());
});

t('X3: the only administrator can’t be demoted, disabled or deleted; one of two can', () => {
  const f = fleet();
  const admin = f.person('admin', 'root');
  for (const change of [{ role: 'viewer' }, { disabled: true }] as const)
    f.refused('InUse', 'user.update', { user: 'root', ...change }, admin);
  f.refused('InUse', 'user.delete', { user: 'root' }, admin);
  const second = f.person('admin', 'second');
  f.do('user.update', { user: 'root', disabled: true }, second);
  f.refused('InUse', 'user.delete', { user: 'second' }, second); // a disabled one is none
});

t('X2: deleting a user voids every session and token, and frees the name', () => {
  const f = fleet();
  const id = idOf(f.person('viewer', 'vera'));
  for (const [hash, kind] of [
    ['a', 'session'],
    ['b', 'api'],
    ['c', 'link'],
  ] as const)
    f.do('token.made', { hash, kind, user: id, name: '', pool: '', expires: 0 });
  f.do('user.delete', { user: 'vera' }, f.person());
  assert.equal(
    f.world.all('token').filter((token) => token.subject === id),
    [],
  );
  f.do('user.created', { name: 'Vera', fullName: '', role: 'viewer', passwordHash: '' });
});

t('X2: a token may not more than its user, and not more than it was made for', () => {
  const f = fleet();
  const oskar = f.person('operator', 'oskar');
  const token = { kind: 'api', user: idOf(oskar), name: 'ci', pool: '', expires: 0 } as const;
  f.refused('Forbidden', 'token.made', { ...token, hash: 'x', role: 'admin' });
  f.do('token.made', { ...token, hash: 'y', role: 'viewer' });
  const dev = f.person('developer', 'dora');
  f.do('pool.create', { name: 'night' }, dev);
  f.refused('Forbidden', 'pool.create', { name: 'day' }, { ...dev, role: 'viewer' } as Principal);
});

function tokensOf(f: ReturnType<typeof fleet>, who: Principal, now: number, named?: string) {
  const { view } = f.world;
  const rows = view.pick('tokensOf', { subject: ownerOf(view, who, named) }, 100);
  return rows.filter((row) => isListed(row, now)).map(tokenView);
}

t('X2: people list and void their own tokens, administrators those of others', () => {
  const f = fleet();
  const [vera, root] = [f.person('viewer', 'vera'), f.person('admin', 'root')];
  const hash = `abcdef123456${'0'.repeat(52)}`;
  f.do('token.made', { hash, kind: 'api', user: idOf(vera), name: 'ci', pool: '', expires: f.world.now + 1_000 });
  const list = (who: Principal, named?: string) => tokensOf(f, who, f.world.now, named);
  assert.equal(
    list(vera).map((token) => [token.id, token.name]),
    [['abcdef123456', 'ci']],
  );
  assert.equal(list(root, 'vera').length, 1);
  assert.throws(() => list(vera, 'root'), /another user’s tokens needs the role admin/);
  f.refused('Forbidden', 'token.delete', { tokenId: 'abcdef123456', user: 'root' }, vera);
  f.refused('TokenNotFound', 'token.delete', { tokenId: 'abcdef123457' }, vera);
  f.do('token.delete', { tokenId: 'abcdef123456' }, vera);
  assert.equal(list(vera), []);
});

t('X2: a token that is out of date is not listed', () => {
  const f = fleet();
  const vera = f.person('viewer', 'vera');
  f.do('token.made', { hash: 'old', kind: 'api', user: idOf(vera), name: 'ci', pool: '', expires: f.world.now + 1 });
  assert.is(tokensOf(f, vera, f.world.now).length, 1);
  assert.equal(tokensOf(f, vera, f.world.now + 1), []);
});

t('C: whoever looks at users, tokens, webhooks or the audit is told of each change', () => {
  const f = fleet();
  const admin = f.person();
  const topics = () => new Set(f.effects('changed').flatMap((effect) => effect.topics));
  f.person('viewer', 'vera');
  const told = (change: () => void): string[] => {
    const before = f.effects('changed').length;
    change();
    return [
      ...new Set(
        f
          .effects('changed')
          .slice(before)
          .flatMap((effect) => effect.topics),
      ),
    ].sort();
  };
  assert.ok(topics().has('users'));
  assert.equal(
    told(() => f.do('user.update', { user: 'vera', role: 'operator' }, admin)),
    ['audit', 'tokens', 'users'],
  );
  assert.equal(
    told(() => f.do('user.delete', { user: 'vera' }, admin)),
    ['audit', 'tokens', 'users'],
  );
});

t.run();
