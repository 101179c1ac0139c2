/** What leaves the machine of a run that has secrets (E5, X7): masks, whatever the script does with them. */
import * as assert from 'uvu/assert';
import { Masker, secretsOf } from '../../agent/supervisor/masking.ts';
import type { Scene } from '../../agent/supervisor/scene.ts';
import { scriptMessage } from '../../agent/supervisor/script-messages.ts';
import type { FakeCoordinator } from '../support/fake-coordinator.ts';
import { suite } from '../support/suite.ts';
import { orderOf } from './support/scene.ts';
import { Supervision } from './support/supervision.ts';

const t = suite('masking');
let scene: Supervision;
let coordinator: FakeCoordinator;

t.before.each(async () => {
  scene = await new Supervision().start();
  coordinator = scene.coordinator;
});
t.after.each(() => scene.stop());

const SECRETS = ['tiny', 'correct horse', 'p"ä ss/wörd+1 ~\'=\\', '日本語のパスワード', 'line one\nline two'];

t('E5: every written form of a secret is masked', () => {
  for (const secret of SECRETS) {
    const masker = new Masker([secret]);
    const hidden = (form: string) => assert.match(masker.text(`<${form}>`), /^<"*•••"*>$/, `${secret}: ${form}`);
    const url = encodeURIComponent(secret);
    for (const form of [secret, JSON.stringify(secret), url, url.toLowerCase().includes('%') ? hexLower(url) : url])
      hidden(form);
    hidden(new URLSearchParams({ s: secret }).toString().slice(2));
    hidden(JSON.stringify(JSON.stringify(secret)).replace(/^"\\"|\\""$/g, ''));
    hidden(
      JSON.stringify(secret).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  }
});

const hexLower = (url: string) => url.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());

t('E5: base64 of a secret is masked, padded or not, in both alphabets, at each place of something longer', () => {
  for (const secret of SECRETS)
    for (const before of ['', 'u', 'us', 'use', 'user:'])
      for (const after of ['', '!', '!!'])
        for (const encoding of ['base64', 'base64url'] as const) {
          const whole = Buffer.from(before + secret + after).toString(encoding);
          const masked = new Masker([secret]).text(whole);
          assert.match(masked, '•••', `${before}${secret}${after} ${encoding}`);
          // What is left does not tell more than the characters at the edges, which mix with what stands beside.
          assert.ok(
            masked.replace('•••', '').replace(/=+$/, '').length <=
              Math.ceil((((before + after).length + 2) * 8) / 6) + 2,
            masked,
          );
        }
});

t('J7: bound secrets of an order are masked; its open parameters are not', () => {
  const parameters = ['login', 'key', 'server'].map((name) => ({
    name,
    type: name === 'login' ? ('credential' as const) : ('text' as const),
    required: false,
  }));
  const params = { login: { user: 'robot-7', secret: 'correct horse' }, key: 'tell-nobody', server: 'mail.example' };
  const order = orderOf(Buffer.from(''), ['x'], { manifest: { parameters }, params, secret: ['login', 'key'] });
  const masker = new Masker(secretsOf(order));
  assert.is(masker.text('robot-7 correct horse tell-nobody mail.example'), 'robot-7 ••• ••• mail.example');
});

t('E5: lines, fields, steps, errors, files, output: no secret leaves in any of them', async () => {
  const secret = 'p"ä ss/wörd+1';
  const script = `
    const secret = process.env.GANTRY_PARAM_KEY;
    const socket = require('node:net').connect(process.env.GANTRY_SOCKET);
    const say = (m) => socket.write(JSON.stringify(m) + '\\n');
    require('node:fs').writeFileSync('made.txt', 'content');
    for (const form of [secret, JSON.stringify({ secret }), encodeURIComponent(secret), Buffer.from('me:' + secret).toString('base64')]) {
      console.log('out ' + form);
      console.error('err ' + form);
      say({ do: 'log', level: 'error', text: 'log ' + form, fields: { form, [form]: 1 } });
    }
    say({ do: 'step', step: 1, name: 'enter ' + secret });
    say({ do: 'step-end', step: 1, ok: false, ms: 1, error: 'wrong: ' + secret });
    say({ do: 'output', value: { secret } });
    say({ do: 'error', kind: 'business', message: 'refused: ' + secret });
    say({ id: 1, do: 'attach', path: 'made.txt', name: 'of ' + secret + '.txt' });
    say({ id: 2, do: 'screenshot', label: secret });
    let answers = 0;
    socket.setEncoding('utf8').on('data', (text) => { if ((answers += text.split('\\n').length - 1) >= 2) process.exit(1); });`;
  const parameters = [{ name: 'key', type: 'text' as const, required: true }];
  const { run, gone } = await scene.begin({ 'main.js': script }, ['node', 'main.js'], {
    ...{ params: { key: secret }, secret: ['key'], manifest: { parameters } },
  });
  await gone;
  const told = JSON.stringify([coordinator.entries(run), [...coordinator.artifacts.values()].map(({ name }) => name)]);
  for (const form of [
    'wörd',
    'w%C3%B6rd',
    'ss/w',
    Buffer.from(secret).toString('base64').slice(4, -4),
    Buffer.from(`me:${secret}`).toString('base64').slice(8, -4),
  ])
    assert.not.ok(told.includes(form), form);
  for (const form of ['out •••', 'err •••', 'log •••', 'enter •••', 'wrong: •••', 'of •••.txt'])
    assert.ok(told.includes(form), form);
  assert.equal([coordinator.ended(run)?.reason, coordinator.ended(run)?.error], ['business-error', 'refused: •••']);
  assert.equal(
    coordinator.entries(run).find((e) => e.kind === 'output'),
    { kind: 'output', value: { secret: '•••' } },
  );
});

t('E5: the label of a screenshot is masked, too', async () => {
  const labels: string[] = [];
  const journal = { mask: (text: string) => new Masker(['correct horse']).text(text) };
  const screenshots = { take: async (label: string) => void labels.push(label) };
  const words = { said: undefined, hasOutput: false };
  const message = { do: 'screenshot', label: 'typed correct horse' };
  await scriptMessage({ journal, screenshots } as unknown as Scene, words, message);
  assert.equal(labels, ['typed •••']);
});

t('J7: an order without its values spawns nothing; the run fails with the reason of the asset', async () => {
  const refusal = 'the asset sap, which the parameter login is bound to, was deleted';
  const { run, gone } = await scene.begin({ 'main.js': '' }, ['node', 'main.js'], { refusal });
  assert.is(await gone, 0);
  assert.equal(coordinator.ended(run), { kind: 'ended', state: 'failed', reason: 'asset', error: refusal });
  assert.equal(coordinator.lines(run, 'system'), [refusal]);
  assert.not.ok(coordinator.entries(run).some((e) => e.kind === 'started'));
});

t.run();
