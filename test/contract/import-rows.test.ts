/** What the lines of a file become: columns, keys, tags, priorities, types; and what is said of a line that is wrong. */
import * as assert from 'uvu/assert';
import { GantryError } from '../../protocol/errors.ts';
import { type ImportPlan, ImportReader, isBad } from '../../protocol/import-rows.ts';
import { suite } from '../support/suite.ts';

const t = suite('lines to import');

function read(text: string, plan: Partial<ImportPlan> = {}) {
  const reader = new ImportReader({ format: 'csv', ...plan }, () => undefined);
  return [...reader.push(text), ...reader.end()].map((one) =>
    isBad(one) ? `${one.line} ${one.column ?? '-'}: ${one.reason}` : one.item,
  );
}
const refusal = (text: string, plan: Partial<ImportPlan> = {}): GantryError => {
  try {
    read(text, plan);
  } catch (error) {
    if (error instanceof GantryError) return error;
  }
  throw new Error('was not refused');
};

t('all columns are fields of the value; the key stays in it, tags and priority leave it', () => {
  const text = 'number;region;prio;note\n17;eu, vip;5;"a;b"\n18;"[""x,y""]";;\n';
  assert.equal(read(text, { key: 'number', tags: 'region', priority: 'prio' }), [
    { value: { number: '17', note: 'a;b' }, tags: ['eu', 'vip'], priority: 5, key: '17' },
    { value: { number: '18', note: '' }, tags: ['x,y'], key: '18' },
  ]);
});

t('lines come out as they are read, whatever the line end: nothing waits for the end of the file', () => {
  for (const end of ['\n', '\r\n']) {
    const reader = new ImportReader({ format: 'csv' }, () => undefined);
    assert.equal(reader.push(`\uFEFFa;b${end}`), []);
    assert.is(reader.header, 'a;b');
    assert.equal(
      reader.push(`1;2${end}`).map((one) => ('item' in one ? one.item.value : one)),
      [{ a: '1', b: '2' }],
    );
  }
});

t('cells are text unless types are asked for, and then only what is written back the same', () => {
  const text = 'a,b,c,d,e,f,g\n7,007,1.5,true,,1e3,12345678901234567890\n';
  const names = { a: '7', b: '007', c: '1.5', d: 'true', e: '', f: '1e3', g: '12345678901234567890' };
  assert.equal(read(text), [{ value: names }]);
  assert.equal(read(text, { types: true }), [{ value: { ...names, a: 7, c: 1.5, d: true, e: null } }]);
});

t('one column may hold the whole value', () => {
  const text = 'id,json\n1,"{""n"":1}"\n2,nonsense\n3,null\n';
  assert.equal(
    read(text, { value: 'json', key: 'id' }).map((one) => (typeof one === 'string' ? one.slice(0, 20) : one)),
    [{ value: { n: 1 }, key: '1' }, '3 json: is not JSON ', { value: null, key: '3' }],
  );
});

t('a wrong line names its number, its column and the reason', () => {
  const text = 'k,p,t\n1,high,a\n,1,a\n1,1\n2,1,"[1]"\n3,1,a,b\n4,"1"x,a\n';
  const said = read(text, { key: 'k', priority: 'p', tags: 't' }) as string[];
  assert.equal(said.slice(0, 5), [
    '2 p: is no whole number',
    '3 k: is empty, but it is the key',
    '4 -: has 2 columns, the header has 3',
    '5 t: is no list of texts',
    '6 -: has 4 columns, the header has 3',
  ]);
  assert.match(said[5]!, /^7 -: .*quote/);
});

t('a header is refused when it is missing, empty, doubled, broken or lacks a named column', () => {
  assert.match(refusal('').message, 'begins with a header');
  assert.match(refusal('a,,b\n').message, 'column 2 has no name');
  assert.match(refusal('a,b,a\n1,2,3\n').message, 'two columns "a"');
  assert.match(refusal('a,"b\n').message, /header.*never closed/);
  assert.match(refusal('a,b\n', { key: 'c' }).message, 'the header has: a, b');
});

t('JSON Lines: values as they are, with fields as key, tags and priority; empty lines are left out', () => {
  const plan = { format: 'jsonl' as const, key: 'id', tags: 't', priority: 'p' };
  assert.equal(read('{"id":7,"t":["x"],"p":3}\r\n\n{"t":[]}\n"text"\n{', plan), [
    { value: { id: 7, t: ['x'], p: 3 }, key: '7', tags: ['x'], priority: 3 },
    '3 id: is missing, but it is the key',
    '4 id: is missing, but it is the key',
    ...(read('\n\n\n\n{', plan) as string[]),
  ]);
  assert.equal(read('1\n"a"\nnull', { format: 'jsonl' }), [{ value: 1 }, { value: 'a' }, { value: null }]);
});

t('JSON Lines, wrapped: what an export writes can be added again; an unknown field is refused', () => {
  const plan = { format: 'jsonl' as const, wrapped: true };
  assert.equal(read('{"id":"i_1","status":"new","value":{"n":1},"tags":["a"],"priority":2,"key":"k"}', plan), [
    { value: { n: 1 }, tags: ['a'], priority: 2, key: 'k' },
  ]);
  assert.equal(read('{"value":1,"tag":"a"}\n{"n":1}', plan), [
    '1 tag: is no field of a resource to add',
    '2 value: is missing: with --wrapped each line is {"value": …, "tags": […], …}',
  ]);
});

t('an export is known by its header and added again as it was, also what has no key', () => {
  const text =
    'id,status,attemptsLeft,key,tags,priority,created,updated,value,value.n\ni_1,new,,,a;b,3,x,y,"{""n"":1}",1\n';
  assert.equal(read(text), [{ value: { n: 1 }, tags: ['a', 'b'], priority: 3 }]);
  assert.equal(read(text, { value: 'value' }), [{ value: { n: 1 } }], 'unless columns are named');
});

t('exported JSON Lines are known by their first line and added again as they were, unless fields are named', () => {
  const line = (n: number) =>
    `{"id":"i_${n}","status":"new","tags":["a"],"priority":3,"created":1,"updated":1,"value":{"n":${n}}}`;
  const text = `${line(1)}\n${line(2)}\n{"n":3}\n`;
  assert.equal(read(text, { format: 'jsonl' }), [
    { value: { n: 1 }, tags: ['a'], priority: 3 },
    { value: { n: 2 }, tags: ['a'], priority: 3 },
    '3 value: is missing: with --wrapped each line is {"value": …, "tags": […], …}',
  ]);
  const [named] = read(text, { format: 'jsonl', priority: 'priority' });
  assert.is((named as { value: { id: string } }).value.id, 'i_1');
  const own = '{"id":"1","status":"new","created":1,"updated":1,"value":7,"customer":"ACME"}';
  assert.equal(read(own, { format: 'jsonl' }), [{ value: JSON.parse(own) }], 'a value that only looks like one');
});

t('tags and a priority for all join those of the line; bytes of another encoding are refused', () => {
  assert.equal(read('a,t\n1,x\n', { tags: 't', allTags: ['y'], allPriority: 4 }), [
    { value: { a: '1' }, tags: ['x', 'y'], priority: 4 },
  ]);
  assert.match((read('a\nM\uFFFDller\n') as string[])[0]!, '--encoding');
});

t.run();
