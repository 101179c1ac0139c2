import * as assert from 'uvu/assert';
import { LogLines, MAX_LINE_BYTES } from '../../agent/supervisor/log-lines.ts';
import { Masker } from '../../agent/supervisor/masking.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('log lines (E2, E4, E5)');

function reader(masker = new Masker()) {
  const got: { text: string; more: boolean }[] = [];
  const lines = new LogLines({
    onLine: (text, more) => got.push({ text: masker.text(text), more }),
    openTail: (text) => masker.openTail(text),
  });
  return { got, lines, texts: () => got.map((l) => l.text), feed: (text: string) => lines.feed(Buffer.from(text)) };
}

t('E2: lines are put together from any pieces, with \\n and \\r\\n, and the last one without an end', () => {
  const { feed, lines, texts } = reader();
  feed('one\ntw');
  feed('o\r\n\nthr');
  feed('ee');
  lines.end();
  assert.equal(texts(), ['one', 'two', '', 'three']);
});

t('E2: a prompt without an end is shown after a short idle, and goes on', async () => {
  const { feed, got, lines } = reader();
  feed('name? ');
  await until('it is shown', () => got.length === 1);
  feed('Ann\n');
  lines.end();
  assert.equal(got, [
    { text: 'name? ', more: true },
    { text: 'Ann', more: false },
  ]);
});

t('E4: a line over 64 KiB is split, marked, and loses nothing', () => {
  const { feed, got, lines } = reader();
  const text = 'ä€😀x'.repeat(20_000);
  feed(`${text}\n`);
  lines.end();
  assert.is(got.map((l) => l.text).join(''), text);
  assert.equal(
    got.map((l) => l.more),
    [true, true, true, false],
  );
  assert.ok(got.every((l) => Buffer.byteLength(l.text) <= MAX_LINE_BYTES));
});

t('broken UTF-8 becomes the replacement character, the rest stays', () => {
  const { lines, texts } = reader();
  lines.feed(Buffer.from([0x61, 0xff, 0x62, 0xc3, 10, 0x63, 10]));
  assert.equal(texts(), ['a\ufffdb\ufffd', 'c']);
});

t('a character split over two chunks stays whole', () => {
  const { lines, texts } = reader();
  const bytes = Buffer.from('é😀\n');
  for (const byte of bytes) lines.feed(Buffer.from([byte]));
  assert.equal(texts(), ['é😀']);
});

t('E5: a secret across the 64 KiB cut is masked all the same', () => {
  const { feed, lines, texts } = reader(new Masker(['correct horse battery']));
  feed(`${'x'.repeat(MAX_LINE_BYTES - 8)}correct horse battery${'y'.repeat(20)}\n`);
  lines.end();
  assert.not.ok(texts().some((text) => /correct|horse|battery/.test(text)));
  assert.match(texts().join(''), /x•••y{20}$/);
});

t('E5: value, JSON, URL and base64 forms are masked, also inside a longer base64', () => {
  const secret = 'pä"ss wörd/+9';
  const masker = new Masker([secret]);
  for (const shift of ['', 'a', 'ab', 'abc'])
    assert.match(masker.text(Buffer.from(`${shift}${secret}zz`).toString('base64')), /•••/, shift);
  const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString('base64url')];
  for (const form of forms) assert.match(masker.text(`<${form}>`), /^<"?•••"?>$/, form);
});

t('E5: fields are masked in depth, keys too; values under 4 characters are left alone', () => {
  const masker = new Masker(['hunter22', 'abc', '12345678']);
  assert.equal(masker.json({ a: ['x hunter22 y', { hunter22: 1 }], n: 12345678, s: 'abc' }), {
    a: ['x ••• y', { '•••': 1 }],
    n: '•••',
    s: 'abc',
  });
});

t.run();
