/** Queues and resources as a user types them: import, show with filters, edit, lock, retry, history, what is refused and how. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { QueueView, ResourceEvent, ResourceView, ResourceWithValue } from '../../protocol/shapes.ts';
import type { BulkView } from '../../protocol/shapes-bulk.ts';
import { Installation, type Ran } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: resources');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  await fleet.ok('queue', 'create', 'work', '--attempts', '3');
});
t.after(() => fleet.stop());

function refused(ran: Ran, code: number, ...words: (string | RegExp)[]): void {
  assert.is(ran.code, code, ran.out + ran.err);
  for (const word of words) assert.match(ran.err, word);
}
const resources = async (...options: string[]) =>
  (await fleet.json<{ resources: ResourceView[] }>('queue', 'show', 'work', '--limit', '500', ...options)).resources;

t('queue import: a CSV as a spreadsheet writes it; wrong lines are kept, mended and imported', async () => {
  const file = join(fleet.folder, 'orders.csv');
  const bad = join(fleet.folder, 'bad.csv');
  writeFileSync(file, '\uFEFFnumber;region;prio\r\n17;"eu;vip";5\r\n18;us\r\n19;us;high\r\n20;us;1\r\n');
  const columns = ['--key', 'number', '--tags', 'region', '--priority', 'prio'];
  const ran = await fleet.gantry('queue', 'import', 'work', file, ...columns, '--errors', bad);
  refused(ran, 1, 'line 3: has 2 columns, the header has 3', 'line 4, prio: is no whole number', bad);
  assert.match(ran.out, 'added 2 to work; 2 lines were refused');
  assert.is(readFileSync(bad, 'utf8'), 'number;region;prio\n18;us\n19;us;high\n');
  assert.match(readFileSync(`${bad}.why.txt`, 'utf8'), 'line 4, prio: is no whole number');
  writeFileSync(bad, readFileSync(bad, 'utf8').replace('18;us', '18;us;2').replace('high', '9'));
  assert.match((await fleet.ok('queue', 'import', 'work', bad, ...columns)).out, 'added 2 to work');
  assert.match((await fleet.ok('queue', 'import', 'work', bad, ...columns)).out, 'added 0 to work; 2 had a key');
  assert.equal((await resources()).map((r) => [r.key, r.tags, r.priority]).sort(), [
    ['17', ['eu', 'vip'], 5],
    ['18', ['us'], 2],
    ['19', ['us'], 9],
    ['20', ['us'], 1],
  ]);
});

t('queue import: --strict, also from standard input, and --dry-run add nothing when a line is wrong', async () => {
  const input = '{"n":1}\nnonsense\n';
  const args = ['queue', 'import', 'work', '-', '--format', 'jsonl'];
  const strict = await fleet.run([...args, '--strict'], { input });
  refused(strict, 1, 'line 2', 'is not JSON');
  assert.match(strict.out, 'nothing was added to work: 1 of 2 lines are wrong');
  const dry = await fleet.run([...args, '--dry-run', '--tag', 'x'], { input });
  assert.match(dry.out, '{"value":{"n":1},"tags":["x"]}');
  assert.is((await resources()).length, 4);
});

t('queue import: what is no table is refused with the way to make it one', async () => {
  const file = (name: string, text: string | Buffer) => {
    writeFileSync(join(fleet.folder, name), text);
    return join(fleet.folder, name);
  };
  const ran = (...args: string[]) => fleet.gantry('queue', 'import', 'work', ...args);
  refused(await ran(file('sheet.csv', 'PK\x03\x04…')), 2, 'save the sheet as CSV');
  refused(await ran(file('packed.csv', Buffer.from([0x1f, 0x8b, 8, 0]))), 2, 'gunzip -c');
  refused(await ran(file('list.json', '[]')), 2, "jq -c '.[]'");
  refused(await ran(join(fleet.folder, 'none.csv')), 2, 'ENOENT');
  refused(await ran(fleet.folder, '--format', 'csv'), 2, 'is a folder');
  refused(await ran(file('a.csv', 'a,b\n1,2\n'), '--key', 'c'), 2, 'the header has: a, b');
  refused(await ran(file('b.csv', 'a\n1\n'), '--encoding', 'klingon'), 2, 'windows-1252');
  refused(await ran(file('c.jsonl', '1\n'), '--types'), 2, '--types goes with --format csv only');
  refused(await fleet.gantry('queue', 'import', 'wrok', join(fleet.folder, 'a.csv')), 4, 'wrok');
  writeFileSync(join(fleet.folder, 'latin.csv'), Buffer.from('name\nM\xfcller\n', 'latin1'));
  refused(await ran(join(fleet.folder, 'latin.csv')), 1, 'line 2', '--encoding');
  await fleet.ok(
    'queue',
    'import',
    'work',
    join(fleet.folder, 'latin.csv'),
    '--encoding',
    'windows-1252',
    '--tag',
    'latin',
  );
  const [made] = await resources('--tag', 'latin');
  const { resource } = await fleet.json<{ resource: ResourceWithValue }>('resource', 'show', 'work', made!.id);
  assert.equal(resource.value, { name: 'Müller' });
  await fleet.ok('resource', 'rm', 'work', made!.id, '--yes');
});

t.within(120_000, 'S10: an import goes on over a killed coordinator; every line is in once', async () => {
  await fleet.ok('queue', 'create', 'killed');
  const file = join(fleet.folder, 'many.csv');
  const lines = Array.from({ length: 12_000 }, (_, n) => `${n},${'x'.repeat(50)}`);
  writeFileSync(file, ['n,filling', ...lines, ''].join('\n'));
  const program = fleet.launch(['queue', 'import', 'killed', file, '--json']);
  const total = async () => (await fleet.api.call('queue.show', { queue: 'killed' })).total;
  await until('some portions are in', async () => (await total()) > 2_000);
  fleet.coordinator!.process.kill('SIGKILL');
  await fleet.coordinator!.exit;
  await until('the import waits', () => /trying again/.test(program.err) || program.process.exitCode !== null);
  await fleet.startCoordinator();
  assert.is(await program.exit, 0, program.err);
  assert.equal(JSON.parse(program.out), { added: 12_000, known: 0, refused: 0, lines: 12_000, bad: [] });
  assert.is(await total(), 12_000);
});

t('queue show: filters by status, tag, priority, key and text of the value', async () => {
  const keys = async (...options: string[]) => (await resources(...options)).map((r) => r.key).sort();
  assert.equal(await keys('--tag', 'eu', '--tag', 'us', '--priority-from', '5'), ['17', '19']);
  assert.equal(await keys('--key', '18'), ['18']);
  assert.equal(await keys('--text', '"number":"20"'), ['20']);
  assert.equal(await keys('--created-to', '1d'), []);
  assert.equal(await keys('--status', 'processed', '--status', 'error'), []);
  refused(await fleet.gantry('queue', 'show', 'work', '--created-from', 'yesterday'), 1, '2026-11-22T18:00');
});

t('S9: resource settle needs one word, and an effect that was begun', async () => {
  const id = (await resources())[0]!.id;
  const settle = (...args: string[]) => fleet.gantry('resource', 'settle', 'work', id, 'post', ...args);
  for (const args of [[], ['--again', '--done', '1']]) refused(await settle(...args), 2, '--done RESULT');
  refused(await settle('--done', '{'), 1, 'is not JSON');
  refused(await settle('--done', '{"number": 4711}'), 2, 'has no effect "post"');
});

t('Q12, Q20, Q34: resource set, retry, lock, unlock and history', async () => {
  const id = (await resources('--key', '17'))[0]!.id;
  const json = <T>(...args: string[]) => fleet.json<T>('resource', args[0]!, 'work', id, ...args.slice(1));
  const set = await json<ResourceView>('set', '--status', 'error', '--tag', 'late', '--read-lock', '2h');
  assert.equal([set.status, set.tags, set.readLock?.owner.name], ['error', ['late'], 'Administrator']);
  assert.ok(set.readLock!.until! > set.updated);
  assert.is((await json<ResourceView>('set', '--read-lock', 'none')).readLock, undefined);
  const again = await json<ResourceView>('retry', '--value', '{"n":2}', '--no-tags', '--priority', '8');
  assert.equal([again.status, again.tags, again.priority, again.attemptsLeft], ['new', [], 8, 3]);
  const locked = await json<ResourceView>('lock', '--write');
  assert.equal([locked.writeLock?.owner.kind, locked.readLock], ['user', undefined]);
  assert.is((await json<ResourceView>('unlock')).writeLock, undefined);
  const history = await json<ResourceEvent[]>('history');
  assert.equal([history[0]!.kind, history.at(-1)!.kind], ['unlocked', 'created']);
  assert.match((await fleet.ok('resource', 'show', 'work', id)).out, /"n": 2[\s\S]*edited/);
});

t('resource set: nothing to change, a wrong value, a date in the past, somebody was faster', async () => {
  const [first] = await resources('--key', '18');
  const ran = (...args: string[]) => fleet.gantry('resource', 'set', 'work', first!.id, ...args);
  refused(await ran(), 2, 'nothing to change');
  refused(await ran('--value', '{a'), 1, 'is not JSON');
  refused(await ran('--read-lock', '2020-01-01'), 2, 'must lie in the future');
  await fleet.ok('resource', 'set', 'work', first!.id, '--priority', '3');
  refused(await ran('--priority', '4', '--if-updated', String(first!.updated - 1)), 1, 'Conflict');
  refused(await fleet.gantry('resource', 'show', 'work', 'i_0'), 4, 'ResourceNotFound');
});

t('a script is not asked: destroying needs --yes', async () => {
  const [first] = await resources('--key', '20');
  refused(await fleet.gantry('resource', 'rm', 'work', first!.id), 2, 'say --yes', 'nothing was changed');
  assert.equal(await fleet.json('resource', 'rm', 'work', first!.id, '--yes'), { deleted: first!.id });
  refused(await fleet.gantry('queue', 'rm', 'work'), 2, 'say --yes');
});

t('Q1, Q19: queue set renames and changes the limit, at once for every live resource', async () => {
  await fleet.ok('queue', 'create', 'other');
  refused(await fleet.gantry('queue', 'set', 'work', '--name', 'OTHER'), 1, 'Conflict');
  refused(await fleet.gantry('queue', 'set', 'work', '--attempts', '0'), 1, '"none"');
  const after = await fleet.json<QueueView>('queue', 'set', 'work', '--name', 'orders', '--attempts', '7');
  assert.equal([after.name, after.attemptLimit], ['orders', 7]);
  const { resources: all } = await fleet.json<{ resources: ResourceView[] }>('queue', 'show', 'orders');
  assert.ok(all.length > 0 && all.every((r) => r.attemptsLeft === 7));
  assert.is((await fleet.json<QueueView>('queue', 'set', 'orders', '--attempts', 'none')).attemptLimit, undefined);
});

t('queue bulk: previewed, followed, listed, undone; without a filter or a change it is refused', async () => {
  await fleet.ok('queue', 'create', 'many');
  const values = Array.from({ length: 30 }, (_, n) => JSON.stringify({ n }));
  await fleet.ok('queue', 'add', 'many', ...values.slice(0, 20), '--tag', 'a');
  await fleet.ok('queue', 'add', 'many', ...values.slice(20), '--tag', 'b');
  assert.match((await fleet.ok('queue', 'bulk', 'preview', 'many', '--tag', 'a')).out, /^20 resources/);
  const start = ['queue', 'bulk', 'start', 'many'];
  refused(await fleet.gantry(...start, '--set-priority', '9'), 2, '--everything');
  refused(await fleet.gantry(...start, '--tag', 'a'), 2, 'nothing to change');
  refused(await fleet.gantry(...start, '--tag', 'a', '--set-priority', '9'), 2, '20 resources of many', 'say --yes');
  const done = await fleet.json<BulkView>(...start, '--tag', 'a', '--set-priority', '9', '--add-tag', 'hot', '--yes');
  assert.equal([done.state, done.matched, done.changed], ['done', 20, 20]);
  const count = async (...options: string[]) => (await fleet.ok('queue', 'count', 'many', ...options)).out;
  assert.is(await count('--tag', 'hot'), '20');
  await fleet.ok('queue', 'bulk', 'undo', done.id);
  assert.is(await count('--tag', 'hot'), '0');
  const all = await fleet.json<BulkView[]>('queue', 'bulk', 'ls', 'many');
  assert.equal(
    all.map((b) => [b.kind, b.state]),
    [
      ['undo', 'done'],
      ['change', 'undone'],
    ],
  );
  refused(await fleet.gantry('queue', 'bulk', 'abort', done.id), 1, 'IllegalState');
  assert.match((await fleet.ok('queue', 'bulk', 'watch', done.id, '--json')).out, 'undone');
});

t('queue export: what is written can be imported again; --out is whole or not there', async () => {
  await fleet.ok('queue', 'create', 'copies');
  await fleet.ok('queue', 'add', 'copies', '{"text":"=1+1","n":-5}', '"a, \\"b\\""', '--tag', 'x,y');
  await fleet.ok('queue', 'add', 'copies', '{"n":1}', '--key', '1', '--priority', '3');
  const told = async (queue: string) => {
    const { out } = await fleet.ok('queue', 'export', queue);
    const fields = (line: string) => {
      const { value, tags, priority, key } = JSON.parse(line) as ResourceWithValue;
      return { value, tags, priority, key };
    };
    return out.split('\n').map(fields);
  };
  const file = join(fleet.folder, 'copies.csv');
  assert.match((await fleet.ok('queue', 'export', 'copies', '--out', file)).err, `to ${file}`);
  for (const [queue, ...from] of [
    ['from-csv', file],
    ['from-lines', '-', '--format', 'jsonl', '--wrapped'],
  ] as const) {
    await fleet.ok('queue', 'create', queue);
    const input = (await fleet.ok('queue', 'export', 'copies', '--format', 'jsonl')).out;
    const ran = await fleet.run(['queue', 'import', queue, ...from], { input });
    assert.match(ran.out, 'added 3', ran.err);
    assert.equal(await told(queue), await told('copies'));
  }
  refused(await fleet.gantry('queue', 'export', 'copies', '--out', '/nope/x.csv'), 2, "can't be written (ENOENT)");
  refused(await fleet.gantry('queue', 'export', 'nope'), 4, 'QueueNotFound');
  assert.is((await fleet.ok('queue', 'export', 'copies', '--key', '1')).out.split('\n').length, 1);
});

t('queue rm: refused with what depends on it, unless forced', async () => {
  refused(await fleet.gantry('queue', 'rm', 'many', '--yes'), 1, 'InUse');
  assert.equal(await fleet.json('queue', 'rm', 'many', '--force'), { deleted: 'many', resources: 30 });
  refused(await fleet.gantry('queue', 'show', 'many'), 4, 'QueueNotFound');
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
