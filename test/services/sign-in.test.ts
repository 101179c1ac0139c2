import * as assert from 'uvu/assert';
import { GantryError, type WireError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';
import { api, refusalOf, signInByLink, stage } from './support/stage.ts';

const t = suite('sign-in');

const post = (url: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/v1${path}`, {
    method: path.endsWith('password') ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify(body),
  });

const wire = async (response: Response) => (await response.json()) as WireError;

t('X1: the first start gives an administrator by a link that works once, and no second start does', async () => {
  const s = await stage();
  try {
    const first = s.coordinator.firstSignIn!.link;
    assert.match(first, /^http:\/\/127\.0\.0\.1:\d+\/#\/welcome\?token=[\w-]{40,}$/);
    const again = await refusalOf(signInByLink(s.url, first)); // the stage spent it
    assert.is(again.code, 'Unauthenticated');
    await s.restart();
    assert.is(s.coordinator.firstSignIn, undefined);
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    const response = await fetch(`${s.url}/api/v1/session`, { headers: { cookie } });
    const who = (await response.json()) as { user: { role: string } };
    assert.is(who.user.role, 'admin');
  } finally {
    await s.close();
  }
});

t(
  'X2: a password opens a session with a cookie that scripts cannot read; a wrong one and a wrong name say the same',
  async () => {
    const s = await stage();
    try {
      const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
      const short = await post(s.url, '/session/password', { password: 'short' }, { cookie });
      assert.is(short.status, 400);
      assert.is((await wire(short)).field, 'password');
      assert.is((await post(s.url, '/session/password', { password: 'a long password' }, { cookie })).status, 200);
      const good = await post(s.url, '/session', { name: 'ADMIN', password: 'a long password' });
      assert.is(good.status, 200);
      assert.match(good.headers.get('set-cookie')!, /gantry_session=[^;]+;.*HttpOnly.*SameSite=Strict/);
      const wrong = await post(s.url, '/session', { name: 'admin', password: 'a wrong password' });
      const nobody = await post(s.url, '/session', { name: 'nobody', password: 'a long password' });
      assert.is(wrong.status, 401);
      assert.equal(await wrong.json(), await nobody.json());
    } finally {
      await s.close();
    }
  },
);

t('signing out ends the session', async () => {
  const s = await stage();
  try {
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    const headers = { cookie, origin: s.url };
    assert.is((await fetch(`${s.url}/api/v1/session`, { method: 'DELETE', headers })).status, 200);
    assert.is((await fetch(`${s.url}/api/v1/session`, { headers })).status, 401);
  } finally {
    await s.close();
  }
});

t('X5: a write by cookie from another page, or without an Origin, is refused and changes nothing', async () => {
  const s = await stage();
  try {
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    const other = await post(s.url, '/queues', { name: 'q' }, { cookie, origin: 'http://elsewhere.example' });
    assert.is(other.status, 403);
    assert.match((await wire(other)).message, /Origin/);
    const none = await fetch(`${s.url}/api/v1/queues`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: '{"name":"q"}',
    });
    assert.is(none.status, 403);
    assert.equal((await s.api('queue.list', {})).items, []);
    assert.is((await post(s.url, '/queues', { name: 'q' }, { cookie })).status, 200);
  } finally {
    await s.close();
  }
});

t('X1: nobody writes or reads without signing in; a wrong API token is refused', async () => {
  const s = await stage();
  try {
    assert.is((await fetch(`${s.url}/api/v1/jobs`)).status, 401);
    assert.is((await post(s.url, '/queues', { name: 'q' })).status, 401);
    assert.is((await refusalOf(api(s.url, 'x'.repeat(43), 'job.list', {}))).code, 'Unauthenticated');
  } finally {
    await s.close();
  }
});

t('X10: guessing is slowed down and told when to come back', async () => {
  const s = await stage({ limits: { attemptsPerMinute: 3 } });
  try {
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await post(s.url, '/session/link', { token: `wrong-${i}` }));
    const last = answers.at(-1)!;
    assert.is(last.status, 429);
    const body = await wire(last);
    assert.is(body.code, 'TooMany');
    assert.ok(body.retryInMs! > 0);
    assert.ok(Number(last.headers.get('retry-after')) > 0);
  } finally {
    await s.close();
  }
});

t('X10: guesses are counted by address, whatever token each brings along', async () => {
  const s = await stage({ limits: { attemptsPerMinute: 3 } }); // one is the stage's own sign-in
  try {
    const guess = (n: number) =>
      post(s.url, '/session/link', { token: `wrong-${n}` }, { authorization: `Bearer ${'x'.repeat(42)}${n}` });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await guess(n)).status);
    assert.equal(statuses, [401, 401, 429]);
  } finally {
    await s.close();
  }
});

t('X10: a sender of too many requests waits; others, also at the same address, do not', async () => {
  const s = await stage({ limits: { requestsPerMinute: 8 } });
  try {
    const { token } = await s.api('token.create', { name: 'other' });
    const asked = [];
    for (let i = 0; i < 10; i++)
      asked.push(
        await s.api('job.list', {}).then(
          () => 'answered',
          (error: Error) => error,
        ),
      );
    const refused = asked.filter((answer) => answer instanceof GantryError);
    assert.equal([refused.length > 0, refused[0]!.code, refused[0]!.retryInMs! > 0], [true, 'TooMany', true]);
    assert.match(refused[0]!.message, 'more than 8 requests a minute from one sender');
    assert.equal((await api(s.url, token, 'job.list', {})).items, []);
    assert.is((await fetch(`${s.url}/healthz`)).status, 200);
  } finally {
    await s.close();
  }
});

t('X5: answers carry a policy without inline script, nosniff, no framing', async () => {
  const s = await stage();
  try {
    const { headers } = await fetch(`${s.url}/healthz`);
    const policy = headers.get('content-security-policy')!;
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.is(headers.get('x-content-type-options'), 'nosniff');
  } finally {
    await s.close();
  }
});

t('without a built console the page says how to build it', async () => {
  const s = await stage({ consoleFolder: '/nonexistent' });
  try {
    const page = await fetch(s.url);
    assert.is(page.status, 200);
    assert.match(await page.text(), /npm run build:console/);
  } finally {
    await s.close();
  }
});

t('no secret reaches the log', async () => {
  const lines: string[] = [];
  const s = await stage({ logLevel: 'trace', logTo: { write: (line) => void lines.push(line) } });
  try {
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    await post(s.url, '/session/password', { password: 'a long password' }, { cookie });
    const { token } = await s.api('robot.invite', { name: 'r1' });
    const all = lines.join('');
    assert.match(all, /coordinator started/);
    for (const secret of [s.token, token, 'a long password', cookie.split('=')[1]!, s.coordinator.firstSignIn!.link])
      assert.not.match(all, new RegExp(secret.replace(/[^\w-]/g, '\\$&')));
  } finally {
    await s.close();
  }
});

t.run();
