/** Signatures, checked by the very receiver that docs/webhooks.md shows; and secrets: shown once, rotated. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { signatures } from '../../coordinator/webhook-secret.ts';
import { folder } from '../support/folder.ts';
import { Receiver } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('signatures of webhooks');

type Check = (secret: string, headers: IncomingHttpHeaders, body: string) => boolean;

/** The example of the documentation, as a module. */
async function documented(): Promise<Check> {
  const page = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1];
  if (!code) throw new Error('docs/webhooks.md has no example of a receiver');
  const file = join(folder('receiver'), 'receiver.mjs');
  writeFileSync(file, code);
  return ((await import(pathToFileURL(file).href)) as { isGenuine: Check }).isGenuine;
}

async function withHook(body: (s: Stage, r: Receiver, secret: string) => Promise<void>) {
  const r = await Receiver.start();
  const s = await stage();
  try {
    const { secret } = await s.api('webhook.create', { name: 'hook', url: r.url, events: ['job.ended'] });
    await body(s, r, secret);
  } finally {
    await s.close();
    await r.close();
  }
}

t('it signs as Standard Webhooks says: their own example', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  assert.is(signatures([secret], signed), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

t('the receiver of the documentation takes what is genuine and nothing else', () =>
  withHook(async (s, r, secret) => {
    const isGenuine = await documented();
    await s.api('webhook.test', { webhook: 'hook' });
    const { headers, text } = await r.nth(1);
    assert.ok(isGenuine(secret, headers, text));
    assert.not.ok(isGenuine(secret, headers, text.replace('ping', 'pong')));
    assert.not.ok(isGenuine(secret, { ...headers, 'webhook-id': 'm_other' }, text));
    assert.not.ok(isGenuine(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, text));
    assert.not.ok(isGenuine(secret, { ...headers, 'webhook-timestamp': '1000' }, text));
  }),
);

t('a secret has 256 bits, is shown once, and each webhook has its own', () =>
  withHook(async (s, r, secret) => {
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const other = await s.api('webhook.create', { name: 'other', url: r.url, events: ['job.ended'] });
    assert.is.not(other.secret, secret);
    const shown = JSON.stringify([await s.api('webhook.list', {}), await s.api('webhook.show', { webhook: 'hook' })]);
    assert.not.match(shown, 'whsec_');
  }),
);

t('after a rotation both secrets sign until the former one is out of date', () =>
  withHook(async (s, r, former) => {
    const isGenuine = await documented();
    const { secret, webhook } = await s.api('webhook.rotate', { webhook: 'hook', keepFormerMs: 60_000 });
    assert.ok(webhook.formerSecretUntil! > s.clock.now());
    await s.api('webhook.test', { webhook: 'hook' });
    const both = await r.nth(1);
    assert.ok(isGenuine(secret, both.headers, both.text));
    assert.ok(isGenuine(former, both.headers, both.text));
    s.clock.advance(61_000);
    await s.api('webhook.test', { webhook: 'hook' });
    const one = await r.nth(2);
    assert.is(String(one.headers['webhook-signature']).split(' ').length, 1);
    const now = { ...one.headers };
    assert.not.ok(isGenuine(former, now, one.text));
  }),
);

t.run();
