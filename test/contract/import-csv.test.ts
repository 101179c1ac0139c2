/** CSV read piece by piece: what a writer wrote comes back, wherever the pieces are cut; a wrong line stops nothing. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  type CsvProblem,
  CsvReader,
  type CsvRecord,
  csvField,
  delimiterOf,
  MAX_RECORD_CHARS,
} from '../../protocol/import-csv.ts';
import { suite } from '../support/suite.ts';

const t = suite('CSV');

function readAll(pieces: string[], delimiter = ','): (CsvRecord | CsvProblem)[] {
  const reader = new CsvReader(delimiter);
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}
const fieldsOf = (found: (CsvRecord | CsvProblem)[]) =>
  found.map((one) => ('fields' in one ? one.fields : `${one.line}: ${one.problem}`));

/** Cut at every `size` characters. */
const pieces = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

t('what was written comes back, with any delimiter, line end and cut', () => {
  const field = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é', '😀') }),
  );
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 8 });
  const ends = fc.constantFrom('\n', '\r\n');
  fc.assert(
    fc.property(
      rows,
      ends,
      fc.constantFrom(',', ';', '\t'),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (all, end, delimiter, size, atEnd) => {
        const lines = all.map((row) => row.map((f) => csvField(f, delimiter)).join(delimiter));
        const text = lines.join(end) + (atEnd && lines.length > 0 ? end : '');
        const found = readAll(pieces(text, size), delimiter);
        assert.equal(fieldsOf(found), all);
        assert.equal(
          found.map((f) => f.text),
          lines,
        );
      },
    ),
    { numRuns: 300 },
  );
});

t('any text at all is read to its end, the same however it is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n'), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (all, size) => {
      assert.equal(readAll(pieces(all, size)), readAll([all]));
    }),
    { numRuns: 300 },
  );
});

t('a line number is that of the file, also after line breaks in quotes and empty lines', () => {
  const found = readAll(['\uFEFFa,b\r\n"1\n2",x\n\n\n"3",y']);
  assert.equal(
    found.map((f) => [f.line, 'fields' in f && f.fields]),
    [
      [1, ['a', 'b']],
      [2, ['1\n2', 'x']],
      [6, ['3', 'y']],
    ],
  );
});

t('a wrong line is named with its reason, and the next one is read', () => {
  const found = readAll(['a,b\nc,d"e\n"f"g,h\ni,"j\nk,l\nm,n']);
  assert.equal(
    found.map((f) => [f.line, 'problem' in f ? f.text : f.fields]),
    [
      [1, ['a', 'b']],
      [2, 'c,d"e'],
      [3, '"f"g,h'],
      [4, 'i,"j'],
      [5, ['k', 'l']],
      [6, ['m', 'n']],
    ],
  );
  const reasons = found.flatMap((f) => ('problem' in f ? [f.problem] : []));
  assert.match(reasons[0]!, 'put the field in quotes');
  assert.match(reasons[1]!, 'written twice');
  assert.match(reasons[2]!, 'never closed');
});

t('a line without an end takes bounded memory and is one wrong line', () => {
  const reader = new CsvReader();
  const found = reader.push('a,b\n');
  for (let i = 0; i < 5; i++) found.push(...reader.push('x'.repeat(MAX_RECORD_CHARS / 2)));
  found.push(...reader.push('\nc,d\n'), ...reader.end());
  assert.equal(
    found.map((f) => [f.line, 'problem' in f]),
    [
      [1, false],
      [2, true],
      [3, false],
    ],
  );
});

t('the delimiter is known from the header', () => {
  assert.equal(['a,b', 'a;b', 'a\tb', 'a|b', 'a', '"a;b;c",d'].map(delimiterOf), [',', ';', '\t', '|', ',', ',']);
});

t.run();
