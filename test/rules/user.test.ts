/** Users and tokens (X1, X2). */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('users and tokens');

function make(
  f: Fleet,
  user: string,
  kind: 'session' | 'api' | 'link' | 'enrol',
  hash: string,
  expires = f.world.now + 60_000,
) {
  f.do('token.made', { hash, kind, user, name: '', pool: '', expires });
}

t('X2: a sign-in link works once, before its date, and as nothing else', () => {
  const f = fleet();
  const { id } = f.do('user.created', { name: 'ada', fullName: 'Ada L', role: 'operator', passwordHash: 'h' });
  make(f, id, 'link', 'one');
  f.refused('Unauthenticated', 'token.spent', { hash: 'one', kind: 'session' });
  assert.equal(f.do('token.spent', { hash: 'one', kind: 'link' }), { user: id });
  f.refused('Unauthenticated', 'token.spent', { hash: 'one', kind: 'link' });
  make(f, id, 'link', 'two');
  f.world.now += 60_000;
  f.refused('Unauthenticated', 'token.spent', { hash: 'two', kind: 'link' });
});

t('a new password ends every other session and open link of that user only', () => {
  const f = fleet();
  const [ada, bob] = ['ada', 'bob'].map(
    (name) => f.do('user.created', { name, fullName: name, role: 'viewer', passwordHash: 'h' }).id,
  ) as [string, string];
  for (const hash of ['mine', 'other']) make(f, ada, 'session', hash);
  make(f, ada, 'link', 'link');
  make(f, ada, 'api', 'api');
  make(f, bob, 'session', 'bobs');
  f.do('user.passwordSet', { user: ada, passwordHash: 'new', keepToken: 'mine' });
  assert.equal(
    f.world.all('token').map((token) => token.id),
    ['api', 'bobs', 'mine'],
  );
  assert.is(f.world.row('user', ada).passwordHash, 'new');
});

t('names of users are unique; unknown or disabled users get no token', () => {
  const f = fleet();
  const { id } = f.do('user.created', { name: 'ada', fullName: '', role: 'viewer', passwordHash: '' });
  f.refused('Conflict', 'user.created', { name: 'ADA', fullName: '', role: 'viewer', passwordHash: '' });
  const token = { hash: 'h', kind: 'api', name: '', pool: '', expires: 0 } as const;
  f.refused('UserNotFound', 'token.made', { ...token, user: 'u_none' });
  f.world.patch('user', id, { disabled: 1 });
  f.refused('Forbidden', 'token.made', { ...token, user: id });
});

t.run();
